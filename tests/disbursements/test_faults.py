"""The machine fails: the clock steps back, the disk is full, the database goes away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from disbursements import following, sending, stops
from disbursements.actions import outcome
from disbursements.models import Disbursement
from disbursements.states import AttemptState
from fund import clock
from tests.database import Server
from tests.disbursements.provider import (
    apply_stored,
    assert_books_whole,
    assert_paid_once,
    at_provider,
    deliver,
    entries,
    events,
    settle,
    stored,
)
from tests.disbursements.stripe_cast import Pay
from tests.disbursements.test_forged_webhooks import Letter, body
from tests.disbursements.test_sending import later
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)

DISK_FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$;
CREATE TRIGGER disk_is_full BEFORE INSERT OR UPDATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION disk_is_full();
"""


@contextmanager
def disk_full(server: Server, table: str) -> Iterator[None]:
    """PostgreSQL answers every write to a table as it does when the disk is full."""
    with server.superuser_on(str(connection.settings_dict["NAME"])) as session:
        session.execute(DISK_FULL.format(table=table).encode())
        try:
            yield
        finally:
            connection.close()
            session.execute(f"DROP TRIGGER disk_is_full ON {table}".encode())
            session.execute(b"DROP FUNCTION disk_is_full")


# --- The clock -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-0.01, -2, -72])
def test_a_lost_reply_is_made_up_for_when_the_clock_has_stepped_back(
    stripe: SandboxProcess, pay: Pay, hours: float
) -> None:
    payment = pay()
    stripe.fault("drop_reply", calls=3)
    sending.send_one(payment.pk)
    with later(hours=hours):
        assert sending.due() == [payment.pk]
        sending.send_due()
        payment.refresh_from_db()
        assert payment.state == "sent"
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_a_key_of_a_time_that_has_not_come_is_not_sent_again(
    stripe: SandboxProcess, pay: Pay
) -> None:
    """The clock was three days ahead: how old the key is, and if it still lives, nobody knows."""
    with later(hours=72):
        payment = pay()
        stripe.fault("error_500", calls=3)
        sending.send_one(payment.pk)
    sent = len(stripe.requests())
    sending.send_due()
    payment.refresh_from_db()
    assert [one["method"] for one in stripe.requests()[sent:]] == ["GET"]
    assert payment.frozen_why == stops.NO_ANSWER


def test_a_payment_made_before_its_own_release_is_found(stripe: SandboxProcess, pay: Pay) -> None:
    with later(hours=48):
        payment = pay()
        stripe.fault("drop_reply", calls=3)
        sending.send_one(payment.pk)
    sending.send_due()
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_two_machines_whose_clocks_differ_a_little_stop_nothing(
    stripe: SandboxProcess, pay: Pay
) -> None:
    with later(minutes=1):
        payment = pay()
        stripe.fault("error_500", calls=3)
        sending.send_one(payment.pk)
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_a_refusal_for_now_is_tried_again_although_the_clock_has_stepped_back(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    stripe.settings(balance_cents=1)
    with later(hours=48):
        sending.send_due()
    stripe.settings(balance_cents=1_000_000_00)
    assert sending.due() == [payment.pk]
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_a_payment_sent_in_a_time_that_has_not_come_is_asked_about(
    stripe: SandboxProcess, pay: Pay
) -> None:
    with later(hours=48):
        payment = pay()
        sending.send_due()
    assert following.on_the_way() == [payment.pk]


# --- The disk ------------------------------------------------------------------------------------


def test_no_call_is_made_when_the_attempt_cannot_be_written(
    stripe: SandboxProcess, pay: Pay, server: Server
) -> None:
    payment = pay()
    with disk_full(server, "disbursements_attempt"), pytest.raises(OperationalError):
        sending.send_one(payment.pk)
    assert at_provider(stripe, payment) == []
    assert Disbursement.objects.get(pk=payment.pk).state == "released"
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_an_answer_that_cannot_be_written_is_asked_for_again(
    stripe: SandboxProcess, pay: Pay, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = pay()
    really = outcome.record_outcome
    with monkeypatch.context() as patch:

        def record_on_a_full_disk(*args: object) -> None:
            with disk_full(server, "fund_auditevent"):
                really(*args)  # type: ignore[arg-type]

        patch.setattr(sending, "record_outcome", record_on_a_full_disk)
        with pytest.raises(OperationalError):
            sending.send_one(payment.pk)
    assert payment.attempts.get().state == AttemptState.CLAIMED
    settle(stripe, payment)
    assert_paid_once(stripe, payment)
    assert payment.attempts.count() == 1


@pytest.mark.parametrize(
    "table", ["fund_journalentry", "fund_posting", "fund_encumbrance", "applications_awardline"]
)
def test_a_full_disk_at_the_journal_books_nothing_and_the_event_waits(
    stripe: SandboxProcess, pay: Pay, server: Server, table: str
) -> None:
    payment = pay()
    sending.send_one(payment.pk)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    deliver(events(stripe, payment)[-1])
    with disk_full(server, table), pytest.raises(OperationalError):
        apply_stored()
    assert Disbursement.objects.get(pk=payment.pk).state == "sent"
    assert (entries(payment), stored()[0].applied_at) == ([], None)
    assert_books_whole(payment)
    apply_stored()
    assert_paid_once(stripe, payment)


def test_an_event_that_cannot_be_kept_is_not_answered_as_taken(
    stripe: SandboxProcess, pay: Pay, server: Server, settings: Any
) -> None:
    settings.ROOT_URLCONF = "fund.urls"
    payment = pay()
    sending.send_one(payment.pk)
    letter = Letter(body(events(stripe, payment)[-1]))
    with disk_full(server, "disbursements_providerevent"):
        assert letter.post() == 500
    assert stored() == []
    assert letter.post() == 200


# --- The database --------------------------------------------------------------------------------


def test_a_database_that_goes_away_during_the_call_finds_the_payment_again(
    stripe: SandboxProcess, pay: Pay, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = pay()
    really = outcome.record_outcome

    def record_after_a_restart(*args: object) -> None:
        _end_all_connections(server)
        really(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(sending, "record_outcome", record_after_a_restart)
        with pytest.raises(OperationalError):
            sending.send_one(payment.pk)
    connection.close()
    assert payment.attempts.get().state == AttemptState.CLAIMED
    with clock.at(clock.now() + timedelta(minutes=1)):
        settle(stripe, payment)
    assert_paid_once(stripe, payment)


def _end_all_connections(server: Server) -> None:
    """What a restart of PostgreSQL does to those who were connected."""
    database = connection.settings_dict["NAME"]
    with server.superuser_on("postgres") as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [database],
        )
