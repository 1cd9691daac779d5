"""Unused nights: the agency tells, the motel gives back, the fund that had paid has it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from applications import actions
from applications.across import spent_by_household
from applications.actions.caps import room_cents
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import Application, AwardLine, Purpose, Stay
from applications.policy import Spent
from applications.queries.room import room_of
from applications.states import AgeBand, Desk, HouseholdBand, Lane, Verdict
from applications.stays import StayTerms
from disbursements.actions import Refused
from disbursements.actions.outcome import apply_settlement, post_payment
from disbursements.actions.reconcile import confirm, import_statement, match_by_hand, unmatch
from disbursements.actions.refunding import CameBack, refund
from disbursements.actions.release import release
from disbursements.actions.schedule import schedule
from disbursements.facts import settled_facts
from disbursements.models import Disbursement, Match, PayoutMethod, Refund, StatementLine
from disbursements.policy import why_not_refund
from disbursements.queries.refunds import owed, owed_cents
from disbursements.rails.base import Settlement
from disbursements.states import State
from fund import books, clock, tenancy
from fund.models import (
    Account,
    AuditEvent,
    CategoryGroup,
    Fund,
    FundPolicy,
    Gift,
    JournalEntry,
    Period,
    Region,
    User,
    Vendor,
)
from fund.proof import ledger
from tests.lines import SignIn

MAY_5, MAY_9 = date(2026, 5, 5), date(2026, 5, 9)
ONE_NIGHT = CameBack(85_00, MAY_9)

Paid = Callable[..., Disbursement]


@pytest.fixture(autouse=True)
def in_may() -> object:
    with clock.at(datetime(2026, 5, 4, 15, tzinfo=UTC)):
        yield


@pytest.fixture
def paid(portland: Region, motel: Vendor, ada: User, cora: User, finn: User, rosa: User) -> Paid:
    """Three nights at $85.00 that a mailed check paid on May 5."""

    def made(nights: int = 3) -> Disbursement:
        answers = StartDraft(Lane.STANDARD, portland.pk, HouseholdBand.ALONE, AgeBand.ADULT)
        draft = actions.start_draft(answers, actor=ada)
        stay = StayTerms(clock.today(), nights, 85_00, Desk.GUEST_ID)
        need = actions.add_need(draft.pk, NeedLine.of_nights(motel.pk, stay), actor=ada)
        actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
        vote = LineVote(need.pk, Verdict.APPROVE, stay.amount_cents)
        actions.review(draft.pk, CastVote((vote,)), actor=cora)
        line = AwardLine.objects.get(need=need)
        method = PayoutMethod.objects.get(vendor=motel, replaced_at=None)
        payment = release(schedule(line.pk, method.pk, actor=finn).pk, actor=rosa)
        post(payment, MAY_5, rosa)
        return Disbursement.objects.get(pk=payment.pk)

    return made


@pytest.fixture
def in_june() -> object:
    with clock.at(datetime(2026, 6, 20, 15, tzinfo=UTC)):
        yield


@pytest.fixture
def payment(money: Fund, paid: Paid, in_june: object) -> Disbursement:
    with clock.at(datetime(2026, 5, 4, 15, tzinfo=UTC)):
        return paid()


def tell(payment: Disbursement, used: int, actor: User) -> Stay:
    request = payment.award_line.award.application
    return actions.tell_used(request.pk, 1, used, actor=actor)


# The books


def test_what_came_back_is_in_the_fund_that_had_paid(
    payment: Disbursement, money: Fund, finn: User
) -> None:
    before = books.available_cents(money)
    made = refund(payment.pk, ONE_NIGHT, actor=finn)
    assert books.available_cents(money) == before + 85_00
    (balance,) = books.balances()
    assert balance.spent_cents == 170_00
    sides = {str(p.account.code): p.amount_cents for p in made.entry.postings.all()}
    assert sides == {"1000": 85_00, "5000": -85_00}
    assert (made.entry.dated_on, made.entry.subject) == (MAY_9, payment.reference)
    assert AuditEvent.objects.get(act="payment.refund").facts["amount_cents"] == 85_00
    payment.refresh_from_db()
    assert payment.state == State.POSTED, "the payment itself stands"
    assert not ledger.prove().broken


def test_a_restricted_gift_is_restricted_again(
    portland: Region, give: Callable[..., Gift], paid: Paid, finn: User
) -> None:
    shelter = Fund.objects.create(
        code="shelter",
        name="Safe nights",
        is_restricted=True,
        purpose_group=CategoryGroup.HOUSING,
        region=portland,
    )
    give(shelter, 1_000_00)
    payment = paid()
    with clock.at(datetime(2026, 6, 20, 15, tzinfo=UTC)):
        made = refund(payment.pk, ONE_NIGHT, actor=finn)
    sides = {str(p.account.code): p.amount_cents for p in made.entry.postings.all()}
    assert sides == {"1000": 85_00, "5000": -85_00, "4910": 85_00, "4900": -85_00}
    assert {p.fund for p in made.entry.postings.all()} == {shelter}


def test_the_same_again_is_one_refund_and_another_is_refused(
    payment: Disbursement, finn: User
) -> None:
    assert refund(payment.pk, ONE_NIGHT, actor=finn) == refund(payment.pk, ONE_NIGHT, actor=finn)
    assert JournalEntry.objects.filter(kind="refund").count() == 1
    with pytest.raises(Refused, match="recorded already"):
        refund(payment.pk, replace(ONE_NIGHT, amount_cents=1_00), actor=finn)


def test_never_more_than_was_paid(payment: Disbursement, finn: User) -> None:
    with pytest.raises(Refused, match=r"vendor has \$255.00"):
        refund(payment.pk, CameBack(255_01, MAY_9), actor=finn)
    assert refund(payment.pk, CameBack(255_00, MAY_9), actor=finn).amount_cents == 255_00


@given(kept_cents=st.integers(1, 10**8), amount=st.integers(1, 10**8))
def test_a_refund_is_at_most_what_the_vendor_has(kept_cents: int, amount: int) -> None:
    why = why_not_refund(
        state=State.POSTED, kept_cents=kept_cents, is_refunded=False, amount_cents=amount
    )
    assert (why is None) == (amount <= kept_cents)


@pytest.mark.parametrize("state", sorted(set(State) - {State.POSTED, State.RECONCILED}))
def test_only_what_was_paid_comes_back(state: State) -> None:
    assert why_not_refund(state=state, kept_cents=1, is_refunded=False, amount_cents=1)


def test_not_before_it_was_paid_nor_in_a_closed_month(payment: Disbursement, finn: User) -> None:
    with pytest.raises(Refused, match="before it was paid"):
        refund(payment.pk, CameBack(85_00, date(2026, 5, 4)), actor=finn)
    Period.objects.filter(starts_on=date(2026, 5, 1)).update(closed_at=clock.now(), closed_by=finn)
    with pytest.raises(Refused, match="May 2026 is closed"):
        refund(payment.pk, ONE_NIGHT, actor=finn)


def test_the_database_refuses_more_than_was_paid_and_any_change(
    payment: Disbursement, finn: User
) -> None:
    made = refund(payment.pk, ONE_NIGHT, actor=finn)
    for change in (lambda: Refund.objects.update(amount_cents=1), lambda: made.delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_database_refuses_a_refund_that_is_larger_than_its_payment(
    payment: Disbursement, general: Fund, finn: User
) -> None:
    entry = JournalEntry.objects.get(key=f"payment:{payment.reference}")
    with pytest.raises(IntegrityError, match="more than its payment"), transaction.atomic():
        Refund.objects.create(
            reference="R-2ABCDEF3",
            disbursement=payment,
            amount_cents=255_01,
            received_on=MAY_9,
            recorded_by=finn,
            entry=entry,
        )


# The caps


@pytest.fixture
def another(payment: Disbursement, portland: Region, ada: User) -> Application:
    """A draft for the household whose stay was paid."""
    answers = StartDraft(Lane.STANDARD, portland.pk, HouseholdBand.ALONE, AgeBand.ADULT)
    draft = actions.start_draft(answers, actor=ada)
    household = payment.award_line.award.application.household
    Application.objects.filter(pk=draft.pk).update(household=household, card_shown_at=clock.now())
    return Application.objects.get(pk=draft.pk)


def test_what_was_not_used_is_left_again_in_words_and_by_rule(
    payment: Disbursement, another: Application, finn: User
) -> None:
    another.policy = FundPolicy.in_force()
    decided = payment.award_line.award.application.decided_at
    assert decided is not None

    def stands(cents: int, words: str, until: str = "") -> None:
        assert spent_by_household(another).lifetime_cents == cents
        assert f"With the card: {words} left {until}" in room_of(another).words

    until = f"until {timezone.localdate(decided + timedelta(days=365)):%B %-d}"
    stands(255_00, "$1,245.00", until)
    refund(payment.pk, ONE_NIGHT, actor=finn)
    stands(170_00, "$1,330.00", until)
    with transaction.atomic():
        assert room_cents(another) == 1_000_00
    another.policy.cap_lifetime_cents = 400_00
    with transaction.atomic():
        assert room_cents(another) == 230_00


def test_an_award_that_came_back_whole_holds_no_day(
    payment: Disbursement, another: Application, finn: User
) -> None:
    refund(payment.pk, replace(ONE_NIGHT, amount_cents=255_00), actor=finn)
    assert spent_by_household(another) == Spent()


# A part comes back from the vendor, then the bank returns the whole payment


@pytest.fixture
def returned(payment: Disbursement, ada: User, finn: User) -> Disbursement:
    """One night was refunded; then the payment of all three came back."""
    tell(payment, 2, ada)
    refund(payment.pk, ONE_NIGHT, actor=finn)
    came_back = Settlement(
        provider_reference=payment.provider_reference,
        state="returned",
        amount_cents=payment.amount_cents,
        recipient=payment.payout_method.stripe_recipient,
        reference=payment.reference,
        at=clock.now(),
        reason="account_closed",
    )
    assert apply_settlement(payment.pk, came_back) == "returned"
    return Disbursement.objects.get(pk=payment.pk)


def test_after_a_refund_the_whole_payment_comes_back_and_the_line_is_to_be_paid_whole(
    returned: Disbursement, money: Fund, finn: User, rosa: User
) -> None:
    """The vendor is out one night until it is paid again: 255 less 85 is what it is owed and has
    then, the two nights that were used. All the time the fund is short of these two nights only."""
    line = AwardLine.objects.get(pk=returned.award_line_id)
    assert (line.state, line.amount_cents, line.refunded_cents) == ("payable", 255_00, 85_00)
    assert books.available_cents(money) == 10_000_00 - 170_00
    assert books.encumbered_cents(money) == 255_00 and not ledger.prove().broken
    again = pay_again(line, finn, rosa)
    assert again.amount_cents == 255_00
    assert books.available_cents(money) == books.cash_cents(money) == 10_000_00 - 170_00
    (balance,) = books.balances()
    assert balance.spent_cents == 170_00 and not ledger.prove().broken
    assert owed() == [], "the motel has given the night back already"


def test_the_vendor_gives_back_no_more_than_it_has(
    returned: Disbursement, another: Application, finn: User, rosa: User
) -> None:
    with pytest.raises(Refused, match="Only a payment that the vendor has"):
        refund(returned.pk, replace(ONE_NIGHT, amount_cents=1_00), actor=finn)
    again = pay_again(AwardLine.objects.get(), finn, rosa)
    with pytest.raises(Refused, match=r"vendor has \$170.00"):
        refund(again.pk, CameBack(170_01, clock.today()), actor=finn)
    refund(again.pk, CameBack(170_00, clock.today()), actor=finn)
    assert spent_by_household(another) == Spent()
    (balance,) = books.balances()
    assert balance.spent_cents == 0 and not ledger.prove().broken


def pay_again(line: AwardLine, finn: User, rosa: User) -> Disbursement:
    """A check for the line is in the mail today."""
    method = PayoutMethod.objects.get(vendor=line.vendor, replaced_at=None)
    made = release(schedule(line.pk, method.pk, actor=finn).pk, actor=rosa)
    post(made, clock.today(), rosa)
    return Disbursement.objects.get(pk=made.pk)


def post(payment: Disbursement, on: date, by: User) -> None:
    """A check that is printed and mailed."""
    with transaction.atomic():
        payment.claim()
        payment.accept(provider_reference=f"check-{payment.pk}", at=clock.now())
        payment.save()
        post_payment(payment, on=on, actor=by)


# Reports


def test_a_refund_is_less_money_in_the_month_it_came_back(
    payment: Disbursement, finn: User
) -> None:
    refund(payment.pk, CameBack(85_00, date(2026, 6, 2)), actor=finn)
    facts = list(settled_facts(date(2026, 5, 1), date(2026, 7, 1)))
    assert [(fact.month.month, fact.cents) for fact in facts] == [(5, 255_00), (6, -85_00)]
    assert len({fact.household for fact in facts}) == 1
    (only,) = settled_facts(date(2026, 6, 1), date(2026, 7, 1))
    assert only.cents == -85_00


# The bank


@pytest.fixture
def checking(db: None) -> Account:
    return Account.objects.get(code="1000")


def bank_says(account: Account, *lines: str, by: User) -> StatementLine:
    content = "\n".join(["Date,Description,Amount", *lines]).encode()
    return import_statement(account, content, actor=by).lines.get()


@pytest.mark.parametrize("words", ["PINE TREE MOTEL", "REFUND OF {reference}"])
def test_its_bank_line_is_proposed_and_confirmed(
    payment: Disbursement, checking: Account, finn: User, words: str
) -> None:
    made = refund(payment.pk, ONE_NIGHT, actor=finn)
    said = words.format(reference=payment.reference)
    line = bank_says(checking, f"05/10/2026,{said},85.00", by=finn)
    match = Match.objects.get(line=line)
    assert (match.refund, match.disbursement) == (made, None)
    assert confirm([line.pk], actor=finn) == 1
    assert unmatch(line.pk, actor=finn).state == "unmatched"


def test_its_bank_line_is_matched_by_hand_once(
    payment: Disbursement, checking: Account, finn: User
) -> None:
    made = refund(payment.pk, ONE_NIGHT, actor=finn)
    line = bank_says(checking, "05/30/2026,DEPOSIT,85.00", by=finn)
    with pytest.raises(Refused, match="no payment, gift or refund"):
        match_by_hand(line.pk, "R-2ABCDEF3", actor=finn)
    assert match_by_hand(line.pk, made.reference.lower(), actor=finn).refund == made
    other = bank_says(checking, "05/31/2026,DEPOSIT,85.00", by=finn)
    with pytest.raises(Refused, match="already matched"):
        match_by_hand(other.pk, made.reference, actor=finn)


def test_another_amount_is_not_it(payment: Disbursement, checking: Account, finn: User) -> None:
    made = refund(payment.pk, ONE_NIGHT, actor=finn)
    line = bank_says(checking, "05/30/2026,DEPOSIT,80.00", by=finn)
    with pytest.raises(Refused, match=r"is \$85.00"):
        match_by_hand(line.pk, made.reference, actor=finn)


# What finance sees


def test_a_stay_that_ended_early_is_on_the_list_until_the_money_is_back(
    payment: Disbursement, ada: User, finn: User, audra: User
) -> None:
    assert owed() == []
    tell(payment, 2, ada)
    with tenancy.acting(finn.pk):
        (row,) = owed()
    assert (row.reference, row.owed_cents) == (payment.reference, 85_00)
    assert row.words == "Only 2 of 3 nights were used"
    with tenancy.acting(audra.pk):
        assert owed() == [], "the auditor sees no request"
    refund(payment.pk, ONE_NIGHT, actor=finn)
    assert owed() == []


@given(nights=st.integers(1, 30), rate=st.integers(1, 10**6), data=st.data())
def test_what_is_owed_is_the_nights_that_were_not_used(
    nights: int, rate: int, data: st.DataObject
) -> None:
    used = data.draw(st.integers(0, nights - 1))
    stay = Stay(nights=nights, rate_cents=rate, nights_used=used)
    assert owed_cents(stay, nights * rate) == (nights - used) * rate
    assert owed_cents(Stay(nights=nights, rate_cents=rate), nights * rate) == 0


def test_finance_records_it_on_a_page(
    payment: Disbursement, ada: User, finn: User, signed_in: SignIn
) -> None:
    tell(payment, 2, ada)
    browser = signed_in(finn)
    assert "ask the motel" in browser.get(reverse("disbursements:list")).content.decode()
    show = reverse("disbursements:payment", args=[payment.reference])
    address = reverse("disbursements:refund", args=[payment.reference])
    page = browser.get(show).content.decode()
    assert address in page
    assert "3 nights at $85.00, from May\N{NO-BREAK SPACE}4. The motel asks for the guest" in page
    assert 'value="85.00"' in browser.get(address).content.decode()
    typed = {"amount": "850", "received_on": "2026-05-09"}
    refused = browser.post(address, typed).content.decode()
    assert "More than was paid" in refused
    assert 'value="850"' in refused
    done = browser.post(address, {**typed, "amount": "85"}, follow=True).content.decode()
    assert "$85.00 is back in General fund" in done
    assert Refund.objects.get().reference in done
    assert address not in done
    assert browser.get(address)["Location"] == show


def test_who_only_looks_records_nothing(
    payment: Disbursement, rosa: User, audra: User, ada: User, signed_in: SignIn
) -> None:
    address = reverse("disbursements:refund", args=[payment.reference])
    for person in (rosa, audra, ada):
        assert signed_in(person).get(address).status_code == 403
        assert signed_in(person).post(address).status_code == 403
    show = reverse("disbursements:payment", args=[payment.reference])
    assert address not in signed_in(audra).get(show).content.decode()


def test_the_line_to_pay_says_the_nights(
    money: Fund, portland: Region, motel: Vendor, ada: User, cora: User, finn: User,
    signed_in: SignIn,
) -> None:  # fmt: skip
    answers = StartDraft(Lane.STANDARD, portland.pk, HouseholdBand.ALONE, AgeBand.ADULT)
    draft = actions.start_draft(answers, actor=ada)
    stay = StayTerms(clock.today(), 3, 85_00)
    need = actions.add_need(draft.pk, NeedLine.of_nights(motel.pk, stay), actor=ada)
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    vote = LineVote(need.pk, Verdict.REDUCE, 170_00, "Two are enough")
    actions.review(draft.pk, CastVote((vote,)), actor=cora)
    page = signed_in(finn).get(reverse("disbursements:payable")).content.decode()
    assert "2 of 3 nights at $85.00, from May\N{NO-BREAK SPACE}4" in page


def test_a_refund_is_the_business_of_those_who_see_the_books(
    payment: Disbursement, ada: User, cora: User, finn: User, audra: User
) -> None:
    refund(payment.pk, ONE_NIGHT, actor=finn)
    for person, sees in ((finn, 1), (audra, 1), (ada, 0), (cora, 0)):
        with tenancy.acting(person.pk):
            assert Refund.objects.count() == sees, person.name
    with tenancy.acting(None):
        assert Refund.objects.count() == 0
