"""Ask again like this one: a new draft with the same lines and bands, and nothing else of it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from applications.commands import StartDraft
from applications.models import Application, Need
from applications.states import AgeBand, HouseholdBand, Lane, State
from fund.audit import record
from fund.models import User

from .drafting import copy_stay, start_draft
from .locking import Refused, lock, require_own

AGAIN = (State.APPROVED, State.CLOSED, State.DECLINED, State.WITHDRAWN, State.EXPIRED)
"""A request that still runs is answered first."""


@dataclass(frozen=True)
class Copied:
    """The new draft; how many lines could not come along: not payable now, or no such vendor."""

    draft: Application
    left_out: int


def ask_again(pk: int, *, once: str = "", actor: User) -> Copied:
    """A new draft like a request that has ended or was decided; the same `once`, the same draft.

    Lines without their account numbers and days, bands and region come along: not the words, the
    card, the documents or what was agreed. Raises Refused while the request is with the committee.
    """
    like: Application = Application.objects.visible_to(actor).get(pk=pk)
    require_own(like, actor)
    if like.state not in AGAIN:
        raise Refused(_("This request is not decided yet. You can ask again after that."))
    bands = StartDraft(
        Lane(like.lane),
        like.region_id,
        HouseholdBand(like.household_band) if like.household_band else "",
        AgeBand(like.age_band),
        once=once,
    )
    draft = start_draft(bands, actor=actor)
    return Copied(draft, _copy_lines(draft.pk, like, actor))


@transaction.atomic(durable=True)
def _copy_lines(draft_pk: int, like: Application, actor: User) -> int:
    """How many did not come along; a draft that has lines or was sent stays as it is."""
    draft = lock(draft_pk, actor)
    if draft.state != State.DRAFT or draft.needs.exists():
        return 0
    asked = list(like.needs.select_related("vendor", "stay"))
    fit = [need for need in asked if _can_be_asked(need, draft)]
    for position, need in enumerate(fit, start=1):
        line = Need.objects.create(
            application=draft,
            position=position,
            category=need.category,
            vendor=need.vendor,
            amount_cents=need.amount_cents,
        )
        copy_stay(need, line)
    draft.requested_cents = sum(need.amount_cents for need in fit)
    draft.save(update_fields=["requested_cents"])
    record("application.ask_again", draft.reference, actor=actor, like=like.reference)
    return len(asked) - len(fit)


def _can_be_asked(need: Need, draft: Application) -> bool:
    return need.vendor.is_active and need.category in draft.policy.payable_categories
