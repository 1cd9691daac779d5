"""The audit trail is a chain that only PostgreSQL writes, and every break of it is found.

Tampering is done as the cluster's superuser with all triggers off: worse than anything that the
application's role or the tables' owner could do.
"""

import io
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections, transaction

from fund import audit, clock
from fund.models import AuditEvent, AuditLink, Checkpoint, User
from fund.proof import checkpoints, daily, trail
from fund.proof.chain import FIRST, Event, link_hash
from tests.database import Tamper

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
DAY_ONE = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY_TWO = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def twelve_acts(finn: User) -> list[AuditEvent]:
    """Two days of six acts; a checkpoint after the first day's."""
    with clock.at(DAY_ONE):
        acts = [act(finn, number) for number in range(1, 7)]
        daily.make_checkpoint()
    with clock.at(DAY_TWO):
        acts += [act(None, number) for number in range(7, 13)]
    return acts


def act(actor: User | None, number: int) -> AuditEvent:
    """One act in a transaction of its own."""
    with transaction.atomic(durable=True):
        return audit.record(
            "books.gift", f"G-{number}", actor=actor, amount_cents=number * 100, fund="general"
        )


def verify(*kept: Path) -> tuple[int, str]:
    """The exit code and the words of `manage.py verify`."""
    said = io.StringIO()
    try:
        call_command("verify", *(f"--checkpoint={path}" for path in kept), stdout=said)
    except SystemExit as ended:
        assert isinstance(ended.code, int)
        return ended.code, said.getvalue()
    return 0, said.getvalue()


def broken() -> str:
    """Why the trail does not hold."""
    code, said = verify()
    assert code == 1, said
    return said


def test_a_whole_trail_is_proved_and_its_checkpoint_printed(twelve_acts: list[AuditEvent]) -> None:
    code, said = verify()
    assert code == 0
    assert "12 acts, each chained to the one before; checkpoints prove the first 6." in said
    assert Checkpoint.objects.get().text in said
    assert "Public key: " in said
    assert "Books: 0 entries" in said
    assert "Reports: 0" in said


def test_an_empty_trail_holds_and_gets_no_checkpoint() -> None:
    assert daily.make_checkpoint() is None
    assert verify()[0] == 0


def test_the_tail_may_grow_between_checkpoints_one_a_day(finn: User) -> None:
    act(finn, 1)
    with clock.at(DAY_ONE):
        first = daily.make_checkpoint()
        act(finn, 2)
        assert daily.make_checkpoint() is None, "one a day"
    with clock.at(DAY_TWO):
        second = daily.make_checkpoint()
    assert first and second
    assert (first.position, second.position) == (1, 2)
    with clock.at(datetime(2026, 3, 6, tzinfo=UTC)):
        assert daily.make_checkpoint() is None, "nothing new"


def test_an_act_that_was_changed_is_found(twelve_acts: list[AuditEvent], tamper: Tamper) -> None:
    tamper(f"UPDATE fund_auditevent SET facts = '{{}}' WHERE id = {twelve_acts[8].pk}")
    assert f"Link 9 is broken: act {twelve_acts[8].pk} (books.gift, G-9)" in broken()


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "actor_id = NULL",
        "act = 'books.gifts'",
        "subject = 'G-33'",
        "facts = facts || '{\"amount_cents\": 301}'",
    ],
)
def test_no_column_of_an_act_can_be_changed(
    twelve_acts: list[AuditEvent], tamper: Tamper, change: str
) -> None:
    tamper(f"UPDATE fund_auditevent SET {change} WHERE id = {twelve_acts[2].pk}")
    assert "Link 3 is broken" in broken()


def test_an_act_that_was_deleted_is_found(twelve_acts: list[AuditEvent], tamper: Tamper) -> None:
    tamper(f"DELETE FROM fund_auditevent WHERE id = {twelve_acts[4].pk}")
    assert "Link 5 is broken: its act was deleted." in broken()


def test_an_act_that_was_deleted_with_its_link_is_found(
    twelve_acts: list[AuditEvent], tamper: Tamper
) -> None:
    gone = twelve_acts[4].pk
    tamper(
        f"DELETE FROM fund_auditlink WHERE event_id = {gone}",
        f"DELETE FROM fund_auditevent WHERE id = {gone}",
    )
    assert "Link 5 is missing." in broken()


def test_a_trail_that_was_cut_off_is_found(twelve_acts: list[AuditEvent], tamper: Tamper) -> None:
    cut(tamper, after=4)
    assert "Link 5 is missing: the trail ends at 4" in broken()


def test_a_trail_cut_off_with_its_checkpoints_is_found_by_one_kept_elsewhere(
    twelve_acts: list[AuditEvent], tamper: Tamper, tmp_path: Path
) -> None:
    with clock.at(DAY_TWO):
        kept = keep(daily.make_checkpoint(), tmp_path)
    cut(tamper, after=8)
    tamper("DELETE FROM fund_checkpoint WHERE position > 8")
    assert verify()[0] == 0, "nothing in the database itself shows it"
    code, said = verify(kept)
    assert code == 1
    assert "Link 9 is missing: the trail ends at 8, and the checkpoint of 2026-03-05" in said


@pytest.mark.parametrize("table", ["fund_auditevent", "fund_auditlink"])
def test_two_rows_that_changed_places_are_found(
    twelve_acts: list[AuditEvent], tamper: Tamper, table: str
) -> None:
    """Both ways: the acts trade their numbers, or the links trade their acts."""
    one, other = twelve_acts[6].pk, twelve_acts[10].pk
    column = {"fund_auditevent": "id", "fund_auditlink": "event_id"}[table]
    tamper(
        f"UPDATE {table} SET {column} = -1 WHERE {column} = {one}",
        f"UPDATE {table} SET {column} = {one} WHERE {column} = {other}",
        f"UPDATE {table} SET {column} = {other} WHERE {column} = -1",
    )
    assert "Link 7 is broken" in broken()


def test_an_act_slipped_in_past_the_triggers_is_found(
    twelve_acts: list[AuditEvent], tamper: Tamper
) -> None:
    tamper(
        "INSERT INTO fund_auditevent (at, act, subject, facts)"
        " VALUES (now(), 'people.grant', 'P-1', '{}')"
    )
    assert "(people.grant, P-1) is in no link of the chain." in broken()


def test_a_history_written_anew_is_caught_by_a_checkpoint(
    twelve_acts: list[AuditEvent], tamper: Tamper
) -> None:
    """Whoever may do everything recomputes every hash; what the key signed stays."""
    rewrite(tamper, changed=twelve_acts[3].pk)
    assert "written anew: links 1 to 6 are not those that the checkpoint of 2026-03-04" in broken()


def test_a_history_written_anew_without_its_checkpoints_is_caught_by_one_kept_elsewhere(
    twelve_acts: list[AuditEvent], tamper: Tamper, tmp_path: Path
) -> None:
    kept = keep(Checkpoint.objects.get(), tmp_path)
    rewrite(tamper, changed=twelve_acts[3].pk)
    tamper("DELETE FROM fund_checkpoint")
    assert verify()[0] == 0, "nothing in the database itself shows it"
    assert "written anew: links 1 to 6" in verify(kept)[1]
    assert verify(kept)[0] == 1


def test_a_checkpoint_that_somebody_else_signed_is_refused(
    twelve_acts: list[AuditEvent], tamper: Tamper
) -> None:
    statement = checkpoints.read(Checkpoint.objects.get().text).statement
    forged = checkpoints.Signed(
        statement, Ed25519PrivateKey.generate().sign(statement.text.encode())
    )
    tamper(f"UPDATE fund_checkpoint SET text = '{forged.text}'")
    assert "checkpoint of 2026-03-04 is not signed by a key known here" in broken()


def test_a_checkpoint_that_was_edited_is_refused(
    twelve_acts: list[AuditEvent], tamper: Tamper
) -> None:
    tamper("UPDATE fund_checkpoint SET text = replace(text, 'Acts: 6', 'Acts: 5'), position = 5")
    assert "not signed by a key known here" in broken()


def test_the_pinned_key_proves_where_no_key_can_sign(
    twelve_acts: list[AuditEvent], settings: Any
) -> None:
    (key,) = map(checkpoints.printable, checkpoints.trusted_keys())
    settings.AUDIT_SIGNING_KEY = ""
    assert "not signed by a key known here" in broken()
    settings.AUDIT_PUBLIC_KEYS = [key]
    assert verify()[0] == 0
    with clock.at(DAY_TWO), pytest.raises(checkpoints.CheckpointError, match="AUDIT_SIGNING_KEY"):
        daily.make_checkpoint()


def test_nothing_is_signed_over_a_trail_that_does_not_hold(
    twelve_acts: list[AuditEvent], tamper: Tamper
) -> None:
    tamper(f"UPDATE fund_auditevent SET facts = '{{}}' WHERE id = {twelve_acts[8].pk}")
    with clock.at(DAY_TWO), pytest.raises(trail.Broken):
        daily.make_checkpoint()
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["", "hello", "Support Fund audit checkpoint 1\nDay: 2026-03-04\n"]
)
def test_a_file_that_is_no_checkpoint_is_said_to_be_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(text)
    with pytest.raises(CommandError, match="holds no checkpoint"):
        verify(tmp_path / "kept")


def test_a_checkpoint_survives_being_mailed(twelve_acts: list[AuditEvent], tmp_path: Path) -> None:
    text = Checkpoint.objects.get().text
    (tmp_path / "kept").write_text("\r\n" + text.replace("\n", " \r\n") + "\r\n")
    assert verify(tmp_path / "kept")[0] == 0


def test_an_act_that_is_taken_back_leaves_no_gap(finn: User) -> None:
    act(finn, 1)
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("books.gift", "G-2", actor=finn)
        raise RuntimeError
    act(finn, 3)
    assert list(AuditLink.objects.values_list("position", "event__subject")) == [
        (2, "G-3"),
        (1, "G-1"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO fund_auditlink (position, event_id) SELECT 99, event_id FROM fund_auditlink",
        "UPDATE fund_auditlink SET hash = previous",
        "DELETE FROM fund_auditlink",
        "TRUNCATE fund_auditlink",
        "UPDATE fund_checkpoint SET position = 1",
        "DELETE FROM fund_checkpoint",
        "INSERT INTO fund_auditwaiting VALUES (1)",
        "DELETE FROM fund_auditwaiting",
    ],
)
def test_the_application_has_no_hand_in_the_chain(
    twelve_acts: list[AuditEvent], statement: str
) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        connection.cursor().execute(statement)


@pytest.mark.parametrize("table", ["fund_auditlink", "fund_checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET position = 0", "DELETE FROM {}"])
def test_not_even_the_owner_changes_what_is_chained(
    twelve_acts: list[AuditEvent], table: str, statement: str
) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        connections["owner"].cursor().execute(statement.format(table))
    connections["owner"].close()


def test_acts_of_many_at_once_are_one_chain(finn: User) -> None:
    """Each holds the chain's lock only at the very end of its transaction."""

    def work(name: int) -> None:
        for number in range(25):
            act(finn, name * 100 + number)
        connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trail.walk().acts == 100


def test_whoever_waits_for_a_row_at_commit_does_not_hold_the_chain(finn: User) -> None:
    """Foreign keys are checked at commit, and wait for whoever has locked the row named."""
    acted = threading.Event()

    def act_of_finn() -> None:
        with transaction.atomic():
            audit.record("books.gift", "G-1", actor=None)
            audit.record("books.gift", "G-2", actor=finn)
        acted.set()
        connection.close()

    thread = threading.Thread(target=act_of_finn)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=finn.pk)
        thread.start()
        assert not acted.wait(0.5), "it waits for the person's row"
        audit.record("people.deactivate", finn.reference, actor=None)
    thread.join(5)
    assert acted.is_set()
    assert [link.event.subject for link in AuditLink.objects.order_by("position")] == [
        finn.reference,
        "G-1",
        "G-2",
    ]


def cut(tamper: Tamper, *, after: int) -> None:
    tamper(
        "DELETE FROM fund_auditevent WHERE id IN"
        f" (SELECT event_id FROM fund_auditlink WHERE position > {after})",
        f"DELETE FROM fund_auditlink WHERE position > {after}",
    )


def keep(made: Checkpoint | None, folder: Path) -> Path:
    assert made is not None
    path = folder / "kept.txt"
    path.write_text(made.text)
    return path


def rewrite(tamper: Tamper, *, changed: int) -> None:
    """Change one act and then every hash, so that the chain is whole again."""
    tamper(f"UPDATE fund_auditevent SET facts = '{{\"amount_cents\": 1}}' WHERE id = {changed}")
    head, statements = FIRST, []
    with connection.cursor() as cursor:
        cursor.execute(trail._LINKS)
        for position, _previous, _hash, *columns in cursor.fetchall():
            fresh = link_hash(position, head, Event(*columns))
            statements.append(
                f"UPDATE fund_auditlink SET previous = '\\x{head.hex()}', hash = '\\x{fresh.hex()}'"
                f" WHERE position = {position}"
            )
            head = fresh
    tamper(*statements)
