"""Money for what was approved: suggested, chosen by whoever decides, split, or held."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from applications import actions
from applications.actions.awarding import award
from applications.models import Application, AwardLine, AwardShare
from applications.queries.money import paid_from, waiting_words
from applications.states import LineState, State
from fund import books
from fund.models import AuditEvent, CategoryGroup, Encumbrance, Fund, Gift, User
from tests.applications.conftest import File, Vote

pytestmark = pytest.mark.django_db

Give = Callable[..., Gift]


@pytest.fixture
def housing(give: Give) -> Fund:
    """A fund for shelter with $200."""
    fund = restricted("housing", purpose_group=CategoryGroup.HOUSING)
    give(fund, 200_00)
    return fund


def restricted(code: str, **limits: object) -> Fund:
    made: Fund = Fund.objects.create(
        code=code, name=f"{code.capitalize()} fund", is_restricted=True, **limits
    )
    return made


def approve(application: Application, vote: Vote, by: User, **chosen: object) -> AwardLine:
    """One vote for all that was asked; the first line of what was awarded."""
    asked = [need.amount_cents for need in application.needs.order_by("position")]
    cast = replace(vote(application, *asked), **chosen)  # type: ignore[arg-type]
    actions.review(application.pk, cast, actor=by)
    application.refresh_from_db()
    return AwardLine.objects.filter(award__application=application).order_by("need__position")[0]


def reserved(line: AwardLine) -> dict[str, int]:
    rows = Encumbrance.objects.filter(key=line.encumbrance_key, state="open")
    return dict(rows.order_by("id").values_list("fund__code", "amount_cents"))


def acts(subject: str) -> list[str]:
    rows = AuditEvent.objects.filter(subject=subject).order_by("id")
    return list(rows.values_list("act", flat=True))


def test_a_line_is_split_where_the_narrow_fund_has_too_little(
    file: File, vote: Vote, cora: User, money: Fund, housing: Fund
) -> None:
    line = approve(file(300_00), vote, cora)
    assert line.paid_by == {housing: 200_00, money: 100_00}
    assert line.funds_label == "Housing fund + General fund"
    assert reserved(line) == {"housing": 200_00, "general": 100_00}
    assert books.available_cents(housing) == 0
    (told,) = AuditEvent.objects.filter(subject=line.reference)
    assert told.act == "award.reserve"
    assert told.facts == {"fund": "housing, general", "amount_cents": 300_00}


def test_the_choice_of_whoever_closes_the_decision_is_used(
    file: File, vote: Vote, cora: User, money: Fund, housing: Fund
) -> None:
    request = file(300_00)
    need = request.needs.get()
    line = approve(request, vote, cora, funds={need.pk: {money.pk: 300_00}})
    assert line.paid_by == {money: 300_00}
    assert reserved(line) == {"general": 300_00}


def test_a_choice_of_somebody_who_did_not_close_it_gives_way_to_the_suggestion(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund, housing: Fund
) -> None:
    request = file(600_00)
    need = request.needs.get()
    cast = replace(vote(request, 600_00), funds={need.pk: {money.pk: 600_00}})
    actions.review(request.pk, cast, actor=cora)
    line = approve(request, vote, carl)
    assert line.paid_by == {housing: 200_00, money: 400_00}
    assert "award.other_funds" not in acts(request.reference)


def test_chosen_funds_that_were_spent_meanwhile_give_way_and_the_history_says_so(
    file: File, vote: Vote, cora: User, money: Fund, housing: Fund
) -> None:
    approve(file(150_00), vote, cora)
    request = file(200_00)
    need = request.needs.get()
    line = approve(request, vote, cora, funds={need.pk: {housing.pk: 200_00}})
    assert line.state == LineState.PAYABLE
    assert line.paid_by == {housing: 50_00, money: 150_00}
    event = AuditEvent.objects.get(act="award.other_funds")
    assert (event.subject, event.actor) == (request.reference, cora)
    assert event.facts == {"line": line.reference}


def test_an_emergency_decided_alone_may_choose_its_funds(
    file: File, vote: Vote, olive: User, money: Fund, housing: Fund
) -> None:
    request = file(100_00, lane="emergency")
    need = request.needs.get()
    cast = replace(vote(request, 100_00), funds={need.pk: {money.pk: 100_00}})
    actions.decide_emergency(request.pk, cast, actor=olive)
    assert AwardLine.objects.get().paid_by == {money: 100_00}


def test_a_line_without_money_is_held_and_says_of_each_fund_why(
    file: File, vote: Vote, cora: User, housing: Fund, give: Give
) -> None:
    restricted("legal", purpose_group=CategoryGroup.HEALTH_LEGAL)
    restricted("past", ends_on=date(2020, 6, 30))
    request = file(300_00)
    line = approve(request, vote, cora)
    assert (request.state, line.state) == (State.APPROVED, LineState.UNFUNDED)
    assert line.held_because == {"housing": "short", "legal": "purpose", "past": "ended"}
    assert not line.paid_by and not reserved(line)
    assert waiting_words(request) == "It waits for new money."
    (told,) = AuditEvent.objects.filter(subject=line.reference)
    assert told.act == "award.hold"
    assert told.facts == {
        "amount_cents": 300_00,
        "fund": "housing, legal, past",
        "why": "short, purpose, ended",
    }
    (shown,) = paid_from(request)
    assert shown.words == "Waits for new money."
    assert shown.reasons == (
        "Housing fund has too little money left.",
        "Legal fund pays only for: Health, legal and documents.",
        "Past fund ended on June 30, 2020.",
    )


def test_a_line_that_waits_is_taken_up_with_the_next_gift_and_may_be_split(
    file: File, vote: Vote, cora: User, housing: Fund, general: Fund, give: Give
) -> None:
    line = approve(file(300_00), vote, cora)
    assert actions.fund_lines() == 0
    give(general, 100_00)
    assert actions.fund_lines() == 1
    line = AwardLine.objects.get(pk=line.pk)
    assert line.paid_by == {housing: 200_00, general: 100_00}
    assert (line.state, line.held_because) == (LineState.PAYABLE, {})
    assert acts(line.reference) == ["award.hold", "award.reserve"]


def test_the_oldest_clock_comes_first_and_nothing_is_taken_from_it(
    file: File, vote: Vote, cora: User, general: Fund, give: Give
) -> None:
    older = approve(file(300_00), vote, cora)
    younger = approve(file(200_00), vote, cora)
    give(general, 350_00)
    assert actions.fund_lines() == 1
    assert AwardLine.objects.get(pk=older.pk).state == LineState.PAYABLE
    assert AwardLine.objects.get(pk=younger.pk).state == LineState.UNFUNDED


def test_a_new_reason_replaces_the_old_one_while_a_line_waits(
    file: File, vote: Vote, cora: User, housing: Fund
) -> None:
    line = approve(file(300_00), vote, cora)
    Fund.objects.filter(pk=housing.pk).update(ends_on=date(2020, 6, 30))
    actions.fund_lines()
    assert AwardLine.objects.get(pk=line.pk).held_because == {"housing": "ended"}


def _queries_of(application: Application) -> int:
    needs = list(application.needs.all())
    for need in needs:
        need.approve()
        need.save()
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        award(application, needs)
    return len(seen)


def test_a_decision_costs_the_same_queries_for_any_number_of_lines_and_funds(
    file: File, money: Fund, give: Give
) -> None:
    one = _queries_of(file(100_00))
    for number in range(5):
        give(restricted(f"more-{number}", purpose_group=CategoryGroup.HOUSING), 30_00)
    many = _queries_of(file(90_00, 80_00, 70_00, 60_00))
    assert AwardShare.objects.count() > 5
    assert many == one <= 14


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE applications_awardshare SET amount_cents = 1", id="changed"),
        pytest.param("DELETE FROM applications_awardshare", id="gone"),
    ],
)
def test_nobody_changes_what_a_fund_pays(
    file: File, vote: Vote, cora: User, money: Fund, change: str
) -> None:
    approve(file(300_00), vote, cora)
    with (
        pytest.raises((IntegrityError, ProgrammingError), match=r"fixed|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize("cents", [-1_00, 1_00], ids=["too little", "too much"])
def test_shares_that_do_not_come_to_the_line_are_refused(
    file: File, vote: Vote, cora: User, money: Fund, cents: int
) -> None:
    line = approve(file(300_00), vote, cora)
    with (
        pytest.raises(IntegrityError, match="do not come to its amount"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        AwardLine.objects.filter(pk=line.pk).update(amount_cents=300_00 + cents)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_line_is_not_payable_without_its_shares(file: File, vote: Vote, cora: User) -> None:
    approve(file(300_00), vote, cora)
    with (
        pytest.raises(IntegrityError, match="do not come to its amount"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        AwardLine.objects.update(state=LineState.PAYABLE)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_postgresql_refuses_a_reservation_above_what_is_free(general: Fund, give: Give) -> None:
    give(general, 100_00)
    with pytest.raises(IntegrityError, match="too little"), transaction.atomic():
        books.encumber_found([books.Reservation("a", "a", {general.pk: 100_01})])
    with transaction.atomic():
        books.encumber_found([books.Reservation("a", "a", {general.pk: 100_00})])
    assert books.available_cents(general) == 0
