"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from fund import keyed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")
application = get_wsgi_application()
keyed.require()
