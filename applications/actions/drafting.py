"""A draft grows on the server, answer by answer; nothing of it stays on the phone."""

from django.db import transaction
from django.db.models import Max

from applications import sealing
from applications.commands import NeedLine, StartDraft
from applications.models import Application, Household, Need, Place, Stay
from applications.states import AgeBand, HouseholdBand, Lane, State
from applications.stays import StayTerms
from fund import clock, references
from fund.audit import record
from fund.models import Agency, FundPolicy, NeedCategory, User

from .locking import Refused, lock, require_state

_SENT = "This request has been sent. It can't be changed any more."
MOST_NEEDS = 10


@transaction.atomic(durable=True)
def start_draft(command: StartDraft, *, actor: User) -> Application:
    """A new draft of the actor's agency; the same `once` again returns the one that stands.

    It has a household of its own. Raises Refused if the actor works for no agency.
    """
    if command.once and (
        standing := Application.objects.visible_to(actor).filter(once=command.once).first()
    ):
        found: Application = standing
        return found
    grant = next((g for g in actor.current_grants if g.agency_id), None)
    if grant is None or grant.agency is None:
        raise Refused("You need to work for a partner agency to file a request.")
    return _make(command, grant.agency, Household.objects.create(created_at=clock.now()), actor)


def new_draft(like: Application, *, actor: User, once: str = "") -> Application:
    """A draft without lines for the household of an earlier request, with its answers; inside the
    caller's transaction."""
    command = StartDraft(
        lane=Lane(like.lane),
        region_id=like.region_id,
        household_band=HouseholdBand(like.household_band),
        age_band=AgeBand(like.age_band),
        once=once,
    )
    draft = _make(command, like.agency, like.household, actor)
    draft.card_shown_at = like.card_shown_at
    draft.save(update_fields=["card_shown_at"])
    return draft


def _make(command: StartDraft, agency: Agency, household: Household, actor: User) -> Application:
    made: Application = Application.objects.create(
        reference=references.unused_in(references.request_reference, Application),
        agency=agency,
        filed_by=actor,
        household=household,
        policy=FundPolicy.in_force(),
        lane=command.lane,
        region_id=command.region_id,
        household_band=command.household_band,
        age_band=command.age_band,
        created_at=clock.now(),
        once=command.once or None,
    )
    record("application.start", made.reference, actor=actor, lane=command.lane)
    return made


@transaction.atomic(durable=True)
def change_draft(pk: int, command: StartDraft, *, actor: User) -> Application:
    """New answers to how soon and who it is for."""
    application = _lock_draft(pk, actor)
    application.lane = command.lane
    application.region_id = command.region_id
    application.household_band = command.household_band
    application.age_band = command.age_band
    application.save()
    return application


@sealing.key_ready
@transaction.atomic(durable=True)
def add_need(pk: int, line: NeedLine, *, actor: User) -> Need:
    """One more expense line; the same again is the same line, so a double click adds one.

    Raises Refused if the fund never pays for this.
    """
    application = _lock_draft(pk, actor)
    require_payable(application.policy, line.category)
    for standing in application.needs.filter(**_values(line)).select_related("stay"):
        account = _accounts(application).of(Place.VENDOR_ACCOUNT, standing.pk)
        if (account, stay_of(standing)) == (line.vendor_account, line.stay):
            return standing
    last = application.needs.aggregate(last=Max("position"))["last"] or 0
    if application.needs.count() >= MOST_NEEDS:
        raise Refused(f"A request can have {MOST_NEEDS} lines. Send this one and start another.")
    need = Need.objects.create(application=application, position=last + 1, **_values(line))
    keep_stay(need, line.stay)
    sealing.put(application, Place.VENDOR_ACCOUNT, line.vendor_account or "", need.pk)
    add_up(application)
    return need


@sealing.key_ready
@transaction.atomic(durable=True)
def change_need(pk: int, need_id: int, line: NeedLine, *, actor: User) -> Need:
    """Another vendor or amount for a line of a draft; an account of None stays as it is."""
    application = _lock_draft(pk, actor)
    require_payable(application.policy, line.category)
    need = application.needs.get(pk=need_id)
    for name, value in _values(line).items():
        setattr(need, name, value)
    need.save()
    keep_stay(need, line.stay)
    if line.vendor_account is not None:
        sealing.put(application, Place.VENDOR_ACCOUNT, line.vendor_account, need.pk)
    add_up(application)
    return need


@sealing.key_ready
@transaction.atomic(durable=True)
def set_words(pk: int, *, pseudonym: str | None, note: str | None, actor: User) -> None:
    """The agency's own name for a draft and its note to the committee.

    Empty takes one away, None leaves it as it is.
    """
    application = _lock_draft(pk, actor)
    for place, text in ((Place.PSEUDONYM, pseudonym), (Place.NOTE, note)):
        if text is not None:
            sealing.put(application, place, text.strip())


@transaction.atomic(durable=True)
def remove_need(pk: int, need_id: int, *, actor: User) -> None:
    """Take a line out of a draft; gone is gone, twice is fine."""
    application = _lock_draft(pk, actor)
    sealing.remove(application, Place.VENDOR_ACCOUNT, [need_id])
    application.needs.filter(pk=need_id).delete()
    add_up(application)


def _lock_draft(pk: int, actor: User) -> Application:
    application = lock(pk, actor)
    require_state(application, State.DRAFT, words=_SENT)
    return application


def require_payable(policy: FundPolicy, category: str) -> None:
    """Refuse what this version of the policy does not pay for."""
    if category not in policy.payable_categories:
        label = NeedCategory(category).label
        raise Refused(f"The fund can't pay for this at present: {label.lower()}.")


def _accounts(application: Application) -> sealing.Words:
    return sealing.read(application, Place.VENDOR_ACCOUNT, reader=None)


def _values(line: NeedLine) -> dict[str, object]:
    return {
        "category": line.category,
        "vendor_id": line.vendor_id,
        "amount_cents": line.stay.amount_cents if line.stay else line.amount_cents,
        "needed_by": line.needed_by,
    }


def stay_of(need: Need) -> StayTerms | None:
    """The nights behind a line's amount; None for a line that is no stay."""
    stay: Stay | None = getattr(need, "stay", None)
    return stay.terms if stay else None


def keep_stay(need: Need, terms: StayTerms | None) -> None:
    """The line is this stay, or none; its amount is the caller's to set, and the database looks."""
    if terms is None:
        Stay.objects.filter(need=need).delete()
    else:
        Stay.objects.update_or_create(need=need, defaults=vars(terms))


def add_up(application: Application) -> None:
    """The request's sum is that of its lines."""
    application.requested_cents = sum(application.needs.values_list("amount_cents", flat=True))
    application.save(update_fields=["requested_cents"])
