"""The product's settings without its rules for logs."""

from fund import settings

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})
LOGGING = {"version": 1, "disable_existing_loggers": False}
