"""Without a card: a line like another one of late is said to the committee, who decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import policy
from applications.findings import findings_for
from applications.models import Application, AwardLine
from fund import clock
from fund.models import Agency, Fund, User, Vendor

from .desk import approve, sent_request

pytestmark = pytest.mark.django_db
Paid = Callable[..., Application]


@pytest.fixture
def paid(alma: User, cora: User, carl: User, motel: Vendor, money: Fund) -> Paid:
    """Another agency's line, paid so many days ago: paid(200_00, days=3)."""

    def made(cents: int, days: int = 3, vendor: Vendor = motel) -> Application:
        with clock.at(clock.now() - timedelta(days=days)):
            done = approve(sent_request(alma, vendor, cents), cora)
            if done.is_undecided:  # a large one takes a second vote
                done = approve(done, carl)
            AwardLine.objects.filter(award__application=done).update(
                state="paid", paid_on=clock.today()
            )
        return done

    return made


def said(application: Application) -> list[str]:
    return [f.words for f in findings_for(application) if "similar" in f.words]


def test_a_similar_line_is_said_without_amount_number_or_agency(
    paid: Paid, ada: User, motel: Vendor, cora: User, client: Client, northern: Agency
) -> None:
    other = paid(207_31)
    request = sent_request(ada, motel, 200_00)
    assert said(request) == ["A similar line was paid 3 days ago."]
    client.force_login(cora)
    page = client.get(reverse("applications:review", args=[request.reference])).content.decode()
    assert "A similar line was paid 3 days ago." in page
    for private in (other.reference, northern.name, "207.31"):
        assert private not in page
    assert "Approve all as asked" in page, "it never blocks"


def test_the_agencies_are_told_nothing(
    paid: Paid, ada: User, alma: User, motel: Vendor, client: Client
) -> None:
    other, request = paid(200_00), sent_request(ada, motel, 200_00)
    for who, own in ((ada, request), (alma, other)):
        client.force_login(who)
        for name in ("show", "sent", "card"):
            address = reverse(f"applications:{name}", args=[own.reference])
            assert b"similar" not in client.get(address, follow=True).content


@pytest.mark.parametrize(("days", "words"), [
    (0, "today"), (1, "yesterday"), (policy.SIMILAR_DAYS, "30 days ago"),
    (policy.SIMILAR_DAYS + 1, ""),
])  # fmt: skip
def test_the_window_ends_after_thirty_days(
    paid: Paid, ada: User, motel: Vendor, days: int, words: str
) -> None:
    paid(200_00, days=days)
    expected = [f"A similar line was paid {words}."] if words else []
    assert said(sent_request(ada, motel, 200_00)) == expected


@pytest.mark.parametrize(("asked", "other", "is_similar"), [
    (100_00, 120_00, True), (100_00, 120_01, False), (100_00, 80_00, True),
    (100_00, 79_99, False), (500_00, 550_00, True), (500_00, 550_01, False),
    (500_00, 450_00, True), (500_00, 449_99, False),
])  # fmt: skip
def test_amounts_are_similar_within_ten_percent_or_twenty_dollars(
    paid: Paid, ada: User, motel: Vendor, asked: int, other: int, is_similar: bool
) -> None:
    paid(other)
    assert bool(said(sent_request(ada, motel, asked))) == is_similar


def test_another_business_is_not_similar(paid: Paid, ada: User, busline: Vendor) -> None:
    paid(200_00)
    assert said(sent_request(ada, busline, 200_00)) == []


def test_a_line_that_is_asked_for_or_approved_counts_and_a_cancelled_one_does_not(
    ada: User, alma: User, cora: User, motel: Vendor, money: Fund
) -> None:
    waiting = sent_request(alma, motel, 200_00)
    request = sent_request(ada, motel, 200_00)
    assert said(request) == ["A similar line was asked for today."]
    approve(waiting, cora)
    assert said(request) == ["A similar line was approved today."]
    AwardLine.objects.update(state="cancelled")
    assert said(request) == []


def test_a_bill_that_was_paid_in_part_is_still_the_same_bill(
    paid: Paid, ada: User, motel: Vendor
) -> None:
    other = paid(400_00)
    line = AwardLine.objects.filter(award__application=other)
    line.update(amount_cents=100_00)
    assert said(sent_request(ada, motel, 400_00)) == ["A similar line was paid 3 days ago."]
    line.update(amount_cents=400_00)  # as its shares


def test_the_newest_is_said_for_each_line(paid: Paid, ada: User, motel: Vendor) -> None:
    paid(200_00, days=9)
    paid(200_00, days=4)
    paid(300_00, days=6)
    assert said(sent_request(ada, motel, 200_00, 50_00, 300_00)) == [
        "Line 1: A similar line was paid 4 days ago.",
        "Line 3: A similar line was paid 6 days ago.",
    ]


def test_any_number_of_lines_costs_the_same_queries(
    paid: Paid, ada: User, motel: Vendor, alma: User
) -> None:
    def queries(application: Application) -> int:
        fresh: Any = Application.objects.select_related("policy").get(pk=application.pk)
        with CaptureQueriesContext(connection) as seen:
            findings_for(fresh)
        return len(seen)

    few = queries(sent_request(ada, motel, 200_00))
    for days in range(1, 6):
        paid(200_00, days=days)
    assert queries(sent_request(ada, motel, *[200_00] * 5)) == few
