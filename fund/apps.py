from importlib import import_module

from django.apps import AppConfig


class FundConfig(AppConfig):
    """The ground floor."""

    name = "fund"
    verbose_name = "Fund"

    def ready(self) -> None:
        from fund.web.secondstep import trail

        trail.listen()
        import_module("fund.keyed")  # its check of the key
