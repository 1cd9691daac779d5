"""The reports room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Holds releases, their frozen tables and the stored reports."""

    name = "reports"
