"""The stand-in's memory: one SQLite file, so that a killed process forgets nothing it answered."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS money ON objects
    (kind, json_extract(body, '$.status'), json_extract(body, '$.amount.value'));
CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, fingerprint TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS plans (seq INTEGER PRIMARY KEY, payment TEXT, due REAL, state TEXT);
CREATE TABLE IF NOT EXISTS deliveries
    (seq INTEGER PRIMARY KEY, event TEXT, due REAL, tries INTEGER, held INTEGER);
CREATE TABLE IF NOT EXISTS faults (seq INTEGER PRIMARY KEY, kind TEXT, calls INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS requests (seq INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT);
"""
DEFAULTS: dict[str, Any] = {
    "webhook_url": "",
    "webhook_secret": "",
    "post_after": 1.0,
    "return_after": 2.0,
    "balance_cents": 1_000_000_00,
    "calls_a_second": 0,
}
REQUESTS_KEPT = 500


class Store:
    """JSON objects by id, in the order of their making, and a few small queues."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(SCHEMA)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All or nothing for what happens inside; nests."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def put(self, kind: str, body: dict[str, Any]) -> None:
        """Keep an object under its id; a second time replaces it."""
        self.rows(
            "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            body["id"],
            kind,
            json.dumps(body),
        )

    def get(self, kind: str, object_id: str) -> dict[str, Any] | None:
        """The object of this kind with this id, or None."""
        found = self.rows("SELECT body FROM objects WHERE id = ? AND kind = ?", object_id, kind)
        return json.loads(found[0][0]) if found else None

    def every(self, kind: str) -> list[dict[str, Any]]:
        """All objects of a kind, newest first."""
        found = self.rows("SELECT body FROM objects WHERE kind = ? ORDER BY seq DESC", kind)
        return [json.loads(body) for (body,) in found]

    def cents(self, status: str) -> int:
        """What all payments of one status come to, read off the index."""
        ((sum_of_them,),) = self.rows(
            "SELECT coalesce(sum(json_extract(body, '$.amount.value')), 0) FROM objects"
            " WHERE kind = 'payment' AND json_extract(body, '$.status') = ?",
            status,
        )
        return int(sum_of_them)

    def setting(self, name: str) -> Any:
        """A setting as last set, or its default."""
        found = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(found[0][0]) if found else DEFAULTS[name]

    def set(self, name: str, value: Any) -> None:
        """Change a setting. Raises KeyError for an unknown name."""
        DEFAULTS[name]
        self.rows("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))

    def remember(self, request: dict[str, Any]) -> None:
        """Keep what a client sent, the last few hundred, for tests that look at every byte."""
        with self.changing():
            self.rows("INSERT INTO requests (body) VALUES (?)", json.dumps(request))
            self.rows(
                "DELETE FROM requests WHERE seq <= (SELECT max(seq) FROM requests) - ?",
                REQUESTS_KEPT,
            )
