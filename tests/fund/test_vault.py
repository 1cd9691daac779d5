"""What is sealed opens at its own place and nowhere else, and not without its keys."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import storages
from hypothesis import given
from hypothesis import strategies as st

from fund import vault
from fund.vault import cipher, intake
from fund.vault.kms_keys import KmsKeys
from fund.vault.local_keys import LocalKeys
from fund.vault.wrapping import KeyEncryption, Wrapped

WORDS = b"She can stay until Friday"
CONTEXT = {"application": "KX7-204"}


@pytest.fixture(params=["folder", "kms"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> KeyEncryption:
    """Each key service in turn, with a key for the last quarter of 2026."""
    made: KeyEncryption
    if request.param == "kms":
        prefix = f"fund{tmp_path.name}".replace("_", "")
        address = request.getfixturevalue("aws")
        made = KmsKeys(prefix, region="us-east-1", endpoint_url=address)
    else:
        made = LocalKeys(tmp_path, makes_first=False)
    made.renew("2026Q4")
    return made


def test_a_wrapped_key_opens_again(service: KeyEncryption) -> None:
    key = cipher.new_key()
    wrapped = service.wrap("2026Q4", key, CONTEXT)
    assert key not in wrapped.data
    assert service.unwrap(wrapped, CONTEXT) == key


def test_a_wrapped_key_does_not_open_for_another_request(service: KeyEncryption) -> None:
    wrapped = service.wrap("2026Q4", cipher.new_key(), CONTEXT)
    with pytest.raises(vault.Tampered):
        service.unwrap(wrapped, {"application": "KX7-205"})


def test_a_changed_wrapped_key_does_not_open(service: KeyEncryption) -> None:
    wrapped = service.wrap("2026Q4", cipher.new_key(), CONTEXT)
    changed = wrapped.data[:-1] + bytes([wrapped.data[-1] ^ 1])
    with pytest.raises(vault.Tampered):
        service.unwrap(replace(wrapped, data=changed), CONTEXT)


def test_a_new_key_wraps_and_the_old_one_still_opens(service: KeyEncryption) -> None:
    key = cipher.new_key()
    old = service.wrap("2026Q4", key, CONTEXT)
    service.renew("2026Q4")
    assert service.wrap("2026Q4", key, CONTEXT).kek != old.kek
    assert service.unwrap(old, CONTEXT) == key


def test_a_quarter_without_a_key_uses_the_one_before(service: KeyEncryption) -> None:
    key = cipher.new_key()
    assert service.unwrap(service.wrap("2027Q1", key, CONTEXT), CONTEXT) == key


def test_without_any_key_nothing_is_made_silently(tmp_path: Path, aws: str) -> None:
    empty: list[KeyEncryption] = [
        LocalKeys(tmp_path, makes_first=False),
        KmsKeys("nobody", region="us-east-1", endpoint_url=aws),
    ]
    for service in empty:
        with pytest.raises(vault.VaultUnavailable):
            service.wrap("2026Q4", cipher.new_key(), CONTEXT)


def test_an_unknown_key_is_said_to_be_away(service: KeyEncryption) -> None:
    with pytest.raises(vault.VaultUnavailable):
        service.unwrap(Wrapped("2026Q4", "2026Q4-000", b"x" * 60), CONTEXT)


@given(plain=st.binary(max_size=300), flip=st.integers(min_value=0))
def test_any_changed_bit_is_noticed(plain: bytes, flip: int) -> None:
    key, place = cipher.new_key(), ("KX7-204", "message", "1")
    sealed = cipher.encrypt(key, plain, place)
    assert cipher.decrypt(key, sealed, place) == plain
    bit = flip % (len(sealed) * 8)
    changed = bytearray(sealed)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(vault.Tampered):
        cipher.decrypt(key, bytes(changed), place)


@given(
    st.lists(st.text(max_size=5), min_size=1, max_size=4),
    st.lists(st.text(max_size=5), min_size=1, max_size=4),
)
def test_a_value_opens_at_its_own_place_only(here: list[str], there: list[str]) -> None:
    key = cipher.new_key()
    sealed = cipher.encrypt(key, b"words", here)
    if here == there:
        assert cipher.decrypt(key, sealed, there) == b"words"
    else:
        with pytest.raises(vault.Tampered):
            cipher.decrypt(key, sealed, there)


def test_sealed_words_open_at_their_own_place() -> None:
    sealed = vault.seal("KX7-204", "message", "7", WORDS)
    assert WORDS not in sealed.ciphertext
    assert vault.unseal("KX7-204", "message", "7", sealed) == WORDS


@pytest.mark.parametrize(
    ("holder", "place", "row"),
    [("KX7-205", "message", "7"), ("KX7-204", "note", "7"), ("KX7-204", "message", "8")],
)
def test_sealed_words_moved_elsewhere_do_not_open(holder: str, place: str, row: str) -> None:
    sealed = vault.seal("KX7-204", "message", "7", WORDS)
    with pytest.raises(vault.Tampered):
        vault.unseal(holder, place, row, sealed)


def test_the_wrong_key_encryption_key_does_not_open(key_folder: Path) -> None:
    sealed = vault.seal("KX7-206", "message", "7", WORDS)
    kek = vault.describe("KX7-206")[0].wrapped.kek
    path = key_folder / "keys" / f"{kek}.kek"
    right = path.read_bytes()
    path.write_bytes(cipher.new_key())
    vault.forget()
    try:
        with pytest.raises(vault.Tampered):
            vault.unseal("KX7-206", "message", "7", sealed)
    finally:
        path.write_bytes(right)


def test_one_holder_has_one_data_key_and_another_has_another() -> None:
    first = vault.seal("KX7-207", "note", "0", WORDS)
    second = vault.seal("KX7-207", "message", "1", WORDS)
    other = vault.seal("KX7-208", "note", "0", WORDS)
    assert first.key_id == second.key_id != other.key_id


def test_destroyed_keys_leave_nothing_to_read_or_to_seal_with() -> None:
    sealed = vault.seal("KX7-209", "note", "0", WORDS)
    gone = vault.destroy("KX7-209")
    assert gone.key_ids == (sealed.key_id,)
    assert gone.quarters == ("2020Q1",)
    with pytest.raises(vault.Shredded):
        vault.unseal("KX7-209", "note", "0", sealed)
    with pytest.raises(vault.Shredded):
        vault.seal("KX7-209", "note", "0", WORDS)
    assert vault.destroy("KX7-209") == gone


def test_a_key_that_is_lost_is_not_called_destroyed() -> None:
    sealed = vault.seal("KX7-210", "note", "0", WORDS)
    storages["keys"].delete(f"{sealed.key_id}.json")
    vault.forget()
    with pytest.raises(vault.VaultUnavailable):
        vault.unseal("KX7-210", "note", "0", sealed)


def test_only_this_account_can_read_the_key_files(key_folder: Path) -> None:
    vault.seal("KX7-212", "note", "0", WORDS)
    files = [path for path in key_folder.rglob("*") if path.is_file()]
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_with_the_key_service_away_words_can_be_sealed_and_read_later(kms: Any, aws: str) -> None:
    vault.open_mailbox()
    vault.seal("KX7-301", "note", "0", WORDS)
    vault.forget()
    kms.VAULT_KMS_ENDPOINT_URL = "http://127.0.0.1:9"
    sealed = vault.seal("KX7-302", "note", "0", WORDS)
    vault.forget()
    with pytest.raises(vault.VaultUnavailable):
        vault.unseal("KX7-302", "note", "0", sealed)
    more = vault.seal("KX7-301", "message", "1", WORDS)
    kms.VAULT_KMS_ENDPOINT_URL = aws
    vault.forget()
    assert vault.unseal("KX7-301", "message", "1", more) == WORDS
    assert vault.take_from_intake() == 2
    assert not any(key.mailbox for key in vault.describe("KX7-302"))
    vault.forget()
    assert vault.unseal("KX7-302", "note", "0", sealed) == WORDS


def test_a_mailbox_opens_for_its_own_private_half_only() -> None:
    private, public = intake.new_pair()
    key = cipher.new_key()
    sealed = intake.put_in(public, key, CONTEXT)
    assert intake.take_out(private, sealed, CONTEXT) == key
    for other_private, context in [
        (intake.new_pair()[0], CONTEXT),
        (private, {"application": "KX7-205"}),
    ]:
        with pytest.raises(vault.Tampered):
            intake.take_out(other_private, sealed, context)


def test_the_key_service_sees_whose_key_it_opens_and_nothing_else(aws: str) -> None:
    service = KmsKeys("context", region="us-east-1", endpoint_url=aws)
    service.renew("2026Q4")
    wrapped = service.wrap("2026Q4", cipher.new_key(), CONTEXT)
    client = boto3.client("kms", region_name="us-east-1", endpoint_url=aws)
    with pytest.raises(client.exceptions.InvalidCiphertextException):
        client.decrypt(CiphertextBlob=wrapped.data, KeyId=wrapped.kek, EncryptionContext={})
