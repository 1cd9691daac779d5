from django.apps import AppConfig


class DisbursementsConfig(AppConfig):
    """The disbursements room."""

    name = "disbursements"
