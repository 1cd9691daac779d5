"""Was the need met? Asked once, of the agency, two weeks after the payment; no money follows."""

from datetime import timedelta

import pytest
from django.db import transaction

from applications import actions, tasks
from applications.models import Application, AwardLine, Need, OutcomeAsk
from applications.states import Outcome
from fund import clock
from fund.models import AuditEvent, Fund, Notice, User, Vendor
from tests.applications.desk import approve, sent_request
from tests.lines import SignIn

pytestmark = pytest.mark.django_db
LIST = "/requests/"


@pytest.fixture
def paid(money: Fund, ada: User, motel: Vendor, cora: User) -> Application:
    """Two lines, both paid today."""
    application = approve(sent_request(ada, motel, 100_00, 80_00), cora)
    for line in AwardLine.objects.all():
        pay(line)
    return application


def pay(line: AwardLine) -> None:
    with transaction.atomic():
        actions.line_in_payment(line.pk)
        actions.line_paid(line.pk, clock.today())


def run(days: int) -> None:
    """The daily job, so many days from now."""
    with clock.at(clock.now() + timedelta(days=days)):
        tasks.ask_outcomes(0)


def told() -> int:
    """How many notices were queued for the advocate."""
    return Notice.objects.count()


def test_it_is_asked_after_two_weeks_once_however_often_the_job_runs(
    paid: Application, ada: User
) -> None:
    before = told()
    run(13)
    assert not OutcomeAsk.objects.exists()
    for _again in range(3):
        run(14)
    assert OutcomeAsk.objects.get().application == paid
    assert told() == before + 1
    assert AuditEvent.objects.filter(act="outcome.ask").count() == 1


def test_it_is_asked_for_by_the_first_payment_of_several(
    money: Fund, ada: User, motel: Vendor, cora: User
) -> None:
    approve(sent_request(ada, motel, 100_00, 80_00), cora)
    pay(AwardLine.objects.order_by("need__position")[0])
    run(14)
    assert OutcomeAsk.objects.exists()


def test_silence_is_reminded_of_twice_and_then_left_alone(paid: Application) -> None:
    run(14)
    asked = told()
    for day, times in ((20, 0), (21, 1), (21, 1), (27, 1), (28, 2), (35, 2), (60, 2)):
        run(day)
        assert told() == asked + times, day
    ask = OutcomeAsk.objects.get()
    assert ask.told_times == OutcomeAsk.MOST_TOLD and ask.ended_at is not None


def test_what_was_paid_long_ago_or_brought_in_is_never_asked(paid: Application) -> None:
    run(40)
    assert not OutcomeAsk.objects.exists()
    Application.objects.update(imported_key="R1")
    run(14)
    assert not OutcomeAsk.objects.exists()


def test_one_tap_a_line_answers_and_the_last_one_ends_the_asking(
    paid: Application, ada: User, signed_in: SignIn
) -> None:
    run(14)
    phone, where = signed_in(ada), f"/requests/{paid.reference}/outcome/"
    assert f"Answer for {paid.reference}" in phone.get(LIST).content.decode()
    before = list(AwardLine.objects.values())
    assert phone.post(where, {"line": "1", "act": "met"})["Location"] == where
    assert OutcomeAsk.objects.get().ended_at is None
    assert phone.post(where, {"line": "2", "act": "partly"})["Location"] == LIST
    answers = Need.objects.order_by("position").values_list("outcome", flat=True)
    assert list(answers) == [Outcome.MET, Outcome.PARTLY]
    assert OutcomeAsk.objects.get().ended_at is not None
    assert list(AwardLine.objects.values()) == before
    assert f"Answer for {paid.reference}" not in phone.get(LIST).content.decode()
    asked = told()
    run(21)
    assert told() == asked


def test_a_wrong_tap_is_put_right_and_the_trail_names_no_answer(
    paid: Application, ada: User
) -> None:
    actions.answer_outcome(paid.pk, 1, Outcome.MET, actor=ada)
    actions.answer_outcome(paid.pk, 1, Outcome.MET, actor=ada)
    actions.answer_outcome(paid.pk, 1, Outcome.NOT_MET, actor=ada)
    assert Need.objects.get(position=1).outcome == Outcome.NOT_MET
    facts = AuditEvent.objects.filter(act="outcome.answer").values_list("facts", flat=True)
    line = AwardLine.objects.get(need__position=1)
    assert list(facts) == [{"line": line.reference}] * 2


def test_only_a_paid_line_has_an_outcome(money: Fund, ada: User, motel: Vendor, cora: User) -> None:
    application = approve(sent_request(ada, motel), cora)
    with pytest.raises(actions.Refused, match="not been paid"):
        actions.answer_outcome(application.pk, 1, Outcome.MET, actor=ada)


@pytest.mark.parametrize(("line", "said"), [("1", "perfect"), ("", "met"), ("x", "met")])
def test_a_forged_answer_is_not_found(
    line: str, said: str, paid: Application, ada: User, signed_in: SignIn
) -> None:
    where = f"/requests/{paid.reference}/outcome/"
    assert signed_in(ada).post(where, {"line": line, "act": said}).status_code == 404


def test_another_agency_neither_sees_the_question_nor_answers_it(
    paid: Application, alma: User, signed_in: SignIn
) -> None:
    run(14)
    browser, where = signed_in(alma), f"/requests/{paid.reference}/outcome/"
    assert paid.reference not in browser.get(LIST).content.decode()
    assert browser.post(where, {"line": "1", "act": "met"}).status_code == 404


def test_many_questions_cost_the_list_no_more(
    paid: Application, ada: User, motel: Vendor, cora: User, signed_in: SignIn
) -> None:
    from tests.applications.test_pages_requests import queries_of

    phone = signed_in(ada)
    run(14)
    one = queries_of(phone, LIST)
    for _more in range(7):
        pay(AwardLine.objects.get(award__application=approve(sent_request(ada, motel), cora)))
    run(14)
    assert queries_of(phone, LIST) == one
    assert "3 more come after these" in phone.get(LIST).content.decode()
