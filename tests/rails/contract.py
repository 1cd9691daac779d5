"""What every rail promises. A rail's tests subclass `RailContract` and say how its world works."""

from datetime import UTC, datetime, timedelta

from disbursements.rails.base import (
    Accepted,
    Payee,
    PaymentOrder,
    Rail,
    Refused,
    Unknown,
)
from fund.references import payment_reference

HOUR = timedelta(hours=1)


class RailContract:
    """Overridden by each rail's tests; `rail` is a fixture of theirs."""

    def payee(self) -> Payee:
        """A vendor that this rail can pay."""
        raise NotImplementedError

    def recipient(self, payee: Payee) -> str:
        """What a settlement of this rail calls that vendor."""
        raise NotImplementedError

    def lose_replies(self) -> None:
        """Let the provider do the work while its answer is lost, until `heal`."""
        raise NotImplementedError

    def heal(self) -> None:
        """Let answers arrive again."""
        raise NotImplementedError

    def order(self, amount_cents: int = 12_345, payee: Payee | None = None) -> PaymentOrder:
        reference = payment_reference()
        return PaymentOrder(reference, f"{reference}-1", amount_cents, payee or self.payee())

    def found(self, rail: Rail, order: PaymentOrder) -> list[str]:
        now = datetime.now(UTC)
        return [one.provider_reference for one in rail.find(order, now - HOUR, now + HOUR)]

    def test_an_order_is_accepted_and_can_be_looked_up(self, rail: Rail) -> None:
        order = self.order()
        outcome = rail.send(order)
        assert isinstance(outcome, Accepted)
        settlement = rail.look_up(outcome.provider_reference)
        assert settlement is not None
        assert settlement.state == "processing"

    def test_amount_recipient_and_reference_come_back_as_sent(self, rail: Rail) -> None:
        order = self.order(amount_cents=98_765)
        outcome = rail.send(order)
        assert isinstance(outcome, Accepted)
        settlement = rail.look_up(outcome.provider_reference)
        assert settlement is not None
        assert settlement.amount_cents == 98_765
        assert settlement.recipient == self.recipient(order.payee)
        assert settlement.reference == order.reference
        assert abs(settlement.at - datetime.now(UTC)) < timedelta(days=2)

    def test_the_same_key_twice_is_one_payment(self, rail: Rail) -> None:
        order = self.order()
        assert rail.send(order) == rail.send(order)
        assert len(self.found(rail, order)) == 1

    def test_two_orders_to_one_vendor_are_two_payments(self, rail: Rail) -> None:
        payee = self.payee()
        first, second = self.order(payee=payee), self.order(payee=payee)
        assert rail.send(first) != rail.send(second)
        assert len(self.found(rail, first)) == len(self.found(rail, second)) == 1

    def test_a_key_used_for_another_amount_pays_nothing_more(self, rail: Rail) -> None:
        order = self.order(amount_cents=100)
        rail.send(order)
        changed = PaymentOrder(order.reference, order.idempotency_key, 200, order.payee)
        assert isinstance(rail.send(changed), Unknown)
        assert len(self.found(rail, order)) == 1

    def test_a_lost_reply_is_unknown_and_the_payment_is_found_once(self, rail: Rail) -> None:
        order = self.order()
        self.lose_replies()
        assert isinstance(rail.send(order), Unknown)
        self.heal()
        found = self.found(rail, order)
        assert len(found) == 1
        again = rail.send(order)
        assert isinstance(again, Accepted)
        assert [again.provider_reference] == found == self.found(rail, order)

    def test_a_payee_without_what_this_rail_needs_is_refused_for_good(self, rail: Rail) -> None:
        order = self.order(payee=Payee())
        outcome = rail.send(order)
        assert isinstance(outcome, Refused)
        assert outcome.final
        assert self.found(rail, order) == []

    def test_a_payment_outside_the_searched_time_is_not_found(self, rail: Rail) -> None:
        order = self.order()
        rail.send(order)
        now = datetime.now(UTC)
        assert rail.find(order, now - 48 * HOUR, now - 47 * HOUR) == []

    def test_a_reference_that_nobody_knows_is_none(self, rail: Rail) -> None:
        assert rail.look_up("check-999999") is None
