"""Ask again like this one: a new draft with the same lines and bands, and nothing else of it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Need
from applications.states import State
from fund.audit import record
from fund.models import User

from .drafting import add_up, answers_like, line_like, put_line, standing, start
from .locking import Refused, require_own

AGAIN = (State.APPROVED, State.CLOSED, State.DECLINED, State.WITHDRAWN, State.EXPIRED)
"""A request that still runs is answered first."""


@dataclass(frozen=True)
class Copied:
    """The new draft; how many lines could not come along: not payable now, or no such vendor."""

    draft: Application
    left_out: int


@transaction.atomic(durable=True)
def ask_again(pk: int, *, once: str = "", actor: User) -> Copied:
    """A new draft like a request that has ended or was decided; the same `once`, the same draft.

    Lines without their account numbers and days, bands and region come along: not the words, the
    card, the documents or what was agreed. Raises Refused while the request is with the committee.
    """
    like: Application = Application.objects.visible_to(actor).get(pk=pk)
    require_own(like, actor)
    if like.state not in AGAIN:
        raise Refused(_("This request is not decided yet. You can ask again after that."))
    if found := standing(once, actor):
        return Copied(found, 0)
    draft = start(answers_like(like, once), actor)
    asked = list(like.needs.select_related("vendor", "stay"))
    fit = [need for need in asked if _can_be_asked(need, draft)]
    for position, need in enumerate(fit, start=1):
        put_line(draft, position, line_like(need))
    add_up(draft)
    record("application.ask_again", draft.reference, actor=actor, like=like.reference)
    return Copied(draft, len(asked) - len(fit))


def _can_be_asked(need: Need, draft: Application) -> bool:
    return need.vendor.is_active and need.category in draft.policy.payable_categories
