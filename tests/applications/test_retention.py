"""A request's words end after their time, never before, and a hold keeps them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from applications import actions
from applications.actions.awarding import line_in_payment, line_paid
from applications.commands import PlaceHold
from applications.models import (
    Application,
    AwardLine,
    LegalHold,
    PurgeCertificate,
    SealedText,
)
from applications.queries.retention import past_retention
from applications.retention import last_day_of_hold, months_before
from applications.states import HoldKind, State, Verdict
from fund import clock, key_quarters, vault
from fund.models import AuditEvent, Fund, FundPolicy, SealedQuarter, User, Vendor
from fund.policies import figures_of, new_version
from fund.vault.local_keys import LocalKeys
from tests.applications.conftest import File
from tests.applications.desk import approve, sent_request, vote

pytestmark = pytest.mark.django_db

LATER = timedelta(days=366)
SHOWN = "Its words were destroyed on"


@pytest.fixture
def withdrawn(own_vault: Path, motel: Vendor, ada: User) -> Application:
    """A request with an account number and a message, taken back."""
    LocalKeys(own_vault / "keks", makes_first=True).renew("2020Q1")
    sent = sent_request(ada, motel)
    actions.answer(sent.pk, "She leaves at six", actor=ada)
    return actions.withdraw(sent.pk, actor=ada)


def after(time: timedelta) -> Any:
    connection.check_constraints()  # what was written before is committed
    return clock.at(clock.now() + time)


@pytest.fixture
def turned(own_vault: Path) -> Iterator[Path]:
    """January 2027 in a vault of its own, with a key for the quarter."""
    with clock.at(datetime(2027, 1, 10, 12, tzinfo=UTC)):
        vault.rotate()
        yield own_vault


def due() -> list[str]:
    return list(past_retention().values_list("reference", flat=True))


def hold_of(application: Application, **given: Any) -> PlaceHold:
    command = PlaceHold(application.reference, HoldKind.COURT, "CV-2026-118", clock.today() + LATER)
    return replace(command, **given)


def paid(application: Application) -> None:
    for line in AwardLine.objects.filter(award__application=application):
        line_in_payment(line.pk)
        line_paid(line.pk, clock.today())


def test_words_stay_for_their_months_and_then_go(withdrawn: Application) -> None:
    with after(timedelta(days=364)):
        assert due() == []
        with pytest.raises(actions.Refused):
            actions.shred(withdrawn.pk)
    assert SealedText.objects.filter(application=withdrawn).count() == 2
    with after(LATER):
        certificate = actions.shred(withdrawn.pk)
        assert due() == []
    assert not SealedText.objects.filter(application=withdrawn).exists()
    assert (certificate.state_label, certificate.texts) == ("Unreadable", 2)
    assert certificate.quarters == ["2020Q1"]
    assert len(certificate.key_ids) == 1
    acts = AuditEvent.objects.filter(subject=withdrawn.reference, act__startswith="words.")
    assert set(acts.values_list("act", flat=True)) == {"words.order", "words.destroy_keys"}
    with pytest.raises(vault.Shredded):
        vault.ready(withdrawn.reference)


def test_amounts_states_and_votes_stand(motel: Vendor, ada: User, cora: User, money: Fund) -> None:
    sent = approve(sent_request(ada, motel), cora)
    with transaction.atomic():
        paid(sent)
    before = Application.objects.values("state", "requested_cents", "approved_cents").get()
    with after(LATER):
        actions.purge_due()
    assert Application.objects.values(*before).get() == before
    assert before["state"] == State.CLOSED
    assert sent.reviews.count() == sent.needs.count() == 1


def test_the_months_are_those_of_the_policy_that_it_was_filed_under(
    withdrawn: Application, abel: User
) -> None:
    first = FundPolicy.in_force()
    shorter = replace(figures_of(first), words_kept_months=1)
    new_version(shorter, based_on=first.version, effective_at=None, note="", actor=abel)
    with after(timedelta(days=60)):
        assert due() == []


def test_the_words_of_a_draft_that_was_never_sent_go_sooner(file: File, ada: User) -> None:
    dropped, left = file(send=False), file(send=False)
    actions.withdraw(dropped.pk, actor=ada)
    with after(timedelta(days=15)):
        actions.expire_drafts()
        assert due() == [dropped.reference]
    with after(timedelta(days=23)):
        assert due() == [dropped.reference, left.reference]


def test_an_open_request_is_never_due(
    file: File, motel: Vendor, ada: User, cora: User, money: Fund
) -> None:
    file(send=False)
    file()
    approve(sent_request(ada, motel), cora)  # its payment is open
    with after(10 * LATER):
        assert due() == []


def test_a_payment_that_came_back_keeps_the_words(
    motel: Vendor, ada: User, cora: User, money: Fund
) -> None:
    sent = approve(sent_request(ada, motel), cora)
    with transaction.atomic():
        paid(sent)
    with after(LATER):
        assert due() == [sent.reference]
        AwardLine.objects.update(state="payable", paid_on=None)  # even if the request still stands
        assert due() == []


def test_the_database_refuses_to_end_the_words_of_an_open_request(file: File) -> None:
    sent = file()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=sent.pk).update(words_destroyed_at=clock.now())


def test_a_declined_request_without_words_gets_no_second_look(
    motel: Vendor, ada: User, cora: User
) -> None:
    sent = vote(sent_request(ada, motel), cora, Verdict.DECLINE, 0, "Another fund pays")
    with after(LATER):
        actions.purge_due()
        with pytest.raises(actions.Refused, match="destroyed"):
            actions.reconsider(sent.pk, actor=ada)


def test_a_hold_keeps_the_words_until_it_ends(withdrawn: Application, abel: User) -> None:
    with after(timedelta(days=200)):
        hold = actions.place_hold(hold_of(withdrawn), actor=abel)
        assert actions.place_hold(hold_of(withdrawn), actor=abel) == hold
    with after(LATER):
        assert actions.purge_due().unreadable == []
        with pytest.raises(actions.Refused):
            actions.shred(withdrawn.pk)
    with after(timedelta(days=200) + LATER + timedelta(days=2)):
        assert due() == [withdrawn.reference]


def test_a_lifted_hold_keeps_nothing(withdrawn: Application, abel: User) -> None:
    with after(timedelta(days=200)):
        hold = actions.place_hold(hold_of(withdrawn), actor=abel)
    with after(LATER):
        actions.release_hold(hold.pk, actor=abel)
        assert actions.purge_due().unreadable == [withdrawn.reference]
        with pytest.raises(actions.Refused, match="destroyed already"):
            actions.place_hold(hold_of(withdrawn), actor=abel)
    acts = AuditEvent.objects.filter(act__startswith="hold.").values_list("act", "actor")
    assert set(acts) == {("hold.place", abel.pk), ("hold.release", abel.pk)}


def test_a_hold_of_more_than_a_year_is_refused_by_the_database(
    withdrawn: Application, abel: User
) -> None:
    command = hold_of(withdrawn, ends_on=clock.today() + timedelta(days=400))
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalHold.objects.create(
            application=withdrawn,
            reference=withdrawn.reference,
            kind=command.kind,
            matter=command.matter,
            placed_by=abel,
            ends_on=command.ends_on,
        )


def test_with_the_key_store_away_it_is_ordered_and_done_the_next_day(
    withdrawn: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(holder: str) -> None:
        raise vault.VaultUnavailable("the key store does not answer")

    with after(LATER):
        with monkeypatch.context() as broken:
            broken.setattr(vault, "destroy", away)
            with pytest.raises(CommandError, match="run it again"):
                call_command("purge", stdout=StringIO())
        assert PurgeCertificate.objects.get().state_label == "Being destroyed"
        assert actions.purge_due().unreadable == [withdrawn.reference]
    assert PurgeCertificate.objects.get().state_label == "Unreadable"


def test_shredded_is_said_only_after_both_windows(turned: Path, withdrawn: Application) -> None:
    connection.check_constraints()
    with clock.at(datetime(2028, 2, 1, tzinfo=UTC)):
        actions.purge_due()
        vault.rotate()
    certificate = PurgeCertificate.objects.get()
    assert certificate.quarters == ["2027Q1"]
    with clock.at(datetime(2028, 3, 8, tzinfo=UTC)):  # the backups are gone, the keys are not
        assert actions.purge_due().shredded == []
        assert key_quarters.seal("2027Q1").gone_at == datetime(2028, 4, 12, tzinfo=UTC)
        assert actions.purge_due().shredded == []
    with clock.at(datetime(2028, 4, 11, tzinfo=UTC)):
        assert actions.purge_due().shredded == []
    with clock.at(datetime(2028, 4, 12, tzinfo=UTC)):
        assert actions.purge_due().shredded == [withdrawn.reference]
        assert actions.purge_due().shredded == []
    assert PurgeCertificate.objects.get().state_label == "Shredded"
    assert AuditEvent.objects.filter(act="words.shredded").count() == 1


def test_a_quarter_that_was_sealed_long_ago_leaves_the_backups_to_wait_for(
    turned: Path, withdrawn: Application
) -> None:
    connection.check_constraints()
    SealedQuarter.objects.create(
        quarter="2027Q1", sealed_at=clock.now(), gone_at=clock.now() + timedelta(days=30)
    )
    with clock.at(datetime(2028, 2, 1, tzinfo=UTC)):
        assert actions.purge_due().shredded == []
    with clock.at(datetime(2028, 3, 6, tzinfo=UTC)):
        assert actions.purge_due().shredded == []
    with clock.at(datetime(2028, 3, 7, tzinfo=UTC)):
        assert actions.purge_due().shredded == [withdrawn.reference]


def test_keys_put_back_from_a_backup_are_destroyed_again_and_the_window_starts_anew(
    turned: Path, withdrawn: Application
) -> None:
    key_id, _ = vault.ready(withdrawn.reference)
    path = turned / "store" / f"{key_id}.json"
    backup = path.read_bytes()
    with after(LATER):
        actions.purge_due()
        (path.parent / "destroyed.json").unlink()
        path.write_bytes(backup)
    with after(LATER + timedelta(days=3)):
        assert actions.purge_due().unreadable == [withdrawn.reference]
        assert PurgeCertificate.objects.get().keys_destroyed_at == clock.now()
        assert not path.exists()


def test_the_command_lists_first_and_destroys_then(withdrawn: Application) -> None:
    with after(LATER):
        said = StringIO()
        call_command("purge", "--dry-run", stdout=said)
        assert said.getvalue() == f"would be destroyed: 1\n  {withdrawn.reference}\n"
        assert SealedText.objects.filter(application=withdrawn).exists()
        said = StringIO()
        call_command("purge", stdout=said)
        assert f"unreadable now: 1\n  {withdrawn.reference}\n" in said.getvalue()
    assert not SealedText.objects.filter(application=withdrawn).exists()


def test_the_pages_say_calmly_that_the_words_are_destroyed(
    client: Client, motel: Vendor, ada: User, cora: User
) -> None:
    sent = vote(sent_request(ada, motel), cora, Verdict.DECLINE, 0, "Another fund pays")
    with after(LATER):
        actions.purge_due()
    for person, name in ((ada, ""), (cora, "review/")):
        client.force_login(person)
        page = client.get(f"/requests/{sent.reference}/{name}")
        assert SHOWN in page.content.decode()
        assert "second look" not in page.content.decode()


def test_an_administrator_places_and_lifts_a_hold(
    client: Client, withdrawn: Application, abel: User
) -> None:
    client.force_login(abel)
    day = clock.today() + timedelta(days=90)
    typed = {
        "reference": withdrawn.reference.lower(),
        "kind": "lawyer",
        "matter": "cv-2026-118",
        "ends_on": day.isoformat(),
    }
    page = client.post("/retention/holds/new", typed, follow=True)
    assert f"{withdrawn.reference} is on hold until" in page.content.decode()
    hold = LegalHold.objects.get()
    assert (hold.matter, hold.ends_on, hold.placed_by) == ("CV-2026-118", day, abel)
    assert "Lift this hold?" in client.get(f"/retention/holds/{hold.pk}").content.decode()
    client.post(f"/retention/holds/{hold.pk}")
    hold.refresh_from_db()
    assert hold.released_by == abel
    assert client.get(f"/retention/holds/{hold.pk}").status_code == 302


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("reference", "KX9-999", "No request has this number"),
        ("reference", "motel one", "A number looks like"),
        ("matter", "Mary Johnson", "up to six letters in a row"),
        ("matter", "JOHNSON-1", "up to six letters in a row"),
        ("ends_on", "2020-01-01", "Enter a day after today"),
        ("ends_on", "2040-01-01", "Enter a day until"),
    ],
)
def test_a_hold_that_cannot_stand_is_refused_and_what_was_typed_stays(
    client: Client, withdrawn: Application, abel: User, name: str, value: str, words: str
) -> None:
    client.force_login(abel)
    typed = {
        "reference": withdrawn.reference,
        "kind": "audit",
        "matter": "A-7",
        "ends_on": (clock.today() + timedelta(days=9)).isoformat(),
        name: value,
    }
    page = client.post("/retention/holds/new", typed)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert value in page.content.decode()
    assert not LegalHold.objects.exists()


def test_an_auditor_reads_certificates_and_places_no_hold(
    client: Client, withdrawn: Application, audra: User
) -> None:
    with after(LATER):
        actions.purge_due()
    client.force_login(audra)
    assert withdrawn.reference in client.get("/retention/").content.decode()
    page = client.get(f"/retention/{withdrawn.reference}").content.decode()
    assert "Purge certificate" in page
    assert "not called shredded yet" in page
    assert PurgeCertificate.objects.get().key_ids[0] in page
    assert client.get("/retention/holds/").status_code == 200
    assert client.get("/retention/holds/new").status_code == 403


@pytest.mark.parametrize("person", ["ada", "cora", "finn", "dana"])
def test_nobody_else_opens_these_pages(
    client: Client, request: pytest.FixtureRequest, person: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    for address in ("/retention/", "/retention/holds/", "/retention/holds/new"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", ["/retention/", "/retention/holds/"])
def test_a_list_costs_the_same_queries_for_many_rows(
    client: Client,
    abel: User,
    withdrawn: Application,
    django_assert_num_queries: Callable[..., Any],
    address: str,
) -> None:
    client.force_login(abel)
    for number in range(60):
        LegalHold.objects.create(
            application=withdrawn,
            reference=withdrawn.reference,
            kind="audit",
            matter=f"A-{number}",
            placed_by=abel,
            ends_on=clock.today(),
        )
    with django_assert_num_queries(6):
        client.get(address)


def test_months_before_keeps_to_the_calendar() -> None:
    assert months_before(datetime(2027, 3, 31), 1) == datetime(2027, 2, 28)
    assert months_before(datetime(2028, 2, 29), 12) == datetime(2027, 2, 28)
    assert months_before(datetime(2027, 1, 15), 13) == datetime(2025, 12, 15)


def test_a_hold_ends_within_a_year() -> None:
    assert last_day_of_hold(date(2026, 5, 31)) == date(2027, 5, 31)
    assert last_day_of_hold(date(2028, 2, 29)) == date(2029, 2, 28)
