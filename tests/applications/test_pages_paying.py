"""After the approval: when the business is paid, in words that the fund can hold."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from applications.models import Application, AwardLine
from applications.states import Lane, LineState, Way
from fund import clock
from fund.models import Fund, User, Vendor

from .desk import approve, sent_request
from .test_pages_requests import at, queries_of, text_of

FRIDAY = datetime(2026, 11, 20, 18, 23, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def approved(ada: User, motel: Vendor, cora: User, lane: Lane) -> Application:
    return approve(sent_request(ada, motel, lane=lane), cora)


def status(phone: Client, application: Application) -> str:
    shown = phone.get(at(application)).context
    words: str = f"{shown['status']} {shown['paid_when']}"
    return words.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("lane", "words"),
    [
        (Lane.EMERGENCY, "usually paid the same day"),
        (Lane.URGENT, "usually paid within 3 working days"),
        (Lane.STANDARD, "usually paid within 3 working days"),
    ],
)
def test_an_approved_request_says_when_finance_was_told_and_how_long_it_usually_takes(
    phone: Client, money: Fund, ada: User, motel: Vendor, cora: User, lane: Lane, words: str
) -> None:
    with clock.at(FRIDAY):
        found = status(phone, approved(ada, motel, cora, lane))
    assert "Finance was told at 6:23 p.m. today." in found and words in found


def test_a_business_that_was_never_paid_takes_longer_and_a_known_one_does_not(
    phone: Client, money: Fund, ada: User, motel: Vendor, cora: User
) -> None:
    first = approved(ada, motel, cora, Lane.STANDARD)
    assert "Pine Tree Motel is new to the fund" in status(phone, first)
    pay(AwardLine.objects.get())
    second = approved(ada, motel, cora, Lane.STANDARD)
    assert "Finance was told" in status(phone, second)
    assert "new to the fund" not in status(phone, second)


def test_each_line_says_how_far_its_payment_is(
    phone: Client, money: Fund, ada: User, motel: Vendor, cora: User
) -> None:
    application = approved(ada, motel, cora, Lane.STANDARD)
    assert "Being prepared by finance" in text_of(phone.get(at(application)))
    line = AwardLine.objects.get()
    line.start_payment()
    line.save()
    assert "Being signed and sent" in text_of(phone.get(at(application)))
    assert "Finance was told" not in status(phone, application)
    line.sent_at, line.way = clock.now(), Way.TRANSFER
    line.save()
    page = text_of(phone.get(at(application)))
    assert f"On its way since {clock.today():%B %-d} by bank transfer" in page
    line.reopen(at=clock.now())
    line.save()
    assert "Sent back by the bank, to be paid again" in text_of(phone.get(at(application)))
    assert "We are on it" in status(phone, application)


def test_a_payment_that_was_voided_before_it_left_did_not_come_back(
    phone: Client, money: Fund, ada: User, motel: Vendor, cora: User
) -> None:
    application = approved(ada, motel, cora, Lane.STANDARD)
    line = AwardLine.objects.get()
    line.start_payment()
    line.reopen(at=clock.now())
    line.save()
    found = status(phone, application)
    assert "being prepared by finance" in found and "back" not in found


def test_without_money_nothing_is_said_of_a_day(
    phone: Client, ada: User, motel: Vendor, cora: User
) -> None:
    application = approved(ada, motel, cora, Lane.EMERGENCY)
    assert AwardLine.objects.get().state == LineState.UNFUNDED
    found = status(phone, application)
    assert "waiting for new money" in found and "has to wait for new money" in found
    assert "usually" not in found


def test_the_page_of_a_request_costs_the_same_for_one_line_as_for_five(
    phone: Client, money: Fund, ada: User, motel: Vendor, cora: User
) -> None:
    one = approve(sent_request(ada, motel, 90_00), cora)
    five = approve(sent_request(ada, motel, *[80_00 + n for n in range(5)]), cora)
    assert queries_of(phone, at(one)) == queries_of(phone, at(five)) <= 15


def pay(line: AwardLine) -> None:
    line.start_payment()
    line.pay(on=clock.today())
    line.save()
