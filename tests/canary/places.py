"""Where bytes can come to outside the vault, each as pieces to be searched."""

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg
from django.conf import settings
from psycopg import sql

from fund import embedded
from tests.canary.search import Piece
from tests.rails.sandbox_fixture import SandboxProcess


@dataclass
class PostOffice:
    """The handler of an SMTP server; it keeps each mail as it came, with its envelope."""

    received: list[Piece] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        to = ", ".join(envelope.rcpt_tos)
        head = f"MAIL FROM {envelope.mail_from}\nRCPT TO {to}\n".encode()
        self.received += [Piece("mail envelope", head), Piece("mail", envelope.content)]
        return "250 Kept"


def superuser() -> "psycopg.Connection[tuple[Any, ...]]":
    """The test's database without any wall in it."""
    address = os.environ.get("TEST_SUPERUSER_URL") or embedded.superuser_url("test")
    name = str(settings.DATABASES["default"]["NAME"])
    return psycopg.connect(address, dbname=name, autocommit=True)


def database() -> Iterator[Piece]:
    """Every value of every row, as the cluster's superuser sees it: a whole dump."""
    with superuser() as session:
        tables = session.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema', 'pristine')"
        ).fetchall()
        for schema, table in tables:
            rows = session.execute(sql.SQL("TABLE {}").format(sql.Identifier(schema, table)))
            assert rows.description is not None
            columns = [column.name for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield Piece(f"database {table}.{column}", _bytes(value))


def sandbox(stripe: SandboxProcess) -> Iterator[Piece]:
    """All that the stand-in for Stripe was sent, and its whole memory."""
    for request in stripe.requests():
        yield Piece(f"stripe {request['method']} {request['path']}", _bytes(request))
    with sqlite3.connect(stripe.state) as memory:
        yield Piece("stripe memory", "\n".join(memory.iterdump()).encode())


def objects(client: Any) -> Iterator[Piece]:
    """Every object of every bucket: its name, its metadata and tags, its bytes."""
    for bucket in client.list_buckets()["Buckets"]:
        name = bucket["Name"]
        for found in client.list_objects_v2(Bucket=name).get("Contents", []):
            which = {"Bucket": name, "Key": found["Key"]}
            head = client.head_object(**which)
            tags = client.get_object_tagging(**which)["TagSet"]
            yield Piece(f"s3 {name} name", found["Key"].encode())
            yield Piece(f"s3 {name} metadata", json.dumps([head, tags], default=str).encode())
            yield Piece(f"s3 {name} body", client.get_object(**which)["Body"].read())


def aws(address: str) -> Iterator[Piece]:
    """Every request that S3 and KMS got: addresses, headers, bodies, encryption contexts."""
    with urlopen(f"{address}/moto-api/recorder/download-recording") as recording:
        for line in recording:
            yield Piece("aws request", line)


def files(kind: str, *folders: Path) -> Iterator[Piece]:
    """Every file in these folders, with its path."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield Piece(f"{kind} {path.name}", f"{path}\n".encode())
                yield Piece(f"{kind} {path.name}", path.read_bytes())


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str).encode()
    return str(value).encode()
