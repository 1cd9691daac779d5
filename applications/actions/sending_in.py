"""The agency's side of a sent request, and the clocks."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from applications import consents, notices, sealing, versions
from applications.models import Application, Message, Purpose, StartedLine
from applications.queries.may_send import why_not_send
from applications.reviewers import conflict_of
from applications.states import UNDECIDED, NeedState, State
from fund import agencies, clock
from fund.audit import record
from fund.models import FundPolicy, User

from . import second_look
from .consenting import give_at_sending
from .drafting import require_payable, require_seen
from .lanes import require_open
from .locking import Refused, lock, require_own, require_state
from .paging import tell_committee
from .talking import said_already, say

WARNED_BEFORE = timedelta(days=2)
"""So long before a draft ends its advocate is told."""


@transaction.atomic(durable=True)
def submit(
    pk: int,
    *,
    attested: bool,
    agreed: Iterable[Purpose],
    seen: str | None = None,
    actor: User,
) -> Application:
    """Send a draft; the lane's clock starts. Sent already: the request as it stands.

    `agreed` is what the person consents to, `seen` the mark of what she checked. Raises Refused
    without the attestation, the consent that the committee needs or a line, beside a line in
    progress, in a lane that is closed, for what today's policy does not pay, or without the
    agency's agreement and the actor's training.
    """
    application = lock(pk, actor)
    if application.state in UNDECIDED:
        return application
    require_state(application, State.DRAFT, words=_("This request can't be sent any more."))
    require_seen(seen, versions.of_all(application, application.needs.select_related("stay")))
    in_force = FundPolicy.in_force()
    if not_yet := why_not_send(actor, application.agency_id, in_force):
        raise Refused(not_yet.sentence)
    if not attested:
        raise Refused(_("Confirm that what you tell us is true, as far as you know."))
    if application.requested_cents == 0:
        raise Refused(_("Add at least one thing that is needed."))
    if not application.household_band:
        raise Refused(_("Say who lives in the household."))
    if line := StartedLine.objects.filter(application=application).first():
        raise Refused(
            _("Finish this or take it out: %(what)s.") % {"what": line.category_label.lower()}
        )
    require_open(application)
    application.policy = in_force
    for need in application.needs.all():
        require_payable(application.policy, need.category)
    now = clock.now()
    application.submit(at=now, hours=application.policy.clock_hours(application.lane))
    application.save()
    record(
        "application.submit",
        application.reference,
        actor=actor,
        lane=application.lane,
        requested_cents=application.requested_cents,
        policy=application.policy.version,
    )
    give_at_sending(application, agreed, actor)
    agencies.has_sent(application.agency_id, now)
    tell_committee(application)
    return application


@sealing.key_ready
@transaction.atomic(durable=True)
def request_information(pk: int, body: str, *, actor: User) -> Message:
    """A reviewer without a conflict asks the agency; the clock goes on."""
    application = lock(pk, actor)
    _require_undecided(application)
    if why := conflict_of(actor, application):
        raise Refused(f"{why} Another member asks.")
    if said := said_already(application, body, actor):
        return said
    message = say(application, body, actor, from_committee=True)
    if application.state != State.INFORMATION_REQUESTED:
        application.request_information()
        application.save()
    record("application.request_information", application.reference, actor=actor)
    notices.asked(application)
    return message


@sealing.key_ready
@transaction.atomic(durable=True)
def answer(pk: int, body: str, *, actor: User) -> Message:
    """The agency answers, or adds a word while the committee decides."""
    application = lock(pk, actor)
    require_own(application, actor)
    _require_undecided(application)
    if said := said_already(application, body, actor):
        return said
    message = say(application, body, actor, from_committee=False)
    if application.state == State.INFORMATION_REQUESTED:
        application.take_up()
        application.save()
    record("application.answer", application.reference, actor=actor)
    notices.answered(application)
    return message


@transaction.atomic(durable=True)
def reconsider(pk: int, *, actor: User) -> Application:
    """The agency asks for a second look at a decline, once; the clock starts anew."""
    application = lock(pk, actor)
    require_own(application, actor)
    require_state(
        application, State.DECLINED, words=_("Only a declined request is looked at again.")
    )
    if application.words_destroyed_at:
        raise Refused(_("Its words were destroyed, so nobody can look again. Send a new request."))
    if application.reconsidered_at:
        raise Refused(_("The committee has already looked at this request a second time."))
    if not consents.in_force(application, Purpose.COMMITTEE):
        raise Refused(_("The person has to agree again that the committee reads this request."))
    hours = application.policy.clock_hours(application.lane)
    application.reconsider(at=clock.now(), hours=hours)
    application.save()
    for need in application.needs.filter(state=NeedState.DECLINED):
        need.ask_again()
        need.save()
    record("application.reconsider", application.reference, actor=actor)
    second_look.begin(application)
    tell_committee(application)
    return application


@transaction.atomic(durable=True)
def expire_drafts() -> int:
    """Drafts that nobody touched for the policy's days end; how many did."""
    limit = clock.now() - timedelta(days=FundPolicy.in_force().draft_expires_days)
    drafts = Application.objects.select_for_update(skip_locked=True).filter(
        state=State.DRAFT, changed_at__lt=limit
    )
    expired = 0
    for application in drafts:
        application.expire(at=clock.now())
        application.save()
        record("application.expire", application.reference, actor=None)
        expired += 1
    return expired


@transaction.atomic(durable=True)
def warn_drafts() -> int:
    """Who filed a draft that ends within WARNED_BEFORE is told, once; how many drafts."""
    days = timedelta(days=FundPolicy.in_force().draft_expires_days)
    drafts = Application.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=State.DRAFT,
        changed_at__lt=clock.now() - days + WARNED_BEFORE,
        expiry_told_at__isnull=True,
    )
    warned = 0
    for application in drafts.select_related("filed_by", "agency"):
        application.expiry_told_at = clock.now()
        application.save(update_fields=["expiry_told_at"])
        notices.draft_ends(application)
        warned += 1
    return warned


@transaction.atomic(durable=True)
def escalate_late() -> int:
    """Requests past their clock go to the chair, once each; never approved for want of votes."""
    late = Application.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state__in=UNDECIDED, due_at__lt=clock.now(), escalated_at__isnull=True
    )
    escalated = 0
    for application in late:
        application.escalated_at = clock.now()
        application.save(update_fields=["escalated_at"])
        record("application.escalate", application.reference, actor=None)
        notices.late(application)
        escalated += 1
    return escalated


def _require_undecided(application: Application) -> None:
    require_state(application, *UNDECIDED, words=_("This request is decided already."))
