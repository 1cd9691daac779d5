"""The committee's word on an emergency that one member decided alone: the money stands."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import notices, oncall, sealing
from applications.models import TO_RATIFY, Application, Place, Ratification
from applications.reviewers import conflict_of, eligible_reviewers
from applications.states import RefusedFor, Step
from fund import clock
from fund.audit import record
from fund.models import User

from .locking import Refused, lock
from .paging import keep


@sealing.key_ready
@transaction.atomic(durable=True)
def ratify(
    pk: int,
    *,
    agreed: bool,
    refused_for: str = "",
    words: str = "",
    actor: User,
) -> Application:
    """One other member without a conflict agrees, or says why not; said once, it stands.

    Raises Refused for whoever decided it, and for a refusal without a reason.
    """
    application = lock(pk, actor)
    if not application.decided_alone or application.decided_by_id == actor.pk:
        raise Refused(_("Another committee member has to look at this decision."))
    if why := conflict_of(actor, application):
        raise Refused(why)
    if application.ratified_at or application.ratification_refused_at:
        return application
    if not agreed and not refused_for:
        raise Refused(_("Choose why you do not agree."))
    if refused_for == RefusedFor.ELSE and not words.strip():
        raise Refused(_("Say in a few words why you do not agree."))
    now = clock.now()
    made = Ratification.objects.create(
        application=application,
        by=actor,
        at=now,
        agreed=agreed,
        refused_for="" if agreed else refused_for,
    )
    if agreed:
        application.ratified_at = now
        record("application.ratify", application.reference, actor=actor)
    else:
        application.ratification_refused_at = now
        sealing.put(application, Place.RATIFICATION, words.strip(), made.pk)
        record(
            "application.refuse_ratification",
            application.reference,
            actor=actor,
            refused_for=refused_for,
        )
        notices.not_agreed(application)
    application.save(update_fields=["ratified_at", "ratification_refused_at"])
    return application


@transaction.atomic(durable=True)
def remind_to_look() -> int:
    """The committee hears once a day before its word is due, and once when it is late; of how many
    requests."""
    rows = Application.objects.filter(TO_RATIFY).exclude(calls__step=Step.LOOK_LATE)
    waiting = rows.select_related("policy", "decided_by")
    reminded = 0
    for application in waiting.select_for_update(skip_locked=True, of=("self",)):
        assert application.decided_at
        due = oncall.look_due(application.decided_at, application.policy.ratify_days)
        step = oncall.look_step(due, clock.now())
        if step is None or application.calls.filter(step=step).exists():
            continue
        members = [
            user for user in eligible_reviewers(application) if user.pk != application.decided_by_id
        ]
        for member in members:
            keep(application, step, member, by=None)
        notices.look(application, members)
        reminded += 1
    return reminded
