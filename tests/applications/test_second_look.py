"""A second look has at least one vote by somebody who did not vote before, or the chair's."""

from itertools import combinations, permutations

import pytest

from applications import actions
from applications.actions import Refused
from applications.models import Application, DecisionRecord
from applications.policy import Look
from applications.policy.second_look import may_close, seated, why_not_alone
from applications.states import Lane, State
from fund.models import AuditEvent, Fund, Notice, User
from tests.applications.conftest import File, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_at_again(file: File, vote: Vote, cora: User, ada: User, money: Fund) -> Application:
    """$300, declined by Cora alone, and asked again."""
    application = file(300_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    return actions.reconsider(application.pk, actor=ada)


def state_of(application: Application) -> str:
    return str(Application.objects.get(pk=application.pk).state)


def escalations(application: Application) -> list[dict[str, str]]:
    rows = AuditEvent.objects.filter(subject=application.reference, act="application.escalate")
    return list(rows.values_list("facts", flat=True))


def test_whoever_declined_it_does_not_decide_the_second_look_by_herself(
    looked_at_again: Application, vote: Vote, cora: User, carl: User
) -> None:
    actions.review(looked_at_again.pk, vote(looked_at_again, 0), actor=cora)
    assert state_of(looked_at_again) == State.IN_REVIEW, "her vote stands and decides nothing"
    actions.review(looked_at_again.pk, vote(looked_at_again, 300_00), actor=carl)
    assert state_of(looked_at_again) == State.APPROVED, "the one seat is for somebody new"


def test_two_of_the_first_three_do_not_close_it_before_somebody_new_has_voted(
    file: File, vote: Vote, ada: User, cora: User, carl: User, chen: User, olive: User, money: Fund
) -> None:
    application = file(600_00)
    for member in (cora, carl):
        actions.review(application.pk, vote(application, 0), actor=member)
    actions.reconsider(application.pk, actor=ada)
    for member in (cora, carl):
        actions.review(application.pk, vote(application, 0), actor=member)
    assert state_of(application) == State.IN_REVIEW
    actions.review(application.pk, vote(application, 600_00), actor=olive)
    assert state_of(application) == State.DECLINED, "she is heard; the majority stands"
    facts = DecisionRecord.objects.get(application=application, round=2).facts
    assert facts["second_look"] == {"somebody_new": True, "voted_first": 2}
    assert [vote["lines"][0]["counts"] for vote in facts["votes"]] == [True, True, True]


def test_where_nobody_new_may_vote_the_chair_is_told_at_once_and_her_vote_decides(
    file: File, vote: Vote, ada: User, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00, 100_00)
    actions.review(application.pk, vote(application, 0, 100_00), actor=cora)
    actions.review(application.pk, vote(application, 600_00, 0), actor=carl)
    actions.review(application.pk, vote(application, 0, 0), actor=chen)
    assert state_of(application) == State.DECLINED
    Notice.objects.all().delete()
    actions.reconsider(application.pk, actor=ada)
    assert escalations(application) == [{"reason": "nobody_new"}]
    assert Notice.objects.filter(user=chen, reference=application.reference).exists()
    for member in (cora, carl):
        actions.review(application.pk, vote(application, 600_00, 100_00), actor=member)
    assert state_of(application) == State.IN_REVIEW
    actions.review(application.pk, vote(application, 600_00, 100_00), actor=chen)
    assert state_of(application) == State.APPROVED
    assert len(escalations(application)) == 1
    facts = DecisionRecord.objects.get(application=application, round=2).facts
    assert facts["second_look"] == {"somebody_new": False, "voted_first": 3}


def test_without_anybody_new_and_without_a_chair_it_waits_and_is_never_decided(
    looked_at_again: Application, vote: Vote, cora: User
) -> None:
    actions.review(looked_at_again.pk, vote(looked_at_again, 300_00), actor=cora)
    assert state_of(looked_at_again) == State.IN_REVIEW
    assert escalations(looked_at_again) == [{"reason": "nobody_new"}]


def test_if_the_only_new_member_steps_back_it_goes_to_the_chair(
    file: File, vote: Vote, ada: User, cora: User, chen: User, carl: User, money: Fund
) -> None:
    application = file(300_00)
    actions.review(application.pk, vote(application, 0), actor=chen)
    actions.reconsider(application.pk, actor=ada)
    assert escalations(application) == []
    actions.recuse(application.pk, "I know the business", actor=cora)
    actions.recuse(application.pk, "So do I", actor=carl)
    assert escalations(application) == [{"reason": "nobody_new"}]
    actions.review(application.pk, vote(application, 300_00), actor=chen)
    assert state_of(application) == State.APPROVED


def test_the_member_on_call_who_declined_it_does_not_approve_it_alone(
    file: File, vote: Vote, ada: User, olive: User, cora: User, money: Fund
) -> None:
    application = file(300_00, lane=Lane.EMERGENCY)
    actions.review(application.pk, vote(application, 0), actor=olive)
    actions.reconsider(application.pk, actor=ada)
    with pytest.raises(Refused, match="needs another member"):
        actions.decide_emergency(application.pk, vote(application, 300_00), actor=olive)
    assert state_of(application) == State.IN_REVIEW


def test_another_member_on_call_may_decide_the_second_look_alone(
    file: File, vote: Vote, ada: User, olive: User, cora: User, money: Fund
) -> None:
    application = file(300_00, lane=Lane.EMERGENCY)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.reconsider(application.pk, actor=ada)
    actions.decide_emergency(application.pk, vote(application, 300_00), actor=olive)
    assert state_of(application) == State.APPROVED


PEOPLE = range(1, 6)


def looks() -> list[Look]:
    """Every second look of up to five members, whoever voted first, may vote now and is chair."""
    return [
        Look(frozenset(first), frozenset(eligible), frozenset(chairs))
        for size in range(1, 4)
        for first in combinations(PEOPLE, size)
        for count in range(1, 6)
        for eligible in combinations(PEOPLE, count)
        for chairs in ((), (1,))
    ]


@pytest.mark.parametrize("seats", [1, 3])
def test_whatever_the_order_of_votes_one_that_counts_is_somebody_news(seats: int) -> None:
    for look in looks():
        voters = sorted(look.eligible)
        for cast in permutations(voters, min(len(voters), seats + 1)):
            order = seated(cast, look, seats)
            assert sorted(order) == sorted(cast), "nobody's vote is lost"
            if may_close(cast, look):
                counted = set(order[:seats])
                new = look.eligible - look.voted_first
                assert counted & new if new else counted & look.chairs


def test_a_first_look_is_counted_as_the_votes_came() -> None:
    look = Look(frozenset(), frozenset({1, 2, 3}), frozenset())
    assert seated([3, 1, 2], look, 1) == [3, 1, 2]
    assert may_close([], look)
    assert why_not_alone(1, look) is None
