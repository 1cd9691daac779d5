"""A cap of the fund holds whatever the order, the mixture or the instant of the votes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.db.models import Sum

from applications import actions
from applications.models import Application
from applications.states import State
from fund import people, policies
from fund.models import Fund, FundPolicy, User
from fund.roles import Role
from tests.applications.conftest import File, Vote
from tests.cards import card_for
from tests.cast import person

pytestmark = pytest.mark.django_db


def test_votes_that_each_fit_the_cap_can_not_add_up_to_more(
    cora: User, carl: User, chen: User, money: Fund, file: File, vote: Vote
) -> None:
    """Each ballot is below $1,000, but line by line a majority stands behind $1,470."""
    application = file(500_00, 490_00, 480_00)
    actions.review(application.pk, vote(application, 500_00, 490_00, 0), actor=cora)
    actions.review(application.pk, vote(application, 500_00, 0, 480_00), actor=carl)
    with pytest.raises(actions.Refused, match=r"\$1,470\.00.*room for \$1,000\.00"):
        actions.review(application.pk, vote(application, 0, 490_00, 480_00), actor=chen)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    assert application.reviews.count() == 2
    actions.review(application.pk, vote(application, 0, 490_00, 0), actor=chen)
    application.refresh_from_db()
    assert application.approved_cents == 990_00


@pytest.fixture
def overtaken(
    cora: User, carl: User, chen: User, money: Fund, file: File, vote: Vote
) -> Application:
    """Cora and Chen would pay $600 and $700; then the household's other request got $1,000."""
    first = file(1_000_00)
    actions.review(first.pk, vote(first, 600_00), actor=cora)
    actions.review(first.pk, vote(first, 700_00), actor=chen)
    second = file(1_000_00, code=card_for(first))
    actions.review(second.pk, vote(second, 1_000_00), actor=cora)
    actions.review(second.pk, vote(second, 1_000_00), actor=chen)
    second.refresh_from_db()
    assert second.approved_cents == 1_000_00
    return first


def test_votes_from_before_another_award_do_not_pass_the_cap_of_the_year(
    overtaken: Application, carl: User, cora: User, vote: Vote
) -> None:
    with pytest.raises(actions.Refused, match=r"\$600\.00.*room for \$500\.00"):
        actions.review(overtaken.pk, vote(overtaken, 0), actor=carl)
    actions.review(overtaken.pk, vote(overtaken, 500_00), actor=cora)
    actions.review(overtaken.pk, vote(overtaken, 0), actor=carl)
    overtaken.refresh_from_db()
    assert overtaken.approved_cents == 500_00


def test_stepping_back_does_not_decide_above_a_cap(overtaken: Application, carl: User) -> None:
    actions.recuse(overtaken.pk, "I know the business", actor=carl)
    overtaken.refresh_from_db()
    assert overtaken.state == State.IN_REVIEW


def test_a_request_is_not_decided_in_the_name_of_somebody_whose_vote_no_longer_counts(
    abel: User,
    cora: User,
    carl: User,
    chen: User,
    olive: User,
    money: Fund,
    file: File,
    vote: Vote,
) -> None:
    standing = FundPolicy.in_force()
    five = replace(policies.figures_of(standing), quorum=5)
    policies.new_version(
        five, based_on=standing.version, effective_at=None, note="five", actor=abel
    )
    dora = person("Dora", Role.COMMITTEE_MEMBER)
    application = file(1_000_00)
    for reviewer, cents in ((chen, 700_00), (cora, 600_00), (dora, 800_00), (carl, 900_00)):
        actions.review(application.pk, vote(application, cents), actor=reviewer)
    people.deactivate(carl.reference, actor=abel)
    actions.recuse(application.pk, "I know the business", actor=olive)
    application.refresh_from_db()
    assert application.state == State.APPROVED
    assert application.decided_by == dora


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_granted_and_voted_no_request_passes_what_is_left_and_was_granted(
    seed: int, ada: User, cora: User, carl: User, chen: User, money: Fund, file: File, vote: Vote
) -> None:
    """Four requests of one household with random amounts, grants and votes, in random order."""
    chance, code, awarded, granted = Random(seed), "", 0, 0
    for _ in range(4):
        asked = chance.randrange(200_00, 1_600_00, 50_00)
        application = file(asked, code=code)
        code = code or card_for(application)
        with suppress(actions.Refused):
            actions.ask_exception(application.pk, "More is needed", actor=ada)
            wished = chance.randrange(1_00, 800_00)
            actions.grant_exception(application.pk, wished, "Agreed", actor=chen)
            granted += wished
        for voter in chance.sample([cora, carl, chen], 3):
            for cents in (asked, chance.randrange(0, asked), 0):
                with suppress(actions.Refused):
                    actions.review(application.pk, vote(application, cents), actor=voter)
                    break
        application.refresh_from_db()
        awarded += application.approved_cents
        assert awarded <= 1_500_00 + granted
    assert awarded > 0


@pytest.mark.django_db(transaction=True)
def test_two_requests_of_one_household_at_one_instant_share_the_cap(
    cora: User, carl: User, chen: User, money: Fund, file: File, vote: Vote
) -> None:
    """$1,500 a year, two requests of $1,000, each with its deciding vote cast at once."""
    first = file(1_000_00)
    second = file(1_000_00, code=card_for(first))
    for application in (first, second):
        actions.review(application.pk, vote(application, 1_000_00), actor=cora)
    refused = list(
        at_once((first, vote(first, 1_000_00), carl), (second, vote(second, 1_000_00), chen))
    )
    assert len(refused) == 1 and "room for $500.00" in refused[0]
    both = Application.objects.filter(household=first.household_id)
    assert both.aggregate(sum=Sum("approved_cents"))["sum"] == 1_000_00


def at_once(*votes: tuple[Application, object, User]) -> Iterator[str]:
    """Cast every vote in a thread of its own at the same moment; the refusals."""
    start, refused = Barrier(len(votes)), []

    def cast(application: Application, ballot: object, actor: User) -> None:
        start.wait()
        try:
            actions.review(application.pk, ballot, actor=actor)  # type: ignore[arg-type]
        except actions.Refused as why:
            refused.append(str(why))
        finally:
            connection.close()

    threads = [Thread(target=cast, args=one) for one in votes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return iter(refused)
