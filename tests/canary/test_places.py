"""Each place is looked into: what is put there by hand is found there."""

import gzip
import logging
from collections.abc import Callable
from typing import Any

import pytest
from _pytest.logging import LogCaptureHandler
from django.core.mail import EmailMessage as Mail

from fund import clock
from fund.models import AuditEvent, Region
from tests.canary import places
from tests.canary.canaries import CANARIES, MAIL, NAME, typed
from tests.canary.conftest import Collect
from tests.canary.search import Search
from tests.rails.sandbox_fixture import SandboxProcess

NOTE = typed("note")
BUCKET = "documents"


def in_a_row() -> None:
    """Past `audit.record`, which refuses words."""
    facts = {"said": NOTE}
    AuditEvent.objects.create(at=clock.now(), act="test.note", subject="KX7-204", facts=facts)


def in_packed_bytes() -> None:
    with places.superuser() as session:
        session.execute("CREATE SCHEMA IF NOT EXISTS aside")
        session.execute("CREATE TABLE IF NOT EXISTS aside.packed (held bytea)")
        session.execute("DELETE FROM aside.packed")
        session.execute("INSERT INTO aside.packed VALUES (%s)", [gzip.compress(NOTE.encode())])


def in_a_title() -> None:
    Region.objects.create(name=CANARIES["note"].values[NAME])


def in_a_mail() -> None:
    mail = Mail(f"About {CANARIES['note'].values[NAME]}", "nothing", to=["cora@example.org"])
    mail.attach("a.gz", gzip.compress(NOTE.encode()), "application/gzip")
    mail.send()


def to_a_mailbox() -> None:
    Mail("Update", "nothing", to=[CANARIES["note"].values[MAIL]]).send()


def in_the_log() -> None:
    """Past the allow-list of the log."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, LogCaptureHandler):
            handler.stream.write(NOTE)


BY_HAND: dict[str, Callable[[], None]] = {
    r"database fund_auditevent.facts": in_a_row,
    r"database packed.held": in_packed_bytes,
    r"database fund_region.name": in_a_title,
    r"mail": in_a_mail,
    r"mail envelope": to_a_mailbox,
    r"log of this process": in_the_log,
}


def places_of_note(collect: Collect) -> set[str]:
    return {found.where for found in Search().through(collect()) if found.place == "note"}


@pytest.mark.parametrize("where", BY_HAND)
def test_what_is_put_there_is_found_there(where: str, collect: Collect) -> None:
    try:
        BY_HAND[where]()
        assert where in places_of_note(collect)
    finally:
        with places.superuser() as session:
            session.execute("DROP SCHEMA IF EXISTS aside CASCADE")


@pytest.mark.parametrize(
    ("part", "stored"),
    [
        ("name", {"Key": f"a/{NOTE}"}),
        ("body", {"Key": "a", "Body": gzip.compress(NOTE.encode())}),
        ("metadata", {"Key": "a", "Metadata": {"who": CANARIES["note"].values[MAIL]}}),
        ("metadata", {"Key": "a", "Tagging": f"who={CANARIES['note'].values[MAIL]}"}),
    ],
)
def test_what_is_put_into_s3_is_found_there(
    part: str, stored: dict[str, Any], collect: Collect, s3: Any
) -> None:
    s3.put_object(Bucket=BUCKET, **stored)
    assert f"s3 {BUCKET} {part}" in places_of_note(collect)


def test_what_aws_was_asked_for_is_found(collect: Collect, s3: Any) -> None:
    s3.list_objects_v2(Bucket=BUCKET, Prefix=NOTE)
    assert "aws request" in places_of_note(collect)


def test_what_stripe_was_told_is_found(collect: Collect, stripe: SandboxProcess) -> None:
    stripe.recipients().create(NOTE, "desk@vendor.test", key="k")
    assert {"stripe POST /v2/core/accounts", "stripe memory"} <= places_of_note(collect)
