"""Keys turn each quarter, none is lost on the way, and a destroyed one never comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from fund import clock, key_quarters, vault
from fund.models import AuditEvent, SealedQuarter
from fund.tasks import empty_mailbox
from fund.vault import datakeys, store
from fund.vault.local_keys import LocalKeys
from fund.vault.wrapping import Wrapped

WORDS = b"She can stay until Friday"
SUMMER = datetime(2026, 8, 3, 12, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 1, 12, tzinfo=UTC)
LATER = AUTUMN + timedelta(days=36)


@pytest.fixture(autouse=True)
def own_store(own_vault: Path) -> Iterator[Path]:
    """A vault of each test's own, in the summer."""
    with clock.at(SUMMER):
        yield own_vault


def rotate(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said, **options)
    return said.getvalue()


def opens(holder: str, sealed: vault.Sealed) -> bool:
    vault.forget()
    return vault.unseal(holder, "note", "0", sealed) == WORDS


@pytest.mark.django_db
def test_each_quarter_wraps_every_key_anew_and_touches_no_data() -> None:
    assert rotate() == "2026Q3: 0 keys wrapped anew, 0 stood already.\n"
    sealed = {f"KX7-{n}": vault.seal(f"KX7-{n}", "note", "0", WORDS) for n in range(100, 130)}
    assert rotate() == "2026Q3: 0 keys wrapped anew, 30 stood already.\n"
    with clock.at(AUTUMN):
        assert rotate() == "2026Q4: 30 keys wrapped anew, 0 stood already.\n"
        assert rotate() == "2026Q4: 0 keys wrapped anew, 30 stood already.\n"
        assert vault.describe("KX7-100")[0].quarters == ("2026Q3", "2026Q4")
        assert all(opens(holder, words) for holder, words in sealed.items())
    assert AuditEvent.objects.get(act="vault.rotate").facts == {"rewrapped": 30, "failed": 0}


@pytest.mark.django_db
def test_a_second_key_in_the_same_quarter_is_made_only_when_asked(own_store: Path) -> None:
    rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    rotate()
    assert len(list((own_store / "keks").iterdir())) == 1
    assert "1 keys wrapped anew" in rotate(again=True)
    assert len(list((own_store / "keks").iterdir())) == 2
    assert opens("KX7-204", sealed)


@pytest.mark.django_db
def test_what_could_not_be_wrapped_is_listed_and_stands_and_the_next_round_takes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rotate()
    first = vault.seal("KX7-204", "note", "0", WORDS)
    vault.seal("KX7-205", "note", "0", WORDS)
    unwrap = LocalKeys.unwrap

    def away(self: LocalKeys, wrapped: Wrapped, context: dict[str, str]) -> bytes:
        if context["application"] == "KX7-204":
            raise vault.VaultUnavailable("no answer")
        return unwrap(self, wrapped, context)

    with clock.at(AUTUMN):
        said = StringIO()
        with monkeypatch.context() as broken:
            broken.setattr(LocalKeys, "unwrap", away)
            with pytest.raises(CommandError, match="1 keys keep their old wrapping"):
                call_command("rotate_keys", stdout=StringIO(), stderr=said)
        assert said.getvalue() == f"{first.key_id}: no answer\n"
        assert opens("KX7-204", first)
        assert rotate() == "2026Q4: 1 keys wrapped anew, 1 stood already.\n"
        assert opens("KX7-204", first)


def test_a_key_that_does_not_open_under_its_new_wrapping_keeps_the_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    wrap = LocalKeys.wrap

    def wrong(self: LocalKeys, quarter: str, key: bytes, context: dict[str, str]) -> Wrapped:
        return wrap(self, quarter, bytes(32), context)

    with monkeypatch.context() as broken, clock.at(AUTUMN):
        broken.setattr(LocalKeys, "wrap", wrong)
        done = vault.rotate()
    assert done.failed[0] == f"{sealed.key_id}: a key that was wrapped anew does not open"
    assert opens("KX7-204", sealed)


def test_a_key_destroyed_while_it_is_wrapped_anew_does_not_come_back() -> None:
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    made = datakeys.wrapped_anew(vault.describe("KX7-204")[0])
    vault.destroy("KX7-204")
    with pytest.raises(vault.Shredded):
        store.keep(made)
    assert not storages["keys"].exists(f"{sealed.key_id}.json")


def test_a_key_made_in_the_moment_of_destruction_does_not_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another process has looked and seen no tombstone; then the keys are destroyed."""
    vault.rotate()
    ids_of = store.ids_of

    def destroyed_meanwhile(holder: str) -> list[str]:
        found = ids_of(holder)
        store.destroy(holder)
        return found

    monkeypatch.setattr(store, "ids_of", destroyed_meanwhile)
    with pytest.raises(vault.Shredded):
        vault.ready("KX7-204")
    assert storages["keys"].listdir("KX7-204")[1] == ["destroyed.json"]


def test_a_key_written_while_the_destroyer_looks_is_destroyed_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The tombstone comes before the look at what there is."""
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    names, seen = store._names, []

    def look(folder: str) -> list[str]:
        seen.append(storages["keys"].exists("KX7-204/destroyed.json"))
        return names(folder)

    monkeypatch.setattr(store, "_names", look)
    gone = vault.destroy("KX7-204")
    assert seen == [True]
    assert gone.key_ids == (sealed.key_id,)


def test_destruction_that_stopped_half_way_goes_on_and_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)

    def stopped(name: str) -> None:
        raise vault.VaultUnavailable("the key store does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(store, "_delete", stopped)
        with pytest.raises(vault.VaultUnavailable):
            vault.destroy("KX7-204")
    with pytest.raises(vault.Shredded):
        vault.unseal("KX7-204", "note", "0", sealed)
    gone = vault.destroy("KX7-204")
    assert (gone.key_ids, gone.quarters) == ((sealed.key_id,), ("2026Q3",))
    assert not storages["keys"].exists(f"{sealed.key_id}.json")


def test_a_key_put_back_beside_its_tombstone_opens_nothing(own_store: Path) -> None:
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    path = own_store / "store" / f"{sealed.key_id}.json"
    copy = path.read_bytes()
    vault.destroy("KX7-204")
    path.write_bytes(copy)
    with pytest.raises(vault.Shredded):
        vault.unseal("KX7-204", "note", "0", sealed)
    assert vault.destroy("KX7-204").deleted == 1


@pytest.mark.parametrize("key_id", ["KX7-204/../KX7-205/0a", "KX7-204/0a/0b", "KX7-204/"])
def test_a_key_name_that_leads_elsewhere_is_tampering(key_id: str) -> None:
    with pytest.raises(vault.Tampered):
        vault.unseal("KX7-204", "note", "0", vault.Sealed(key_id, b"x" * 40))


def test_a_broken_key_file_is_tampering_and_is_destroyed_all_the_same(own_store: Path) -> None:
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    (own_store / "store" / f"{sealed.key_id}.json").write_text("{")
    vault.forget()
    with pytest.raises(vault.Tampered):
        vault.unseal("KX7-204", "note", "0", sealed)
    assert vault.destroy("KX7-204").key_ids == (sealed.key_id,)


def test_two_processes_that_open_a_mailbox_at_once_lose_no_key(
    own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.rotate()
    monkeypatch.setattr(store, "mailboxes", list)
    vault.open_mailbox()
    monkeypatch.undo()
    assert len(store.mailboxes()) == 2
    (own_store / "keks").rename(own_store / "away")
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    (own_store / "away").rename(own_store / "keks")
    assert opens("KX7-204", sealed)


def test_the_job_empties_the_mailbox_once_the_service_is_back(own_store: Path) -> None:
    empty_mailbox(0)  # no key yet: nothing happens
    vault.rotate()
    (own_store / "keks").rename(own_store / "away")
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    empty_mailbox(0)
    assert store.waiting() == [sealed.key_id]
    (own_store / "away").rename(own_store / "keks")
    empty_mailbox(0)
    assert store.waiting() == []
    assert vault.describe("KX7-204")[0].mailbox == ""
    assert opens("KX7-204", sealed)


def test_a_mailbox_made_last_quarter_still_takes_keys_in(own_store: Path) -> None:
    vault.rotate()
    with clock.at(AUTUMN):
        (own_store / "keks").rename(own_store / "away")
        sealed = vault.seal("KX7-204", "note", "0", WORDS)
        (own_store / "away").rename(own_store / "keks")
        vault.rotate()
        assert vault.describe("KX7-204")[0].quarters == ("2026Q3", "2026Q4")
        assert opens("KX7-204", sealed)


def refused(quarter: str) -> list[str]:
    with pytest.raises(key_quarters.NotSealed) as found:
        key_quarters.seal(quarter)
    assert not SealedQuarter.objects.exists()
    return found.value.reasons


@pytest.mark.django_db
def test_a_quarter_is_sealed_only_when_nothing_needs_its_keys(own_store: Path) -> None:
    vault.rotate()
    sealed = vault.seal("KX7-204", "note", "0", WORDS)
    vault.seal("KX7-205", "note", "0", WORDS)
    vault.destroy("KX7-205")
    assert refused("2026Q3") == ["2026Q3 is not over."]
    assert refused("summer") == ["Name a quarter such as 2026Q4."]
    with clock.at(AUTUMN):
        assert refused("2026Q3") == ["2026Q4 has no key yet: run manage.py rotate_keys first."]
        LocalKeys(own_store / "keks", makes_first=False).renew("2026Q4")
        assert "still wrapped" in refused("2026Q3")[0]
        vault.rotate()
        assert refused("2026Q3")[0] == (
            f"{sealed.key_id}: a backup of the key store may need it until November 5, 2026."
        )
    with clock.at(LATER):
        said = StringIO()
        call_command("seal_quarter", "2026Q3", stdout=said)
        assert said.getvalue() == "2026Q3 is sealed. Its keys are gone on December 11, 2026.\n"
        assert [path.name[:6] for path in (own_store / "keks").iterdir()] == ["2026Q4"]
        assert [name[:6] for name in store.mailboxes()] == ["2026Q4"]
        assert key_quarters.seal("2026Q3") == SealedQuarter.objects.get()
        assert opens("KX7-204", sealed)
    assert AuditEvent.objects.get(act="vault.seal_quarter").subject == "2026Q3"


@pytest.mark.django_db
def test_the_command_says_what_a_quarter_is_still_needed_for() -> None:
    vault.rotate()
    vault.seal("KX7-204", "note", "0", WORDS)
    with clock.at(AUTUMN):
        vault.rotate()
        said = StringIO()
        with pytest.raises(CommandError, match="2026Q3 is not sealed"):
            call_command("seal_quarter", "2026Q3", stderr=said)
    assert "until November 5, 2026" in said.getvalue()


@pytest.mark.django_db
def test_quarters_are_gone_when_the_last_of_them_is() -> None:
    SealedQuarter.objects.create(quarter="2026Q1", sealed_at=SUMMER, gone_at=AUTUMN)
    SealedQuarter.objects.create(quarter="2026Q2", sealed_at=SUMMER, gone_at=LATER)
    assert key_quarters.gone_at(["2026Q1", "2026Q2"]) == LATER
    assert key_quarters.gone_at(["2026Q1", "2026Q3"]) is None
