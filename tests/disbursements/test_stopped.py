"""A stopped payment waits for a person, who is told what to look at and is not its preparer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.states import LineState
from disbursements import stops
from disbursements.actions import Refused
from disbursements.actions.doubt import confirm_unpaid, thaw
from disbursements.actions.outcome import freeze
from disbursements.models import Attempt, Disbursement
from disbursements.states import AttemptState, State
from fund import books, clock
from fund.models import AuditEvent, Encumbrance, User
from tests.lines import Prepare, SignIn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def in_doubt(prepare: Prepare, rosa: User) -> Disbursement:
    """A payment that was sent, and of which nobody knows what became."""
    payment = prepare(120_00)
    payment.release(by=rosa, at=clock.now())
    payment.claim()
    payment.save()
    Attempt.objects.create(
        disbursement=payment,
        number=1,
        idempotency_key=f"{payment.reference}-1",
        state=AttemptState.UNKNOWN,
        claimed_at=clock.now(),
        tried_at=clock.now(),
    )
    freeze(payment.pk, stops.NO_ANSWER)
    payment.refresh_from_db()
    return payment


def at(name: str, *args: object) -> str:
    return reverse(f"disbursements:{name}", args=args)


def words(browser: Client, url: str, **sent: Any) -> str:
    answer = browser.post(url, sent, follow=True) if sent else browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_whoever_prepared_a_payment_does_not_look_into_its_stop(
    in_doubt: Disbursement, finn: User, cora: User
) -> None:
    for actor, why in ((finn, "You prepared this payment"), (cora, "You decided this request")):
        for answer in (thaw, confirm_unpaid):
            with pytest.raises(Refused, match=why):
                answer(in_doubt.pk, actor=actor)
    in_doubt.refresh_from_db()
    assert (in_doubt.state, in_doubt.frozen_why) == ("sending", stops.NO_ANSWER)


def test_a_stop_is_said_where_finance_works_with_what_to_look_at_first(
    in_doubt: Disbursement, signed_in: SignIn, finn: User, rosa: User, audra: User
) -> None:
    for who, pages in (
        (finn, ("payable", "list")),
        (rosa, ("releases", "list")),
        (audra, ("list",)),
    ):
        for name in pages:
            page = words(signed_in(who), at(name))
            assert "Stopped: needs a person" in page, name
            assert stops.NO_ANSWER in page
    page = words(signed_in(rosa), at("payment", in_doubt.reference))
    assert "Search Stripe&#x27;s own pages for the number" in page
    assert at("go_on", in_doubt.reference) in page
    assert at("unpaid", in_doubt.reference) in page
    for who in (finn, audra):
        page = words(signed_in(who), at("payment", in_doubt.reference))
        assert "A person who releases payments has to look into it." in page
        assert at("go_on", in_doubt.reference) not in page
        assert signed_in(who).post(at("go_on", in_doubt.reference)).status_code == 403
        assert signed_in(who).post(at("unpaid", in_doubt.reference)).status_code == 403


def test_a_line_is_paid_again_only_after_somebody_says_that_she_looked(
    in_doubt: Disbursement, signed_in: SignIn, rosa: User
) -> None:
    browser, url = signed_in(rosa), at("unpaid", in_doubt.reference)
    assert "Search Stripe first" in words(browser, url, looked="")
    in_doubt.refresh_from_db()
    assert in_doubt.state == State.SENDING
    assert "was never paid" in words(browser, url, looked="on")
    assert "not stopped" in words(browser, url, looked="on")
    in_doubt.refresh_from_db()
    in_doubt.award_line.refresh_from_db()
    assert (in_doubt.state, in_doubt.award_line.state) == (State.REFUSED, LineState.PAYABLE)
    assert "Stopped: needs a person" not in words(browser, at("list"))
    assert browser.post(at("unpaid", "D-2222ZZZ2"), {"looked": "on"}).status_code == 404


def test_a_payment_goes_on_with_one_button(
    in_doubt: Disbursement, signed_in: SignIn, rosa: User
) -> None:
    browser = signed_in(rosa)
    assert "goes on" in words(browser, at("go_on", in_doubt.reference), ok="1")
    in_doubt.refresh_from_db()
    assert in_doubt.frozen_at is None
    assert AuditEvent.objects.get(act="payment.thaw").actor == rosa
    assert "Stopped payment looked into, goes on" in words(
        browser, at("payment", in_doubt.reference)
    )


def test_a_payment_refused_before_its_vendor_changed_can_be_called_unpaid(
    in_doubt: Disbursement, rosa: User
) -> None:
    in_doubt.attempts.update(state=AttemptState.REFUSED, finished_at=clock.now())
    Disbursement.objects.filter(pk=in_doubt.pk).update(frozen_why=stops.CHANGED)
    confirm_unpaid(in_doubt.pk, actor=rosa)
    assert Disbursement.objects.get(pk=in_doubt.pk).state == State.REFUSED


def test_a_line_that_came_back_goes_on_only_with_its_money_reserved(
    in_doubt: Disbursement, rosa: User, finn: User
) -> None:
    confirm_unpaid(in_doubt.pk, actor=rosa)
    books.release(in_doubt.award_line.encumbrance_key)
    Encumbrance.objects.all().update(key="another")
    freeze(in_doubt.pk, stops.TOO_LITTLE)
    Encumbrance.objects.update(state="open", ended_at=None, amount_cents=10_000_00)
    with pytest.raises(Refused, match="too little money"):
        thaw(in_doubt.pk, actor=rosa)
    Encumbrance.objects.update(amount_cents=1_00)
    thaw(in_doubt.pk, actor=rosa)
    reserved = Encumbrance.objects.get(key=in_doubt.award_line.encumbrance_key)
    assert reserved.amount_cents == 120_00


@pytest.mark.parametrize("why", [*stops._STEPS, "The payment at the provider is a second one."])
def test_every_stop_names_what_to_look_at_and_its_buttons(why: str) -> None:
    for state in (State.RELEASED, State.SENDING):
        if why in (stops.NO_ANSWER, stops.NO_MONEY_THERE) and state == State.RELEASED:
            continue  # only what is being sent can be left without an answer
        said = " ".join(stops.steps(why, state=state))
        assert stops.GO_ON in said
        assert (stops.UNPAID in said) == stops.can_be_unpaid(why, state=state)
