"""How the guards of logs, error reports and counted tries are taken away."""

import logging
from typing import Any

from django.conf import settings
from django.core.cache import caches

from fund import logs
from tests.canary.removals import Patch

DJANGOS_OWN = "django.views.debug.ExceptionReporter"


def plain_log(patch: Patch) -> None:
    """A plain formatter in place of the allow-list."""
    for handler in logging.getLogger().handlers:
        patch.setattr(handler, "formatter", logging.Formatter("%(message)s"))


def log_every_key(patch: Patch) -> None:
    patch.setattr(logs, "KEYS", (*logs.KEYS, "note"))


def log_every_value(patch: Patch) -> None:
    patch.setattr(logs, "_is_safe", lambda name, value: True)


def log_every_text(patch: Patch) -> None:
    patch.setattr(logs, "_event", lambda record, said: said)


def quote_errors(patch: Patch) -> None:
    """The message of an error goes with it."""
    of_error = logs._of_error

    def quoted(told: Any) -> Any:
        found = of_error(told)
        error = told[1] if isinstance(told, tuple) else told
        return {**found, "error": str(error)} if found else found

    patch.setattr(logs, "_of_error", quoted)


def report_in_full(patch: Patch) -> None:
    """Django's own report, where DEBUG was left on: the post, and every frame's variables."""
    patch.setattr(settings, "DEFAULT_EXCEPTION_REPORTER", DJANGOS_OWN)


def count_by_plain_names(patch: Patch) -> None:
    """Django's own names for what is counted: a hash without a key."""
    patch.setattr(caches["default"], "key_func", lambda key, prefix, version: f"{prefix}:{key}")
