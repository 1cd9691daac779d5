"""Many decisions at the same instant: what a fund has is promised once, and nothing is lost."""

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Sum

from applications import actions
from applications.models import Application, AwardLine, AwardShare
from applications.queries.money_line import waiting_lines
from applications.states import LineState
from fund import books, tenancy
from fund.models import CategoryGroup, Encumbrance, Fund, Gift, User
from fund.proof import ledger
from tests.applications.conftest import File, Vote

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20

Give = Callable[..., Gift]


def all_at_once(requests: list[Application], vote: Vote, *people: User) -> list[BaseException]:
    """A decision on each request, each in its own thread and connection, begun together. Others
    use the server too, so at most `AT_ONCE` connections are open at an instant."""
    casts = [vote(request, *_asked(request)) for request in requests]
    slots = threading.Semaphore(AT_ONCE)
    start, failed = threading.Barrier(len(requests)), []

    def decide(number: int) -> None:
        start.wait()
        by = people[number % len(people)]
        with slots, tenancy.acting(by.pk):
            try:
                actions.review(requests[number].pk, casts[number], actor=by)
            except BaseException as error:
                failed.append(error)
            finally:
                connection.close()

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _asked(request: Application) -> list[int]:
    return [need.amount_cents for need in request.needs.order_by("position")]


def test_of_a_hundred_decisions_at_once_the_sixty_that_the_fund_can_pay_are_promised(
    file: File, vote: Vote, cora: User, carl: User, chen: User, general: Fund, give: Give
) -> None:
    give(general, 60 * 100_00 + 99_99)
    requests = [file(100_00) for _ in range(100)]
    assert all_at_once(requests, vote, cora, carl, chen) == []
    states = Counter(AwardLine.objects.values_list("state", flat=True))
    assert states == {LineState.PAYABLE: 60, LineState.UNFUNDED: 40}
    held = AwardLine.objects.filter(state=LineState.UNFUNDED)
    assert {line.held_because["general"] for line in held} == {"short", "line"}
    assert Encumbrance.objects.filter(state="open", amount_cents=100_00).count() == 60
    assert books.available_cents(general) == 99_99
    assert not ledger.prove().broken
    give(general, 1)
    assert actions.fund_lines() == 1
    assert books.available_cents(general) == 0


@pytest.mark.parametrize("seed", [3, 14])
def test_decisions_at_once_split_across_two_funds_promise_no_cent_twice(
    file: File, vote: Vote, cora: User, carl: User, general: Fund, give: Give, seed: int
) -> None:
    chance = random.Random(seed)
    housing = Fund.objects.create(
        code="housing", name="Housing", is_restricted=True, purpose_group=CategoryGroup.HOUSING
    )
    give(general, chance.randint(300_00, 600_00))
    give(housing, chance.randint(200_00, 600_00))
    had = {fund: books.available_cents(fund) for fund in (general, housing)}
    requests = [
        file(*(chance.randint(20_00, 150_00) for _ in range(chance.randint(1, 2))))
        for _ in range(12)
    ]
    assert all_at_once(requests, vote, cora, carl) == []
    for fund, cents in had.items():
        promised = AwardShare.objects.filter(fund=fund).aggregate(total=Sum("amount_cents"))[
            "total"
        ]
        assert books.encumbered_cents(fund) == promised
        assert books.available_cents(fund) == cents - promised >= 0
    left = sum(books.available_cents(fund) for fund in had)
    head = waiting_lines().first()
    assert head and head.amount_cents > left, "nobody is overtaken, and nothing more lies idle"
    assert any(len(line.paid_by) == 2 for line in AwardLine.objects.prefetch_related("shares"))
    assert not ledger.prove().broken
