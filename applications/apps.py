from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The applications room."""

    name = "applications"
