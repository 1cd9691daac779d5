"""The bank and the books are brought together: nothing twice, nothing lost, a person confirms."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from disbursements.actions import Refused
from disbursements.actions.outcome import post_payment
from disbursements.actions.reconcile import (
    close_month,
    confirm,
    ignore,
    import_statement,
    look_again,
    match_by_hand,
    unmatch,
)
from disbursements.actions.release import release
from disbursements.models import Disbursement, Match, Statement, StatementLine
from disbursements.states import State, StatementLineState
from fund import clock
from fund.models import Account, AuditEvent, Fund, Gift, Period, User
from tests.lines import Prepare

Pay = Callable[..., Disbursement]
MAY_5 = date(2026, 5, 5)
JUNE_20 = datetime(2026, 6, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_june() -> object:
    with clock.at(JUNE_20):
        yield


@pytest.fixture
def checking(db: None) -> Account:
    return Account.objects.get(code="1000")


@pytest.fixture
def pay(prepare: Prepare, rosa: User) -> Pay:
    """A check that was mailed: pay(285_00, number=1001, on=…)."""

    def paid(cents: int = 285_00, *, number: int = 1001, on: date = MAY_5) -> Disbursement:
        payment = release(prepare(cents).pk, actor=rosa)
        with transaction.atomic():
            payment.claim()
            payment.accept(provider_reference=f"check-{number}", at=clock.now())
            payment.save()
            post_payment(payment, on=on, actor=rosa)
        return payment

    return paid


def csv(*lines: str) -> bytes:
    return "\n".join(["Date,Description,Amount", *lines]).encode()


def line_of(statement: Statement) -> StatementLine:
    return statement.lines.get()


def state_of(payment: Disbursement) -> str:
    return str(Disbursement.objects.get(pk=payment.pk).state)


def test_the_same_file_twice_is_one_statement(checking: Account, finn: User) -> None:
    content = csv("05/05/2026,Motel,-12.00")
    first = import_statement(checking, content, actor=finn)
    assert import_statement(checking, content, actor=finn) == first
    assert StatementLine.objects.count() == 1
    assert AuditEvent.objects.filter(act="bank.import").count() == 1


def test_a_file_of_one_account_is_not_taken_for_another(checking: Account, finn: User) -> None:
    content = csv("05/05/2026,Motel,-12.00")
    import_statement(checking, content, actor=finn)
    with pytest.raises(Refused, match="already in, for Checking account"):
        import_statement(Account.objects.get(code="1010"), content, actor=finn)


def test_overlapping_files_never_double_a_line_and_two_equal_payments_stay_two(
    checking: Account, finn: User
) -> None:
    bus, motel = "05/05/2026,Bus,-20.00", "05/06/2026,Motel,-50.00"
    first = import_statement(checking, csv(bus, motel), actor=finn)
    second = import_statement(checking, csv(bus, bus, motel, "05/07/2026,Gas,-5.00"), actor=finn)
    assert first.lines.count() == 2
    assert sorted(second.lines.values_list("description", flat=True)) == ["Bus", "Gas"]
    assert StatementLine.objects.filter(description="Bus").count() == 2


def test_rejected_lines_are_kept_with_line_and_reason(checking: Account, finn: User) -> None:
    statement = import_statement(
        checking, csv("05/05/2026,Motel,-12.00", "05/06/2026,Motel,n/a"), actor=finn
    )
    assert statement.rejected == [{"line": 3, "why": "amount 'n/a'"}]
    assert statement.lines.count() == 1


def test_a_proposal_waits_for_a_person_and_a_yes_reconciles_the_payment(
    checking: Account, pay: Pay, finn: User
) -> None:
    payment = pay(285_00, number=1001)
    line = line_of(import_statement(checking, csv("06/01/2026,CHECK 1001,-285.00"), actor=finn))
    assert line.state == StatementLineState.PROPOSED
    assert line.match.why == "Check 1001, same amount"
    assert state_of(payment) == State.POSTED
    assert confirm([line.pk], actor=finn) == 1
    line.refresh_from_db()
    assert (line.state, line.decided_by) == (StatementLineState.MATCHED, finn)
    assert state_of(payment) == State.RECONCILED
    trail = AuditEvent.objects.get(act="bank.match")
    assert (trail.subject, trail.actor) == (payment.reference, finn)


def test_a_second_yes_changes_nothing(checking: Account, pay: Pay, finn: User) -> None:
    pay()
    line = line_of(import_statement(checking, csv("05/06/2026,CHECK 1001,-285.00"), actor=finn))
    confirm([line.pk], actor=finn)
    confirm([line.pk], actor=finn)
    assert AuditEvent.objects.filter(act="bank.match").count() == 1


def test_an_undone_match_makes_the_line_an_exception_and_the_payment_paid_again(
    checking: Account, pay: Pay, finn: User
) -> None:
    payment = pay()
    line = line_of(import_statement(checking, csv("05/06/2026,CHECK 1001,-285.00"), actor=finn))
    confirm([line.pk], actor=finn)
    assert unmatch(line.pk, actor=finn).state == StatementLineState.UNMATCHED
    assert state_of(payment) == State.POSTED
    assert not Match.objects.exists()
    assert look_again(actor=finn) == 1


def test_a_returned_payment_has_two_bank_lines(
    checking: Account, pay: Pay, finn: User, rosa: User
) -> None:
    payment = pay()
    content = csv("05/06/2026,CHECK 1001,-285.00")
    out = line_of(import_statement(checking, content, actor=finn))
    confirm([out.pk], actor=finn)
    payment.refresh_from_db()
    payment.give_back(on=date(2026, 5, 20), at=clock.now(), reason="Account closed")
    payment.save()
    back = line_of(
        import_statement(
            checking, csv(f"05/20/2026,RETURNED {payment.reference},285.00"), actor=finn
        )
    )
    assert back.match.is_return
    confirm([back.pk], actor=finn)
    assert Match.objects.filter(disbursement=payment, confirmed_at__isnull=False).count() == 2
    assert state_of(payment) == State.RETURNED


def test_a_deposit_is_matched_with_its_gift(
    checking: Account, general: Fund, give: Callable[..., Gift], finn: User
) -> None:
    gift = give(general, 500_00, date(2026, 5, 4))
    line = line_of(import_statement(checking, csv("05/05/2026,DEPOSIT,500.00"), actor=finn))
    assert line.match.gift == gift
    confirm([line.pk], actor=finn)
    assert StatementLine.objects.get().state == StatementLineState.MATCHED


def test_by_hand_the_amounts_have_to_agree_too(checking: Account, pay: Pay, finn: User) -> None:
    payment = pay(285_00)
    wrong, right = (
        import_statement(checking, csv(f"05/06/2026,{word},{cents}"), actor=finn).lines.get()
        for word, cents in (("MOTEL", "-280.00"), ("ANOTHER", "-285.00"))
    )
    unmatch(right.pk, actor=finn)
    with pytest.raises(Refused, match=r"is −\$280\.00, but D-.* is −\$285\.00"):
        match_by_hand(wrong.pk, payment.reference, actor=finn)
    match_by_hand(right.pk, f" {payment.reference.lower()} ", actor=finn)
    assert state_of(payment) == State.RECONCILED
    with pytest.raises(Refused, match="already matched"):
        match_by_hand(wrong.pk, payment.reference, actor=finn)
    with pytest.raises(Refused, match="no payment, gift or refund"):
        match_by_hand(wrong.pk, "D-2222ZZZ2", actor=finn)


def test_a_payment_that_is_not_paid_in_the_books_is_not_matched(
    checking: Account, prepare: Prepare, finn: User
) -> None:
    payment = prepare(285_00)
    line = line_of(
        import_statement(checking, csv(f"05/06/2026,{payment.reference},-285.00"), actor=finn)
    )
    assert line.state == StatementLineState.UNMATCHED
    with pytest.raises(Refused, match="can be matched once it is paid"):
        match_by_hand(line.pk, payment.reference, actor=finn)


def test_a_line_is_set_aside_only_with_a_reason(checking: Account, finn: User) -> None:
    line = line_of(import_statement(checking, csv("05/06/2026,FEE,-3.00"), actor=finn))
    with pytest.raises(Refused, match="Say why"):
        ignore(line.pk, "  ", actor=finn)
    assert ignore(line.pk, "Bank fee", actor=finn).state == StatementLineState.IGNORED
    assert unmatch(line.pk, actor=finn).state == StatementLineState.UNMATCHED


def test_a_month_closes_only_when_no_exception_is_left(checking: Account, finn: User) -> None:
    line = line_of(import_statement(checking, csv("05/06/2026,FEE,-3.00"), actor=finn))
    with pytest.raises(Refused, match="May 2026 still has 1 bank line to deal with"):
        close_month(date(2026, 5, 1), actor=finn)
    ignore(line.pk, "Bank fee", actor=finn)
    period = close_month(date(2026, 5, 1), actor=finn)
    assert (period.closed_by, period.closed_at) == (finn, JUNE_20)
    with pytest.raises(Refused, match="May 2026 is closed"):
        unmatch(line.pk, actor=finn)


def test_a_proposal_is_an_exception_until_a_person_says_yes(
    checking: Account, pay: Pay, finn: User, general: Fund
) -> None:
    pay()
    line = line_of(import_statement(checking, csv("05/06/2026,CHECK 1001,-285.00"), actor=finn))
    with pytest.raises(Refused, match="Close January 2026 first"):
        close_month(date(2026, 5, 1), actor=finn)
    close_month(date(2026, 1, 1), actor=finn)
    with pytest.raises(Refused, match="1 bank line"):
        close_month(date(2026, 5, 1), actor=finn)
    confirm([line.pk], actor=finn)
    assert close_month(date(2026, 5, 1), actor=finn).closed_at


def test_a_month_that_is_not_over_is_not_closed(checking: Account, finn: User) -> None:
    line = line_of(import_statement(checking, csv("06/06/2026,FEE,-3.00"), actor=finn))
    ignore(line.pk, "Bank fee", actor=finn)
    with pytest.raises(Refused, match="June 2026 is not over yet"):
        close_month(date(2026, 6, 1), actor=finn)
    assert Period.objects.get(starts_on=date(2026, 6, 1)).closed_at is None
