"""Who is told of a payment: by its number alone, and nobody about what she did herself."""

from collections.abc import Iterator
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from applications import actions as requests
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import Application, Purpose
from applications.notices import quiet
from applications.states import AgeBand, HouseholdBand, Lane, Verdict
from disbursements import stops
from disbursements.actions.doubt import confirm_unpaid
from disbursements.actions.outcome import apply_settlement, freeze
from disbursements.models import Disbursement
from disbursements.rails.base import Settlement
from fund import clock
from fund.models import NeedCategory, Notice, NoticeChoice, Pace, User, Vendor
from fund.notices.delivery import deliver
from fund.roles import Role
from tests.cast import person
from tests.fund.mailbox import Mailbox
from tests.lines import Approve, Prepare

pytestmark = pytest.mark.django_db(transaction=True)

Told = set[tuple[str, str]]


def told() -> Told:
    """The notices that wait to be sent since this was last asked: name and number."""
    waiting = Notice.objects.filter(sent_at=None).select_related("user")
    found = {(notice.user.name, notice.reference) for notice in waiting}
    waiting.delete()
    return found


@pytest.fixture(autouse=True)
def second_pair(finn: User, rosa: User) -> None:
    """Two who prepare, two who release; Gone has left."""
    person("Fern", Role.FINANCE_PREPARER)
    person("Rolf", Role.FINANCE_RELEASER)
    gone = person("Gone", Role.FINANCE_PREPARER)
    gone.is_active = False
    gone.save()


@pytest.fixture
def payment(prepare: Prepare) -> Disbursement:
    """A payment that waits for its second signature; what was told of it so far is forgotten."""
    made = prepare()
    told()
    return made


def request_of(payment: Disbursement) -> str:
    number: str = payment.award_line.award.application.reference
    return number


def test_an_approval_is_told_to_those_who_prepare_payments(payable: Approve) -> None:
    number = payable().award.application.reference
    assert {("Finn", number), ("Fern", number), ("Ada", number)} <= told()


def test_a_decline_is_not_told_to_finance(motel: Vendor, ada: User, cora: User) -> None:
    wish = StartDraft(Lane.STANDARD, motel.region_id, HouseholdBand.ALONE, AgeBand.UNSAID)
    draft = requests.start_draft(wish, actor=ada)
    need = requests.add_need(draft.pk, NeedLine(NeedCategory.MOTEL, motel.pk, 50_00), actor=ada)
    requests.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    told()
    no = CastVote((LineVote(need.pk, Verdict.DECLINE, 0, "Paid elsewhere"),))
    requests.review(draft.pk, no, actor=cora)
    assert told() == {("Ada", draft.reference)}


def test_a_prepared_payment_is_told_to_those_who_release(prepare: Prepare) -> None:
    payment = prepare()
    finance = {one for one in told() if one[1] == payment.reference}
    assert finance == {("Rosa", payment.reference), ("Rolf", payment.reference)}


def test_news_of_a_payment_for_an_emergency_waits_for_nobodys_hour(
    payment: Disbursement, finn: User
) -> None:
    Application.objects.filter(reference=request_of(payment)).update(lane=Lane.EMERGENCY)
    NoticeChoice.objects.create(user=finn, pace=Pace.DAILY)
    freeze(payment.pk, stops.CHANGED)
    mine = Notice.objects.get(user=finn)
    assert mine.is_urgent and mine.due_at <= clock.now()


def test_a_stop_is_told_to_finance_and_to_the_advocate_once(payment: Disbursement) -> None:
    freeze(payment.pk, stops.CHANGED)
    freeze(payment.pk, stops.CHANGED_MIND)
    names = ("Finn", "Fern", "Rosa", "Rolf")
    assert told() == {(n, payment.reference) for n in names} | {("Ada", request_of(payment))}
    assert told() == set()


def sent(payment: Disbursement, rosa: User) -> Disbursement:
    payment.release(by=rosa, at=clock.now())
    payment.claim()
    payment.accept(provider_reference="obp_2", at=clock.now())
    payment.save()
    return payment


def news(payment: Disbursement, state: str) -> Settlement:
    return Settlement(
        provider_reference="obp_2",
        state=state,  # type: ignore[arg-type]
        amount_cents=payment.amount_cents,
        recipient=payment.payout_method.stripe_recipient,
        reference=payment.reference,
        at=clock.now(),
        reason="",
    )


@pytest.mark.parametrize("states", [("failed",), ("posted", "returned")])
def test_a_payment_that_did_not_arrive_is_told_to_those_who_prepare_and_to_the_advocate(
    payment: Disbursement, rosa: User, states: tuple[str, ...]
) -> None:
    sent(payment, rosa)
    for state in states:
        assert told() == set()
        apply_settlement(payment.pk, news(payment, state))
    wanted = {("Finn", payment.reference), ("Fern", payment.reference)}
    assert told() == wanted | {("Ada", request_of(payment))}


def test_a_payment_that_a_person_called_unpaid_is_told_too(
    payment: Disbursement, rosa: User
) -> None:
    payment.release(by=rosa, at=clock.now())
    payment.claim()
    payment.save()
    with quiet():
        freeze(payment.pk, stops.NO_ANSWER)
    assert told() == set()
    confirm_unpaid(payment.pk, actor=rosa)
    assert ("Fern", payment.reference) in told()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server that keeps what it is sent."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Mailbox()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield kept
    server.stop()


def test_the_mail_holds_the_number_and_nothing_of_the_payment(
    payment: Disbursement, finn: User, mailbox: Mailbox
) -> None:
    freeze(payment.pk, stops.CHANGED)
    deliver(finn.pk)
    (mail,) = mailbox.received
    assert (mail.to, mail.subject) == ([finn.email], f"Update on {payment.reference}")
    assert payment.reference in mail.text
    for word in ("Pine Tree", "300", "General", "Ada", request_of(payment), "stop", stops.CHANGED):
        assert word not in mail.text
