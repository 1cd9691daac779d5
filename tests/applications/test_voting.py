"""How a committee comes to its decision when people ask, abstain, step back, move and are late."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from applications import actions, sealing
from applications.actions import Refused
from applications.actions.counting import count
from applications.commands import CastVote, LineVote
from applications.models import (
    Application,
    Award,
    AwardLine,
    Message,
    Place,
    Review,
    ReviewLine,
)
from applications.policy import Waits
from applications.queries.inbox import mine
from applications.states import Lane, LineState, State, Verdict, Why
from fund import clock
from fund.models import Agency, AuditEvent, Fund, FundPolicy, Notice, RoleGrant, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File, Vote
from tests.cast import person

pytestmark = pytest.mark.django_db


def acts(application: Application) -> list[str]:
    rows = AuditEvent.objects.filter(subject=application.reference).order_by("id")
    return [row.act for row in rows]


def told(application: Application, person: User) -> bool:
    return Notice.objects.filter(reference=application.reference, user=person).exists()


def again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def counted(application: Application) -> list[int]:
    """The cents of the votes that count on the first line today."""
    fresh = again(application)
    needs = list(fresh.needs.all())
    return [vote.cents for vote in count(fresh, needs).lines[needs[0].pk].votes]


def asks(application: Application, *words: str) -> CastVote:
    """A vote that asks about each line that has words here, and approves the others."""
    lines = []
    for need, question in zip(application.needs.all(), words, strict=True):
        if question:
            lines.append(LineVote(need.pk, Verdict.ASK, 0, question))
        else:
            lines.append(LineVote(need.pk, Verdict.APPROVE, need.amount_cents))
    return CastVote(tuple(lines))


# --- A question on a line


def test_a_question_on_a_line_goes_to_the_agency_and_leaves_that_line_open(
    file: File, cora: User, money: Fund
) -> None:
    application = file(200_00, 300_00)
    actions.review(application.pk, asks(application, "", "How many nights?"), actor=cora)
    after = again(application)
    assert after.state == State.INFORMATION_REQUESTED
    asked = Message.objects.get()
    assert asked.about == application.needs.get(position=2)
    said = sealing.read(after, Place.MESSAGE, reader=None).of(Place.MESSAGE, asked.pk)
    assert said == "How many nights?"
    kept = ReviewLine.objects.order_by("need__position").values_list("verdict", "amount_cents")
    assert list(kept) == [("approve", 200_00), ("ask", 0)]
    assert {"application.review", "application.request_information"} <= set(acts(application))


def test_one_vote_is_enough_for_a_small_request_only_when_no_line_is_open(
    file: File, vote: Vote, cora: User, ada: User, money: Fund
) -> None:
    application = file(200_00, 300_00)
    actions.review(application.pk, asks(application, "", "How many nights?"), actor=cora)
    assert again(application).decided_at is None
    assert not mine(cora).exists()
    actions.answer(application.pk, "Three", actor=ada)
    assert mine(cora).get() == application, "after the answer it waits for her again"
    actions.review(application.pk, vote(application, 200_00, 300_00), actor=cora)
    assert again(application).approved_cents == 500_00


def test_a_line_that_one_asks_about_can_be_settled_by_the_others(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, asks(application, "Why this motel?"), actor=cora)
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    assert again(application).decided_at is None, "an open line is a missing vote"
    actions.review(application.pk, vote(application, 600_00), actor=chen)
    assert again(application).state == State.APPROVED


def test_the_same_question_sent_twice_is_asked_once(file: File, cora: User) -> None:
    application = file(200_00, 300_00)
    twice = asks(application, "Which week?", "How many nights?")
    for _click in range(2):
        actions.review(application.pk, twice, actor=cora)
    assert Message.objects.count() == 2


def test_a_question_without_words_is_refused(file: File, cora: User) -> None:
    application = file(200_00)
    need = application.needs.get()
    with pytest.raises(Refused, match="Write your question"):
        actions.review(application.pk, CastVote((LineVote(need.pk, Verdict.ASK, 0),)), actor=cora)


# --- Reasons


def test_a_reason_of_the_list_needs_no_words_and_its_own_does(file: File, cora: User) -> None:
    application = file(200_00, 900_00)
    first, second = application.needs.all()
    listed = LineVote(first.pk, Verdict.DECLINE, 0, "", Why.ANOTHER_SOURCE)
    own = LineVote(second.pk, Verdict.DECLINE, 0, "", Why.OTHER)
    with pytest.raises(Refused, match="Give a reason"):
        actions.review(application.pk, CastVote((listed, own)), actor=cora)
    own = LineVote(second.pk, Verdict.DECLINE, 0, "The motel closed", Why.OTHER)
    actions.review(application.pk, CastVote((listed, own)), actor=cora)
    assert set(ReviewLine.objects.values_list("why", flat=True)) == {"another_source", "other"}


# --- Having no view


def test_an_abstention_is_no_vote_and_gives_the_seat_to_another(
    file: File, vote: Vote, cora: User, carl: User, chen: User, olive: User, money: Fund
) -> None:
    application = file(600_00)
    actions.abstain(application.pk, actor=cora)
    assert counted(application) == [] and Review.objects.get().abstained
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    actions.review(application.pk, vote(application, 0), actor=chen)
    assert again(application).decided_at is None
    actions.review(application.pk, vote(application, 600_00), actor=olive)
    assert again(application).state == State.APPROVED
    assert "application.abstain" in acts(application)


def test_who_abstained_may_still_vote_and_who_voted_may_still_abstain(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 400_00), actor=cora)
    actions.abstain(application.pk, actor=cora)
    assert counted(application) == [] and not ReviewLine.objects.exists()
    assert not sealing.read(application, Place.REASON, reader=None).found
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    assert counted(application) == [600_00] and not Review.objects.get().abstained


def test_when_the_last_one_abstains_the_tie_is_the_chairs(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.review(application.pk, vote(application, 450_00), actor=chen)
    actions.abstain(application.pk, actor=carl)
    after = again(application)
    assert (after.state, after.approved_cents) == (State.APPROVED, 450_00)
    tie = AuditEvent.objects.get(act="application.break_tie")
    assert (tie.actor, tie.facts) == (chen, {"votes": 2, "seats": 3})


# --- Nobody left, and the way out


def test_a_tie_without_a_chair_is_told_to_the_administrators_who_name_one(
    file: File, vote: Vote, cora: User, carl: User, abel: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    assert not told(application, abel)
    actions.review(application.pk, vote(application, 0), actor=carl)
    assert told(application, abel) and again(application).escalated_at
    assert acts(application)[-1] == "application.nobody_left"
    named = person("Nora", Role.COMMITTEE_CHAIR)
    actions.review(application.pk, vote(application, 500_00), actor=named)
    assert again(application).approved_cents == 500_00, "three votes, the middle one"


def test_when_everybody_abstains_nothing_is_approved_and_the_administrators_are_told(
    file: File, cora: User, carl: User, chen: User, abel: User
) -> None:
    application = file(600_00)
    for member in (cora, carl, chen):
        actions.abstain(application.pk, actor=member)
    after = again(application)
    assert after.decided_at is None and after.escalated_at and told(application, abel)


def test_a_chair_in_conflict_leaves_the_tie_to_another_chair(
    file: File, vote: Vote, cora: User, carl: User, chen: User, harbor: Agency, money: Fund
) -> None:
    RoleGrant.objects.filter(user=chen).update(agency=harbor)
    other = person("Cleo", Role.COMMITTEE_CHAIR)
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.abstain(application.pk, actor=carl)
    assert again(application).escalated_at is None
    actions.review(application.pk, vote(application, 600_00), actor=other)
    assert again(application).state == State.APPROVED
    assert AuditEvent.objects.get(act="application.break_tie").actor == other


def test_a_chair_in_conflict_without_another_leaves_it_to_the_administrators(
    file: File, vote: Vote, cora: User, carl: User, chen: User, abel: User, harbor: Agency
) -> None:
    RoleGrant.objects.filter(user=chen).update(agency=harbor)
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    assert told(application, abel) and again(application).decided_at is None


def test_a_lone_chair_decides_only_when_the_clock_is_over(
    file: File, vote: Vote, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 400_00), actor=chen)
    assert again(application).decided_at is None
    with clock.at(clock.now() + timedelta(hours=73)):
        actions.escalate_late()
        assert again(application).decided_at is None, "never by the clock alone"
        actions.review(application.pk, vote(application, 400_00), actor=chen)
    assert again(application).approved_cents == 400_00
    assert "application.break_tie" in acts(application)


def test_past_its_clock_a_tie_does_not_wait_for_the_silent_but_two_must_have_voted(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 450_00), actor=chen)
    with clock.at(clock.now() + timedelta(hours=73)):
        actions.escalate_late()
        actions.review(application.pk, vote(application, 450_00), actor=chen)
        assert again(application).decided_at is None, "others could vote: one is too few"
        actions.review(application.pk, vote(application, 0), actor=cora)
    assert again(application).approved_cents == 450_00


def test_a_late_request_without_a_chair_is_told_to_the_administrators(
    file: File, cora: User, abel: User
) -> None:
    application = file(600_00)
    with clock.at(clock.now() + timedelta(hours=73)):
        actions.escalate_late()
    assert told(application, cora) and told(application, abel)


# --- Who counts changes while a vote is open

Change = Callable[[Application, User, Agency], object]


def ends(application: Application, member: User, harbor: Agency) -> None:
    member.role_grants.update(ends_on=clock.today() - timedelta(days=1))


def moves_to_the_agency(application: Application, member: User, harbor: Agency) -> None:
    member.role_grants.update(agency=harbor)


def leaves(application: Application, member: User, harbor: Agency) -> None:
    User.objects.filter(pk=member.pk).update(is_active=False)


def supervises(application: Application, member: User, harbor: Agency) -> None:
    User.objects.filter(pk=application.filed_by_id).update(supervisor=member)


def vendor_is_tied(application: Application, member: User, harbor: Agency) -> None:
    trust = Agency.objects.create(name="Motel Trust", region=application.region)
    member.role_grants.update(agency=trust)
    Vendor.objects.filter(needs__application=application).update(tied_agency=trust)


def steps_back(application: Application, member: User, harbor: Agency) -> None:
    actions.recuse(application.pk, "I know the landlord", actor=member)


@pytest.mark.parametrize(
    "change", [ends, moves_to_the_agency, leaves, supervises, vendor_is_tied, steps_back]
)
def test_a_vote_is_not_counted_once_its_member_may_not_decide(
    file: File,
    vote: Vote,
    cora: User,
    carl: User,
    chen: User,
    harbor: Agency,
    money: Fund,
    change: Change,
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    assert counted(application) == [0]
    change(application, cora, harbor)
    assert counted(application) == []
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    actions.review(application.pk, vote(application, 600_00), actor=chen)
    assert again(application).approved_cents == 600_00


def test_a_vote_counts_again_when_its_member_leaves_the_agency(
    file: File, vote: Vote, cora: User, carl: User, chen: User, harbor: Agency, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    cora.role_grants.update(agency=harbor)
    assert counted(application) == []
    cora.role_grants.update(agency=None)
    assert counted(application) == [600_00]
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    assert again(application).state == State.APPROVED


def test_with_too_few_left_the_seats_are_not_lowered(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    """Two of three have to vote, however many may."""
    application = file(600_00)
    actions.recuse(application.pk, "I know the landlord", actor=carl)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    fresh = again(application)
    assert fresh.decided_at is None
    assert count(fresh, fresh.needs.all()).waits_for is Waits.MEMBERS


# --- Faults


def test_a_vote_on_a_withdrawn_request_is_refused_in_words(
    file: File, vote: Vote, cora: User, ada: User
) -> None:
    application = file(300_00)
    actions.withdraw(application.pk, actor=ada)
    with pytest.raises(Refused, match="took this request back"):
        actions.review(application.pk, vote(application, 300_00), actor=cora)
    with pytest.raises(Refused, match="took this request back"):
        actions.abstain(application.pk, actor=cora)


def test_a_double_click_is_one_decision_and_no_refusal(
    file: File, vote: Vote, cora: User, carl: User, money: Fund
) -> None:
    application = file(300_00)
    for _click in range(2):
        after = actions.review(application.pk, CastVote(), actor=cora)
        assert after.state == State.APPROVED
    assert acts(application).count("application.review") == 1
    with pytest.raises(Refused, match="decided already"):
        actions.review(application.pk, CastVote(), actor=carl)


def test_money_that_is_gone_by_the_decision_holds_the_line_and_loses_nothing(
    file: File,
    vote: Vote,
    cora: User,
    carl: User,
    chen: User,
    general: Fund,
    give: Callable[..., object],
) -> None:
    give(general, 700_00)
    first, second = file(600_00), file(600_00)
    actions.review(first.pk, vote(first, 600_00), actor=cora)
    actions.review(second.pk, vote(second, 600_00), actor=cora)
    for application in (first, second):
        actions.review(application.pk, vote(application, 600_00), actor=carl)
    states = AwardLine.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [LineState.PAYABLE, LineState.UNFUNDED]
    assert again(second).state == State.APPROVED


def test_the_policy_of_the_day_it_was_filed_counts_the_votes(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    FundPolicy.objects.create(
        version=FundPolicy.in_force().version + 1,
        effective_at=clock.now() - timedelta(minutes=1),
        quorum=1,
        one_reviewer_up_to_cents=1_000_00,
    )
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    assert again(application).decided_at is None
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    assert again(application).state == State.APPROVED
    later = file(600_00)
    actions.review(later.pk, vote(later, 600_00), actor=cora)
    assert again(later).state == State.APPROVED


def test_a_changed_vote_keeps_its_seat(
    file: File, cora: User, carl: User, chen: User, olive: User
) -> None:
    """Four vote on the first line while the second is open: the first three have the seats."""
    application = file(600_00, 300_00)
    first, second = application.needs.all()

    def say(member: User, cents: int) -> None:
        verdict = {600_00: Verdict.APPROVE, 0: Verdict.DECLINE}.get(cents, Verdict.REDUCE)
        lines = (
            LineVote(first.pk, verdict, cents, "", Why.ABOVE_USUAL),
            LineVote(second.pk, Verdict.ASK, 0, "How many nights?"),
        )
        actions.review(application.pk, CastVote(lines), actor=member)

    for member, cents in ((cora, 600_00), (carl, 600_00), (chen, 0), (olive, 0)):
        say(member, cents)
    say(cora, 500_00)
    assert counted(application) == [500_00, 600_00, 0, 0]


@pytest.mark.parametrize(
    "sent", [datetime(2026, 10, 31, 20, 0, tzinfo=UTC), datetime(2027, 3, 13, 20, 0, tzinfo=UTC)]
)
def test_when_clocks_are_put_forward_or_back_a_request_is_due_after_just_as_many_hours(
    file: File, sent: datetime
) -> None:
    """Saturday evening in Maine, before the Sunday on which an hour is lost or won."""
    for lane, hours in ((Lane.EMERGENCY, 2), (Lane.URGENT, 24), (Lane.STANDARD, 72)):
        with clock.at(sent):
            application = file(300_00, lane=lane)
        assert application.due_at is not None
        assert application.due_at - sent == timedelta(hours=hours)
        with clock.at(application.due_at - timedelta(seconds=1)):
            assert actions.escalate_late() == 0
        with clock.at(application.due_at + timedelta(seconds=1)):
            assert actions.escalate_late() == 1


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[str]]]:
    """Run acts at the same instant, each on a connection of its own; what each was told."""

    def run(*doing: Callable[[], object]) -> list[str]:
        start, said = threading.Barrier(len(doing)), []

        def act(what: Callable[[], object]) -> None:
            try:
                start.wait()
                what()
                said.append("")
            except Refused as refused:
                said.append(str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=act, args=[what]) for what in doing]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said)

    yield run


AtOnce = Callable[..., list[str]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_votes_at_the_same_instant_that_both_complete_the_quorum_are_one_decision(
    file: File,
    vote: Vote,
    cora: User,
    carl: User,
    chen: User,
    money: Fund,
    at_once: AtOnce,
    _time: int,
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    said = at_once(
        lambda: actions.review(application.pk, vote(application, 600_00), actor=carl),
        lambda: actions.review(application.pk, vote(application, 500_00), actor=chen),
    )
    after = again(application)
    assert after.state == State.APPROVED and Award.objects.count() == 1
    assert AwardLine.objects.count() == 1
    assert acts(application).count("application.approve") == 1
    assert after.approved_cents == 600_00
    assert said[0] == "" and (said[1] == "" or "decided already" in said[1])


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_instant_is_one_vote_and_one_decision(
    file: File, cora: User, money: Fund, at_once: AtOnce
) -> None:
    application = file(300_00)

    def click() -> object:
        return actions.review(application.pk, CastVote(), actor=cora)

    assert at_once(click, click) == ["", ""]
    assert Review.objects.count() == Award.objects.count() == AwardLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_vote_and_a_withdrawal_at_the_same_instant_are_one_or_the_other(
    file: File, cora: User, ada: User, money: Fund, at_once: AtOnce
) -> None:
    application = file(300_00)
    said = at_once(
        lambda: actions.review(application.pk, CastVote(), actor=cora),
        lambda: actions.withdraw(application.pk, actor=ada),
    )
    assert said[0] == "" and said[1] != ""
    assert Award.objects.exists() == (again(application).state == State.APPROVED)


# --- The database refuses the same


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "decline", "amount_cents": 0, "why": ""},
        {"verdict": "approve", "why": "other"},
        {"verdict": "ask", "amount_cents": 0},
        {"verdict": "ask", "seated_at": None},
        {"seated_at": None},
        {"verdict": "reduce", "why": "because"},
    ],
)
def test_a_verdict_without_its_facts_is_refused(
    file: File, vote: Vote, cora: User, chen: User, carl: User, wrong: dict[str, object]
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewLine.objects.update(**wrong)


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_vote_says_something_and_an_abstention_nothing(
    file: File, vote: Vote, cora: User, carl: User, chen: User
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    with pytest.raises(IntegrityError, match="abstention"), transaction.atomic():
        Review.objects.update(abstained=True)
        check_now()
    with pytest.raises(IntegrityError, match="without lines"), transaction.atomic():
        Review.objects.create(application=application, reviewer=carl, round=1, cast_at=clock.now())
        check_now()


def test_a_reason_of_ones_own_without_words_is_refused(
    file: File, vote: Vote, cora: User, carl: User, chen: User
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    with pytest.raises(IntegrityError, match="without words"), transaction.atomic():
        ReviewLine.objects.update(verdict="decline", amount_cents=0, why="other")
        check_now()
    ReviewLine.objects.update(verdict="decline", amount_cents=0, why="above_usual")
    check_now()
