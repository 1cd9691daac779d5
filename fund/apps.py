from django.apps import AppConfig


class FundConfig(AppConfig):
    """The ground floor."""

    name = "fund"
    verbose_name = "Fund"
