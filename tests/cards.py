"""A card for a request, made by the same action as a person's click."""

from applications import actions
from applications.models import Application
from fund import fund_code


def card_for(application: Application) -> str:
    """The code of a fresh card of a sent request."""
    code = fund_code.fresh()
    actions.make_card(application.pk, code, actor=application.filed_by)
    return code
