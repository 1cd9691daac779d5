"""A stay at a motel: nights times rate, longer before check-out, fewer nights told after."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applications import actions
from applications.commands import CastVote, HowMuch, LineVote, NeedLine, StartDraft
from applications.forms.stay import StayForm
from applications.models import Application, AwardLine, Household, Need, Purpose, Stay
from applications.queries.sheet import needs_of
from applications.queries.stays import stays_of
from applications.states import AgeBand, Desk, HouseholdBand, Lane, State, Verdict
from applications.stays import MOST_NIGHTS, StayTerms
from fund import clock, tenancy
from fund.models import Fund, NeedCategory, Region, User, Vendor

RATE = 85_00
Stayed = Callable[..., Application]


def terms(
    nights: int = 3, *, days: int = 0, rate: int = RATE, desk: Desk = Desk.DEPOSIT
) -> StayTerms:
    return StayTerms(clock.today() + timedelta(days=days), nights, rate, desk)


@pytest.fixture
def drafted(portland: Region, motel: Vendor, ada: User) -> Stayed:
    """A draft of one stay: drafted(nights=3)."""

    def made(nights: int = 3, **more: Any) -> Application:
        answers = StartDraft(
            Lane.EMERGENCY, portland.pk, HouseholdBand.WITH_CHILDREN, AgeBand.ADULT
        )
        draft = actions.start_draft(answers, actor=ada)
        line = NeedLine.of_nights(motel.pk, terms(nights, **more), vendor_account="B-77")
        actions.add_need(draft.pk, line, actor=ada)
        return Application.objects.get(pk=draft.pk)

    return made


@pytest.fixture
def stayed(drafted: Stayed, money: Fund, ada: User, cora: User) -> Stayed:
    """An approved stay: stayed(nights=3, cents=170_00)."""

    def approved(nights: int = 3, *, cents: int = 0, **more: Any) -> Application:
        sent = actions.submit(drafted(nights, **more).pk, attested=True, agreed=Purpose, actor=ada)
        need = sent.needs.get()
        verdict = Verdict.REDUCE if cents else Verdict.APPROVE
        vote = LineVote(need.pk, verdict, cents or need.amount_cents, "Part" if cents else "")
        return actions.review(sent.pk, CastVote((vote,)), actor=cora)

    return approved


def pay(request: Application) -> AwardLine:
    line = AwardLine.objects.get(award__application=request)
    AwardLine.objects.filter(pk=line.pk).update(state="paid", paid_on=clock.today())
    return AwardLine.objects.get(pk=line.pk)


# Arithmetic


@given(
    nights=st.integers(1, MOST_NIGHTS),
    rate=st.integers(1, 1_000_00),
    first=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    approved=st.integers(0, 100),
)
def test_a_stay_costs_nights_times_rate_and_what_is_granted_never_costs_less_than_is_paid(
    nights: int, rate: int, first: date, approved: int
) -> None:
    stay = StayTerms(first, nights, rate)
    assert stay.amount_cents == sum(rate for _ in range(nights))
    assert (stay.check_out - stay.check_in).days == nights
    cents = stay.amount_cents * approved // 100
    granted = stay.granted(cents)
    assert cents <= granted.amount_cents < cents + rate
    assert stay.granted(stay.amount_cents) == stay


def test_it_is_said_in_one_line() -> None:
    stay = StayTerms(date(2026, 12, 3), 3, RATE)
    assert stay.words == stay.words_of(255_00) == "3 nights at $85.00, from Dec\N{NO-BREAK SPACE}3"
    assert stay.words_of(170_00) == "2 of 3 nights at $85.00, from Dec\N{NO-BREAK SPACE}3"
    assert stay.words_of(100_00) == "A part of 3 nights at $85.00, from Dec\N{NO-BREAK SPACE}3"
    assert (
        StayTerms(date(2026, 12, 3), 1, RATE).words
        == "1 night at $85.00, from Dec\N{NO-BREAK SPACE}3"
    )


# The form


def typed(**more: str) -> StayForm:
    first = clock.today().isoformat()
    return StayForm({"check_in": first, "nights": "3", "rate": "85", "desk": "nothing", **more})


def test_the_form_computes_the_amount() -> None:
    form = typed()
    assert form.is_valid(), form.errors
    assert form.amount_cents() == 255_00
    assert form.terms() == terms(desk=Desk.NOTHING)
    again = StayForm(initial=StayForm.initial_of(form.terms()))
    assert (again["rate"].value(), again["nights"].value()) == ("85.00", 3)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nights": "0"}, "nights"),
        ({"nights": "31"}, "nights"),
        ({"nights": "two"}, "nights"),
        ({"nights": "2.5"}, "nights"),
        ({"rate": "0"}, "rate"),
        ({"rate": "1,000,000"}, "rate"),
        ({"rate": "-5"}, "rate"),
        ({"check_in": "2020-01-01"}, "check_in"),
        ({"check_in": "2999-01-01"}, "check_in"),
        ({"check_in": ""}, "check_in"),
        ({"desk": "passport"}, "desk"),
    ],
)
def test_what_makes_no_stay_is_refused(wrong: dict[str, str], field: str) -> None:
    assert list(typed(**wrong).errors) == [field]


def test_a_room_taken_last_night_can_be_asked_for_after_midnight() -> None:
    yesterday = clock.today() - timedelta(days=1)
    assert typed(check_in=yesterday.isoformat()).is_valid()


# The rows


def test_the_amount_of_the_line_follows_from_the_stay(
    drafted: Stayed, motel: Vendor, ada: User
) -> None:
    draft = drafted()
    need = draft.needs.get()
    assert need.amount_cents == draft.requested_cents == 255_00
    assert Stay.objects.get(need=need).terms == terms()
    again = NeedLine.of_nights(motel.pk, terms(), vendor_account="B-77")
    assert actions.add_need(draft.pk, again, actor=ada) == need, "a double click adds one"
    longer = NeedLine.of_nights(motel.pk, terms(1, rate=255_00), vendor_account="B-77")
    assert actions.add_need(draft.pk, longer, actor=ada) != need, "another stay is another line"


@pytest.mark.django_db(transaction=True)
def test_a_line_with_another_amount_or_for_something_else_is_no_stay(
    drafted: Stayed, ada: User
) -> None:
    draft = drafted()
    actions.say_how_much(draft.pk, 1, HowMuch(255_00, vendor_account="B-78"), actor=ada)
    assert Stay.objects.exists(), "the same amount is the same stay"
    actions.say_how_much(draft.pk, 1, HowMuch(425_00), actor=ada)
    assert not Stay.objects.exists()
    other = drafted()
    actions.say_what(other.pk, 1, NeedCategory.FOOD, actor=ada)
    assert not Stay.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["nights", "rate_cents"])
def test_the_database_refuses_a_stay_that_does_not_add_up(drafted: Stayed, column: str) -> None:
    drafted()
    with pytest.raises(IntegrityError, match="nights times"), transaction.atomic():
        Stay.objects.update(**{column: 2})
    with pytest.raises(IntegrityError, match="nights times"), transaction.atomic():
        Need.objects.update(amount_cents=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nights": 0},
        {"nights": 31},
        {"rate_cents": 0},
        {"desk": "passport"},
        {"nights_used": 1},
        {"nights_used": 3, "told_at": "2026-02-01T00:00Z"},
    ],
)
def test_the_database_refuses_what_is_no_stay(drafted: Stayed, wrong: dict[str, object]) -> None:
    drafted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.update(**wrong)


def test_a_stay_is_seen_by_whoever_sees_its_line(
    drafted: Stayed, stayed: Stayed, ada: User, alma: User, cora: User, finn: User, audra: User
) -> None:
    drafted()
    stayed()
    for person, many in ((ada, 2), (alma, 0), (cora, 1), (finn, 1), (audra, 0)):
        with tenancy.acting(person.pk):
            assert Stay.objects.count() == Need.objects.count() == many, person.name
    with tenancy.acting(None):
        assert Stay.objects.count() == 0


# Longer


def test_more_nights_are_a_new_draft_that_begins_at_check_out(
    stayed: Stayed, motel: Vendor, ada: User
) -> None:
    before = stayed()
    draft = actions.more_nights(before.pk, 1, 2, actor=ada)
    stay = Stay.objects.get(need__application=draft)
    assert stay.terms == terms(2, days=3)
    assert (stay.need.vendor, stay.need.amount_cents) == (motel, 170_00)
    assert draft.requested_cents == 170_00
    for same in ("household", "household_band", "age_band", "region", "agency", "lane"):
        assert getattr(draft, same) == getattr(before, same), same
    assert Household.objects.count() == 1, "the caps count both together"


def test_a_double_click_makes_one_draft(stayed: Stayed, ada: User) -> None:
    before = stayed()
    drafts = {actions.more_nights(before.pk, 1, 2, actor=ada, once="abc").pk for _ in range(2)}
    assert len(drafts) == 1


def test_a_stay_that_was_approved_in_part_goes_on_after_the_nights_that_were_approved(
    stayed: Stayed, ada: User
) -> None:
    draft = actions.more_nights(stayed(cents=170_00).pk, 1, 1, actor=ada)
    assert Stay.objects.get(need__application=draft).terms.check_in == terms(2).check_out


def test_until_check_out_and_not_after_it(stayed: Stayed, ada: User) -> None:
    before = stayed(3)
    with clock.at(clock.now() + timedelta(days=3)):
        assert actions.more_nights(before.pk, 1, 1, actor=ada).state == State.DRAFT
    with (
        clock.at(clock.now() + timedelta(days=4)),
        pytest.raises(actions.Refused, match="is over"),
    ):
        actions.more_nights(before.pk, 1, 1, actor=ada)


def test_only_an_approved_stay_of_the_own_agency_goes_on(
    drafted: Stayed, stayed: Stayed, ada: User, alma: User, cora: User
) -> None:
    with pytest.raises(actions.Refused, match="not been approved"):
        actions.more_nights(drafted().pk, 1, 1, actor=ada)
    approved = stayed()
    with pytest.raises(Application.DoesNotExist):
        actions.more_nights(approved.pk, 1, 1, actor=alma)
    with pytest.raises(actions.Refused, match="Only the agency"):
        actions.more_nights(approved.pk, 1, 1, actor=cora)


# Shorter


def test_fewer_nights_are_told_once_after_the_stay_is_paid(stayed: Stayed, ada: User) -> None:
    request = stayed()
    with pytest.raises(actions.Refused, match="after the fund has paid"):
        actions.tell_used(request.pk, 1, 2, actor=ada)
    pay(request)
    for wrong in (3, -1):
        with pytest.raises(actions.Refused, match="Fewer nights"):
            actions.tell_used(request.pk, 1, wrong, actor=ada)
    for _ in range(2):
        stay = actions.tell_used(request.pk, 1, 2, actor=ada)
    assert stay.used_words == "Only 2 of 3 nights were used"
    assert (stay.nights_used, stay.told_by) == (2, ada)
    with pytest.raises(actions.Refused, match="told this already: Only 2 of 3"):
        actions.tell_used(request.pk, 1, 1, actor=ada)


# The pages

SignIn = Callable[[User], Client]


def words(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_agency_asks_for_more_nights_and_lands_on_its_answers(
    stayed: Stayed, signed_in: SignIn, ada: User
) -> None:
    request, browser = stayed(), signed_in(ada)
    page = words(browser.get(reverse("applications:show", args=[request.reference])))
    address = reverse("applications:more_nights", args=[request.reference, 1])
    assert address in page
    assert "3 nights at $85.00" in page
    assert "asks for a deposit at the desk" in page
    assert "$85.00" in words(browser.get(address))
    refused = browser.post(address, {"nights": "0"})
    assert refused.status_code == 422
    assert "from 1 to 30" in words(refused)
    answers = words(browser.post(address, {"nights": "2"}, follow=True))
    assert "Check your answers" in answers
    assert "2 nights at $85.00" in answers
    assert "$170.00" in answers


def test_the_agency_tells_that_nights_were_not_used(
    stayed: Stayed, signed_in: SignIn, ada: User
) -> None:
    request, browser = stayed(), signed_in(ada)
    show = reverse("applications:show", args=[request.reference])
    address = reverse("applications:used_nights", args=[request.reference, 1])
    assert address not in words(browser.get(show)), "not before it is paid"
    pay(request)
    assert address in words(browser.get(show))
    assert "The fund paid 3 nights." in words(browser.get(address))
    assert "Enter fewer than the 3 nights" in words(browser.post(address, {"used": "3"}))
    told = words(browser.post(address, {"used": "0"}, follow=True))
    assert "Only 0 of 3 nights were used" in told
    assert address not in told


def test_the_committee_sees_nights_and_rate_beside_the_amount(
    drafted: Stayed, signed_in: SignIn, ada: User, cora: User
) -> None:
    sent = actions.submit(drafted().pk, attested=True, agreed=Purpose, actor=ada)
    page = words(signed_in(cora).get(reverse("applications:review", args=[sent.reference])))
    assert "3 nights at $85.00" in page


def test_no_stay_no_page(stayed: Stayed, signed_in: SignIn, ada: User, alma: User) -> None:
    request = stayed()
    for name in ("more_nights", "used_nights"):
        for method in ("get", "post"):
            for person, position in ((ada, 2), (alma, 1)):
                address = reverse(f"applications:{name}", args=[request.reference, position])
                assert getattr(signed_in(person), method)(address).status_code == 404


def test_stays_cost_the_page_no_query(stayed: Stayed) -> None:
    needs = needs_of(Application.objects.get(pk=stayed().pk))
    with CaptureQueriesContext(connection) as asked:
        assert len(stays_of(needs)) == 1
    assert not asked.captured_queries
