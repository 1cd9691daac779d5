"""A draft grows on the server, answer by answer; nothing of it stays on the phone.

`seen` is the mark of what the page showed (`applications/versions.py`); None does not compare.
"""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import sealing, versions
from applications.commands import NeedLine, StartDraft, Who
from applications.models import Application, Household, Need, Place, Stay
from applications.states import AgeBand, HouseholdBand, Lane, State
from applications.stays import StayTerms
from fund import clock, references
from fund.audit import record
from fund.models import Agency, FundPolicy, NeedCategory, User

from .locking import Changed, Refused, lock, require_state

_SENT = gettext_noop("This request has been sent. It can't be changed any more.")


@transaction.atomic(durable=True)
def start_draft(command: StartDraft, *, actor: User) -> Application:
    """A new draft of the actor's agency; the same `once` again returns the one that stands.

    It has a household of its own. Raises Refused if the actor works for no agency.
    """
    return standing(command.once, actor) or start(command, actor)


@transaction.atomic(durable=True)
def start_like(need: Need, command: StartDraft, *, actor: User) -> Application:
    """A new draft with one line like an earlier one: what, whom and how much; no words.

    Raises Refused if the fund does not pay for it any more, or no longer pays that business.
    """
    if found := standing(command.once, actor):
        return found
    if not need.vendor.is_active:
        raise Refused(_("The fund does not pay this business any more. Choose another one."))
    application = start(command, actor)
    require_payable(application.policy, need.category)
    put_line(application, 1, line_like(need))
    add_up(application)
    return application


def standing(once: str, actor: User) -> Application | None:
    """The draft that the same form has made already; None if `once` is empty or new."""
    if not once:
        return None
    found: Application | None = Application.objects.visible_to(actor).filter(once=once).first()
    return found


def start(command: StartDraft, actor: User) -> Application:
    """As `start_draft`, always anew and inside the caller's transaction."""
    grant = next((g for g in actor.current_grants if g.agency_id), None)
    if grant is None or grant.agency is None:
        raise Refused(_("You need to work for a partner agency to file a request."))
    return _make(command, grant.agency, Household.objects.create(created_at=clock.now()), actor)


def new_draft(like: Application, *, actor: User, once: str = "") -> Application:
    """A draft without lines for the household of an earlier request, with its answers; inside the
    caller's transaction."""
    draft = _make(answers_like(like, once), like.agency, like.household, actor)
    draft.card_shown_at = like.card_shown_at
    draft.save(update_fields=["card_shown_at"])
    return draft


def answers_like(like: Application, once: str) -> StartDraft:
    """How soon and who it is for, as an earlier request has it."""
    return StartDraft(
        lane=Lane(like.lane),
        region_id=like.region_id,
        household_band=HouseholdBand(like.household_band) if like.household_band else "",
        age_band=AgeBand(like.age_band),
        once=once,
    )


def _make(command: StartDraft, agency: Agency, household: Household, actor: User) -> Application:
    now = clock.now()
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
        created_at=now,
        changed_at=now,
        once=command.once or None,
    )
    record("application.start", made.reference, actor=actor, lane=command.lane)
    return made


@transaction.atomic(durable=True)
def say_soon(pk: int, lane: Lane, *, seen: str | None = None, actor: User) -> None:
    """How soon the help is needed."""
    application = lock_draft(pk, actor)
    if application.lane == lane:
        return
    require_seen(seen, versions.of_soon(application))
    application.lane = lane
    save_changed(application, "lane")


@sealing.key_ready
@transaction.atomic(durable=True)
def say_who(pk: int, who: Who, *, seen: str | None = None, actor: User) -> None:
    """Who it is for, in bands, the agency's own name for it and its note to the committee.

    Empty words take those away that stand.
    """
    application = lock_draft(pk, actor)
    words = sealing.read(application, Place.PSEUDONYM, Place.NOTE, reader=None)
    stand = {place: words.of(place) for place in (Place.PSEUDONYM, Place.NOTE)}
    typed = {Place.PSEUDONYM: who.pseudonym, Place.NOTE: who.note}
    wanted = {place: text.strip() for place, text in typed.items() if text is not None}
    was = versions.of_who(application, *stand.values())
    application.household_band = who.household_band
    application.age_band = who.age_band
    application.region_id = who.region_id
    if not words.trouble:  # what can't be opened now can't be compared
        if was == versions.of_who(application, *(stand | wanted).values()):
            return
        require_seen(seen, was)
    for place, text in wanted.items():
        if text != stand[place] or words.trouble:
            sealing.put(application, place, text)
    save_changed(application, "household_band", "age_band", "region")


def lock_draft(pk: int, actor: User) -> Application:
    """The draft under a row lock. Raises Refused if it was sent."""
    application = lock(pk, actor)
    require_state(application, State.DRAFT, words=_(_SENT))
    return application


def require_seen(seen: str | None, was: str) -> None:
    """Refuse to write over what somebody saved after the page was opened."""
    if seen is not None and seen != was:
        raise Changed


def save_changed(application: Application, *fields: str) -> None:
    """Save these answers; the days after which a draft ends begin anew."""
    application.touch(at=clock.now())
    application.save(update_fields=[*fields, "changed_at", "expiry_told_at"])


def require_payable(policy: FundPolicy, category: str) -> None:
    """Refuse what this version of the policy does not pay for."""
    if category not in policy.payable_categories:
        label = NeedCategory(category).label
        raise Refused(
            _("The fund can't pay for this at present: %(what)s.") % {"what": label.lower()}
        )


def values_of(line: NeedLine) -> dict[str, object]:
    """The columns of a line."""
    return {
        "category": line.category,
        "vendor_id": line.vendor_id,
        "amount_cents": line.stay.amount_cents if line.stay else line.amount_cents,
        "needed_by": line.needed_by,
    }


def put_line(application: Application, position: int, line: NeedLine) -> Need:
    """One whole line in its place, with its nights if it is a stay; without an account number."""
    need: Need = Need.objects.create(application=application, position=position, **values_of(line))
    if line.stay:
        Stay.objects.create(need=need, **vars(line.stay))
    return need


def line_like(need: Need) -> NeedLine:
    """What, whom and how much of an earlier line; as many nights at its rate, from tonight on."""
    terms = stay_of(need)
    again = replace(terms, check_in=clock.today()) if terms else None
    return NeedLine(NeedCategory(need.category), need.vendor_id, need.amount_cents, stay=again)


def stay_of(need: Need) -> StayTerms | None:
    """The nights behind a line's amount; None for a line that is no stay."""
    stay: Stay | None = getattr(need, "stay", None)
    return stay.terms if stay else None


def add_up(application: Application) -> None:
    """Keep the sum of the lines on the request."""
    application.requested_cents = sum(application.needs.values_list("amount_cents", flat=True))
    save_changed(application, "requested_cents")
