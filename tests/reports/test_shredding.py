"""Shred one request and restore yesterday's backup: its words stay unreadable, all else is whole.

"Yesterday's backup" is a real `pg_dump` that is restored into another database, which the
application then runs on.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.db import connection, transaction

from applications import actions, sealing
from applications.actions.awarding import line_in_payment, line_paid
from applications.models import Application, Award, AwardLine, Place, PurgeCertificate, SealedText
from applications.states import State, Verdict
from fund import clock, key_quarters, vault
from fund.models import AuditEvent, Encumbrance, Fund, Posting, User, Vendor
from fund.web.books.queries import trial_balance_on
from reports import actions as reporting
from reports.models import DonorReport, Release, fingerprint
from reports.quarters import Quarter
from tests import backups
from tests.applications.desk import sent_request, vote
from tests.database import drop, use
from tests.reports.conftest import Settle

pytestmark = pytest.mark.django_db(transaction=True)

Running = Callable[[], AbstractContextManager[None]]
FILED = datetime(2027, 1, 10, 12, tzinfo=UTC)
DUE = datetime(2028, 2, 1, 12, tzinfo=UTC)
WORDS = "She leaves at six"
PLACES = (Place.NOTE, Place.PSEUDONYM, Place.MESSAGE, Place.REASON, Place.VENDOR_ACCOUNT)


@pytest.fixture
def january(own_vault: Path) -> Iterator[Path]:
    """A vault with a key for the quarter, on the day on which the request is filed."""
    with clock.at(FILED):
        vault.rotate()
        yield own_vault


@pytest.fixture
def settled(january: Path, motel: Vendor, ada: User, cora: User, money: Fund) -> Application:
    """A request with words of every kind, approved in part and paid."""
    sent = sent_request(ada, motel)
    actions.answer(sent.pk, WORDS, actor=ada)
    vote(sent, cora, Verdict.REDUCE, 200_00, "Another fund pays the rest")
    with transaction.atomic():
        for line in AwardLine.objects.filter(award__application=sent):
            line_in_payment(line.pk)
            line_paid(line.pk, clock.today())
    sent.refresh_from_db()
    assert sent.state == State.CLOSED
    return sent


@pytest.fixture
def published(
    money: Fund, settle: Settle, closed_quarter: Quarter, finn: User, chen: User
) -> Release:
    """A report that is out."""
    settle(20)
    release = reporting.prepare(closed_quarter, actor=finn)
    return reporting.publish(release.pk, actor=chen)


@pytest.fixture
def restored(settled: Application, published: Release, tmp_path: Path) -> Iterator[Running]:
    """Yesterday's backup; `with restored():` the application runs on what it holds."""
    server, database = backups.server(), str(connection.settings_dict["NAME"])
    file, other = tmp_path / "yesterday.dump", f"{database}_restored"
    backups.dump(server, database, file)

    @contextmanager
    def running() -> Iterator[None]:
        backups.load(server, file, other)
        use(server, other)
        vault.forget()
        try:
            yield
        finally:
            use(server, database)
            drop(server, other)

    yield running


def opened(application: Application) -> sealing.Words:
    """What the agency's page would show of a request, read anew."""
    vault.forget()
    found = Application.objects.get(pk=application.pk)
    return sealing.read(found, *PLACES, reader=None)


def everything_else_verifies(release: Release) -> None:
    """Books, report and trail, as the database that is in use holds them."""
    balance = trial_balance_on(clock.today())
    assert balance.debit_cents == balance.credit_cents > 0
    for entry in Posting.objects.values_list("entry", flat=True).distinct():
        sides = Posting.objects.filter(entry=entry).values_list("amount_cents", flat=True)
        assert sum(sides) == 0
    assert Encumbrance.objects.exists()
    stood = Release.objects.get(pk=release.pk)
    money = {"paid_cents": stood.paid_cents, "returned_cents": stood.returned_cents}
    assert fingerprint(stood.public(), stood.rules, **money) == release.fingerprint
    assert AuditEvent.objects.exists()
    if "verify" in get_commands():
        call_command("verify")


def test_a_backup_of_the_database_brings_no_word_back(
    settled: Application, published: Release, restored: Running
) -> None:
    assert opened(settled).of(Place.MESSAGE, settled.messages.get().pk) == WORDS
    with clock.at(DUE):
        assert settled.reference in actions.purge_due().unreadable
        everything_else_verifies(published)
        with restored():
            texts = SealedText.objects.filter(application=settled)
            assert set(texts.values_list("place", flat=True)) >= {"message", "reason"}
            assert not PurgeCertificate.objects.exists()
            words = opened(settled)
            assert words.found == {}
            assert words.trouble == vault.Shredded.words
            for text in texts:
                with pytest.raises(vault.Shredded):
                    vault.unseal(
                        settled.reference,
                        text.place,
                        str(text.row),
                        vault.Sealed(text.key_id, bytes(text.ciphertext)),
                    )
            assert Award.objects.get(application=settled).lines.get().amount_cents == 200_00
            everything_else_verifies(published)
            actions.purge_due()  # the restored database learns again what was destroyed
            again = PurgeCertificate.objects.get(reference=settled.reference)
            assert (again.state_label, len(again.key_ids)) == ("Unreadable", 1)
            assert not SealedText.objects.filter(application=settled).exists()


def test_another_requests_words_still_open_in_the_restored_database(
    settled: Application, restored: Running, motel: Vendor, ada: User
) -> None:
    """The restore itself takes nothing away: what was not shredded opens."""
    with restored():
        assert opened(settled).of(Place.MESSAGE, settled.messages.get().pk) == WORDS


def test_with_a_backup_of_the_key_store_they_would_open_until_the_windows_are_over(
    january: Path, settled: Application, restored: Running
) -> None:
    """Why the certificate says "unreadable" first and "shredded" only after both windows."""
    store, backup = january / "store", january / "backup of the key store"
    shutil.copytree(store, backup)

    def put_back() -> None:
        shutil.rmtree(store)
        shutil.copytree(backup, store)

    with clock.at(DUE):
        actions.purge_due()
        certificate = PurgeCertificate.objects.get(reference=settled.reference)
        assert certificate.state_label == "Unreadable"
        with restored():
            put_back()
            assert WORDS in opened(settled).found.values()
        actions.purge_due()  # the next round destroys what was put back
        vault.rotate()
    with clock.at(DUE + timedelta(days=36)):
        key_quarters.seal("2027Q1")
    with clock.at(DUE + timedelta(days=72)):
        assert settled.reference in actions.purge_due().shredded
        with restored():
            put_back()  # a copy that somebody kept for longer than anybody may
            words = opened(settled)
            assert words.found == {}
            assert words.trouble


def test_the_report_is_the_same_byte_for_byte(published: Release, restored: Running) -> None:
    pdf = bytes(DonorReport.objects.get(release=published).pdf)
    with restored():
        assert bytes(DonorReport.objects.get(release=published).pdf) == pdf
