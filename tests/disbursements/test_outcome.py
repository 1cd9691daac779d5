"""Where a payment stands at its provider becomes state, books and line: once, in any order."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from applications.states import LineState
from disbursements import actions, checks, sending, stops
from disbursements.actions.doubt import confirm_unpaid, thaw
from disbursements.actions.outcome import apply_settlement, mark_mailed, record_outcome
from disbursements.actions.release import release
from disbursements.actions.schedule import schedule
from disbursements.models import CheckNumber, Disbursement
from disbursements.rails.base import Accepted, Refused, Settlement, Unknown
from disbursements.states import RailName
from fund import books, clock
from fund.models import AuditEvent, Fund, JournalEntry, NeedCategory, User
from tests.disbursements.provider import (
    acts,
    assert_books_whole,
    assert_paid_once,
    at_provider,
    entries,
    reserved,
    settle,
)
from tests.disbursements.stripe_cast import Pay
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(stripe: SandboxProcess, pay: Pay) -> Disbursement:
    """A payment that the provider has accepted."""
    payment = pay()
    sending.send_one(payment.pk)
    payment.refresh_from_db()
    return payment


def standing(payment: Disbursement, **other: Any) -> Settlement:
    """The payment at its provider, posted, as it should be but for `other`."""
    true = Settlement(
        provider_reference=payment.provider_reference,
        state="posted",
        amount_cents=payment.amount_cents,
        recipient=payment.payout_method.stripe_recipient,
        reference=payment.reference,
        at=clock.now(),
        reason="",
    )
    return replace(true, **other)


def test_applying_twice_books_once(stripe: SandboxProcess, sent: Disbursement) -> None:
    assert apply_settlement(sent.pk, standing(sent)) == "posted"
    assert apply_settlement(sent.pk, standing(sent)) == "nothing new"
    assert_paid_once(stripe, sent)


def test_a_posted_payment_is_expense_against_the_balance_at_stripe(sent: Disbursement) -> None:
    apply_settlement(sent.pk, standing(sent))
    entry = JournalEntry.objects.get(key=f"payment:{sent.reference}")
    sides = {p.account.code: p.amount_cents for p in entry.postings.select_related("account")}
    assert sides == {"5000": sent.amount_cents, books.STRIPE_BALANCE: -sent.amount_cents}


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_cents": 1},
        {"recipient": "acct_somebody_else"},
        {"reference": "D-2AAAAAA2"},
        {"provider_reference": "obp_second"},
    ],
)
def test_a_payment_that_is_not_the_one_we_sent_is_frozen_and_nothing_is_booked(
    sent: Disbursement, wrong: dict[str, Any]
) -> None:
    apply_settlement(sent.pk, standing(sent, **wrong))
    sent.refresh_from_db()
    assert (sent.state, entries(sent)) == ("sent", [])
    assert sent.frozen_at is not None
    alarm = AuditEvent.objects.get(act="payment.freeze")
    assert (alarm.subject, alarm.facts["why"]) == (sent.reference, stops.code(sent.frozen_why))


def test_an_answer_about_a_payment_never_sent_freezes_it(stripe: SandboxProcess, pay: Pay) -> None:
    payment = pay()
    apply_settlement(payment.pk, standing(payment, provider_reference="obp_ghost"))
    payment.refresh_from_db()
    assert payment.frozen_at is not None
    sending.send_due()
    assert at_provider(stripe, payment) == []


def test_older_news_than_ours_changes_nothing(sent: Disbursement) -> None:
    apply_settlement(sent.pk, standing(sent, state="returned"))
    for state in ("processing", "posted", "returned"):
        assert apply_settlement(sent.pk, standing(sent, state=state)) == "nothing new"
    assert entries(sent) == ["payment", "reversal"]
    assert acts(sent).count("return") == 1


@pytest.mark.parametrize("state", ["failed", "canceled"])
def test_a_payment_that_failed_is_refused_and_its_line_is_to_be_paid_again(
    sent: Disbursement, state: str
) -> None:
    apply_settlement(sent.pk, standing(sent, state=state, reason="payout_method_declined"))
    sent.refresh_from_db()
    sent.award_line.refresh_from_db()
    assert (sent.state, sent.reason) == ("refused", "Not paid: payout method declined")
    assert sent.award_line.state == LineState.PAYABLE
    assert reserved(sent.award_line) == sent.amount_cents
    assert entries(sent) == []


def test_a_provider_that_contradicts_itself_freezes_the_payment(sent: Disbursement) -> None:
    apply_settlement(sent.pk, standing(sent))
    apply_settlement(sent.pk, standing(sent, state="failed"))
    sent.refresh_from_db()
    assert (sent.state, sent.frozen_at is None) == ("posted", False)
    assert entries(sent) == ["payment"]


def test_a_return_reverses_the_books_reserves_again_and_opens_the_line(sent: Disbursement) -> None:
    apply_settlement(sent.pk, standing(sent))
    apply_settlement(sent.pk, standing(sent, state="returned", reason="payout_method_closed"))
    sent.refresh_from_db()
    sent.award_line.refresh_from_db()
    assert (sent.state, sent.reason) == ("returned", "Came back: payout method closed")
    assert sent.award_line.state == LineState.PAYABLE
    assert reserved(sent.award_line) == sent.amount_cents
    assert_books_whole(sent)


def test_a_line_that_came_back_can_be_paid_again_and_come_back_again(
    stripe: SandboxProcess, sent: Disbursement, finn: User, rosa: User
) -> None:
    payment = sent
    for _ in range(2):
        apply_settlement(payment.pk, standing(payment))
        apply_settlement(payment.pk, standing(payment, state="returned"))
        assert reserved(payment.award_line) == payment.amount_cents
        fresh = schedule(payment.award_line_id, payment.payout_method_id, actor=finn)
        payment = release(fresh.pk, actor=rosa)
        sending.send_one(payment.pk)
        payment.refresh_from_db()
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_a_payment_matched_with_the_bank_can_still_come_back(sent: Disbursement) -> None:
    apply_settlement(sent.pk, standing(sent))
    payment = Disbursement.objects.get(pk=sent.pk)
    payment.reconcile(at=clock.now())
    payment.save()
    assert apply_settlement(sent.pk, standing(sent, state="returned")) == "returned"
    assert entries(sent) == ["payment", "reversal"]


def test_a_return_after_the_month_was_closed_is_booked_in_the_open_month(
    sent: Disbursement, finn: User
) -> None:
    june = datetime(2026, 6, 20, 15, tzinfo=UTC)
    apply_settlement(sent.pk, standing(sent, at=june))
    books.close_period(date(2026, 6, 1), actor=finn)
    returned = standing(sent, state="returned", at=datetime(2026, 6, 30, 15, tzinfo=UTC))
    apply_settlement(sent.pk, returned)
    sent.refresh_from_db()
    assert (sent.posted_on, sent.returned_on) == (date(2026, 6, 20), date(2026, 7, 1))
    reversal = JournalEntry.objects.get(kind="reversal")
    assert reversal.dated_on == date(2026, 7, 1)


def test_a_return_to_an_overdrawn_fund_is_booked_and_a_person_is_called(
    sent: Disbursement, money: Fund, finn: User
) -> None:
    apply_settlement(sent.pk, standing(sent))
    bounced(money, 10_000_00 - 1, finn)
    apply_settlement(sent.pk, standing(sent, state="returned"))
    sent.refresh_from_db()
    assert (sent.state, sent.frozen_at is None) == ("returned", False)
    assert entries(sent) == ["payment", "reversal"]


def bounced(fund: Fund, cents: int, by: User) -> None:
    """Money that left the fund in another way."""
    with transaction.atomic():
        books.payment(
            reference="D-2BBBBBB2",
            funds={fund: cents},
            category=NeedCategory.MOTEL,
            dated_on=clock.today(),
            cash=books.CHECKING,
            by=by,
        )


def test_the_last_line_paid_closes_the_request_and_a_return_opens_it(sent: Disbursement) -> None:
    application = sent.award_line.award.application
    apply_settlement(sent.pk, standing(sent))
    application.refresh_from_db()
    assert application.state == "closed"
    apply_settlement(sent.pk, standing(sent, state="returned"))
    application.refresh_from_db()
    assert application.state == "approved"


def test_a_finished_attempt_takes_no_second_outcome(sent: Disbursement) -> None:
    attempt = sent.attempts.get()
    for late in (Refused("blocked", True, "No."), Unknown("?"), Accepted("obp_other", "posted")):
        record_outcome(attempt.pk, late)
    sent.refresh_from_db()
    assert (sent.state, sent.attempts.get().state) == ("sent", "accepted")


def test_a_payment_frozen_for_another_reason_cannot_be_called_unpaid(
    sent: Disbursement, rosa: User
) -> None:
    with pytest.raises(actions.Refused, match="not stopped"):
        thaw(sent.pk, actor=rosa)
    apply_settlement(sent.pk, standing(sent, amount_cents=1))
    with pytest.raises(actions.Refused, match="another reason"):
        confirm_unpaid(sent.pk, actor=rosa)
    thaw(sent.pk, actor=rosa)
    assert apply_settlement(sent.pk, standing(sent)) == "posted"
    assert acts(sent)[-3:] == ["freeze", "thaw", "post"]


@pytest.fixture
def printed(pay: Pay, tmp_path: Any, settings: Any) -> Disbursement:
    """A check that lies in the tray."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    payment = pay(rail=RailName.CHECK)
    sending.send_one(payment.pk)
    payment.refresh_from_db()
    return payment


def test_a_check_is_printed_then_booked_when_mailed(printed: Disbursement, finn: User) -> None:
    assert (printed.state, printed.provider_reference) == ("sent", "check-1001")
    with default_storage.open(checks.sheet_of(printed)) as sheet:
        assert sheet.read(5) == b"%PDF-"
    assert entries(printed) == []
    for _ in range(2):
        mark_mailed(printed.pk, actor=finn)
    assert entries(printed) == ["payment"]
    entry = JournalEntry.objects.get(kind="payment")
    assert set(entry.postings.values_list("account__code", flat=True)) == {"5000", books.CHECKING}
    assert_books_whole(printed)


def test_check_numbers_have_no_gap_and_a_check_printed_again_keeps_its_number(
    printed: Disbursement, pay: Pay, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = pay(rail=RailName.CHECK)

    def jam(*args: Any) -> None:
        raise OSError("paper jam")

    with monkeypatch.context() as broken:
        broken.setattr(checks.DatabaseRegister, "keep", jam)
        sending.send_one(second.pk)
    assert second.attempts.get().state == "unknown"
    sending.send_one(second.pk)
    second.refresh_from_db()
    assert (second.provider_reference, second.attempts.count()) == ("check-1002", 1)
    assert CheckNumber.objects.get().next_number == 1003


def test_only_a_printed_check_can_be_mailed(sent: Disbursement, finn: User) -> None:
    with pytest.raises(actions.Refused, match="printed check"):
        mark_mailed(sent.pk, actor=finn)
