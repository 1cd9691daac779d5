"""A real PostgreSQL for tests: migrated as the owner, then used as the application's role.

The tables are migrated once for each state of the migrations, into a template database.  Every
pytest process (xdist's workers, and runs side by side in one folder) takes a numbered slot and
works on its own copy, so that grants and row-level security hold in tests as they do in production.

Without DATABASE_URL this runs on the embedded server.  With it, DATABASE_OWNER_URL and
TEST_SUPERUSER_URL are needed too.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from fund import embedded
from fund.embedded.locks import Lock
from fund.embedded.places import REPOSITORY
from fund.local import migrations_digest

SLOTS = 64


@dataclass(frozen=True)
class Server:
    """Addresses of one PostgreSQL server, one for each role."""

    app: str
    owner: str
    superuser: str

    def url(self, role: str, database: str) -> str:
        address: str = getattr(self, role)
        return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))

    def superuser_on(self, database: str) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.url("superuser", database), autocommit=True)

    def owner_on(self, database: str) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.url("owner", database), autocommit=True)


def start_server() -> Server:
    """The server that the environment names, or the embedded one."""
    if "DATABASE_URL" in os.environ:
        return Server(
            os.environ["DATABASE_URL"],
            os.environ["DATABASE_OWNER_URL"],
            os.environ["TEST_SUPERUSER_URL"],
        )
    urls = embedded.start("test")
    return Server(urls.app, urls.owner, embedded.superuser_url("test"))


@pytest.fixture(scope="session")
def server() -> Server:
    """The one server of this run."""
    return start_server()


@pytest.fixture(scope="session")
def django_db_setup(
    server: Server, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A fresh copy of the migrated template in a slot of this process's own."""
    slot = take_slot()
    database = f"test_fund_{slot.path.name}"
    with django_db_blocker.unblock():
        make_migrated(server, database)
        use(server, database)
        before, TransactionTestCase._fixture_teardown = (  # type: ignore[attr-defined]
            TransactionTestCase._fixture_teardown,  # type: ignore[attr-defined]
            lambda self: restore(server, database),
        )
    yield
    TransactionTestCase._fixture_teardown = before  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        connections.close_all()
        drop(server, database)
    slot.release()


Tamper = Callable[..., None]


@pytest.fixture
def tamper(server: Server) -> Tamper:
    """Run statements as the superuser, with triggers and foreign keys off: tamper(sql)."""

    def run(*statements: str) -> None:
        database = connections["default"].settings_dict["NAME"]
        with server.superuser_on(database) as session, session.transaction():
            session.execute("SET LOCAL session_replication_role = replica")
            for statement in statements:
                session.execute(statement.encode())

    return run


def take_slot() -> Lock:
    """The first slot that no other pytest process holds."""
    for number in range(SLOTS):
        slot = Lock(_lock_folder() / str(number))
        if slot.acquire():
            return slot
    raise RuntimeError(f"{SLOTS} test runs at once")


def make_migrated(server: Server, database: str) -> None:
    """Make `database` anew, with every migration applied."""
    template = f"test_fund_template_{migrations_digest()}"
    lock = Lock(_lock_folder() / "template")
    if not lock.acquire(wait_seconds=300):
        raise RuntimeError(f"process {lock.holder()} has migrated for five minutes")
    try:
        if not exists(server, template):
            _make_template(server, template)
        drop(server, database)
        create(server, database, template)
    finally:
        lock.release()


def _make_template(server: Server, name: str) -> None:
    _drop_old_templates(server)
    unfinished = "test_fund_unfinished"
    drop(server, unfinished)
    create(server, unfinished)
    use(server, unfinished)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    connections.close_all()
    _keep_pristine_rows(server, unfinished)
    _rename(server, unfinished, name)


def exists(server: Server, database: str) -> bool:
    with server.owner_on("postgres") as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


def create(server: Server, database: str, template: str = "template1") -> None:
    """Make `database`, owned by the owner, entered by both roles and nobody else."""
    with server.owner_on("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )
    with server.superuser_on(database) as connection:
        connection.execute((REPOSITORY / "deploy" / "roles.sql").read_bytes())


def drop(server: Server, database: str) -> None:
    with server.superuser_on("postgres") as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )


def use(server: Server, database: str) -> None:
    """Point both aliases, and every child process, at `database`."""
    connections.close_all()
    roles = {"default": ("DATABASE_URL", "app"), "owner": ("DATABASE_OWNER_URL", "owner")}
    for alias, (variable, role) in roles.items():
        address = server.url(role, database)
        info = psycopg.conninfo.conninfo_to_dict(address)
        os.environ[variable] = address
        settings.DATABASES[alias].update(
            HOST=info["host"],
            PORT=info.get("port", ""),
            USER=info["user"],
            PASSWORD=info.get("password", ""),
            NAME=database,
        )
        connections[alias].settings_dict.update(settings.DATABASES[alias])


def restore(server: Server, database: str) -> None:
    """Put every table back to what the migrations left in it.

    Django would TRUNCATE, which the application may not do and the ledger's triggers refuse to
    anybody; so the cluster's superuser does it, with triggers and foreign keys off.
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
    with server.superuser_on(database) as session, session.transaction():
        session.execute(
            "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = 5000"
        )
        pristine = _tables(session, "pristine")
        for table in _tables(session, "public"):
            session.execute(sql.SQL("DELETE FROM public.{}").format(sql.Identifier(table)))
            if table in pristine:
                columns = sql.SQL(", ").join(map(sql.Identifier, _columns(session, table)))
                session.execute(
                    sql.SQL("INSERT INTO public.{0} ({1}) SELECT {1} FROM pristine.{0}").format(
                        sql.Identifier(table), columns
                    )
                )


def _keep_pristine_rows(server: Server, database: str) -> None:
    """Copy the rows that migrations make (policy, regions) to where tests do not reach."""
    with server.superuser_on(database) as session:
        session.execute("CREATE SCHEMA pristine")
        for table in _tables(session, "public"):
            name = sql.Identifier(table)
            has_rows = session.execute(sql.SQL("SELECT EXISTS (TABLE public.{})").format(name))
            if (row := has_rows.fetchone()) and row[0]:
                session.execute(
                    sql.SQL("CREATE TABLE pristine.{0} AS TABLE public.{0}").format(name)
                )


def _tables(session: "psycopg.Connection[tuple[Any, ...]]", schema: str) -> list[str]:
    found = session.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind = 'r' ORDER BY c.relname",
        [schema],
    )
    return [name for (name,) in found]


def _columns(session: "psycopg.Connection[tuple[Any, ...]]", table: str) -> list[str]:
    found = session.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [f'public."{table}"'],
    )
    return [name for (name,) in found]


def _rename(server: Server, old: str, new: str) -> None:
    with server.owner_on("postgres") as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )


def _drop_old_templates(server: Server) -> None:
    with server.superuser_on("postgres") as connection:
        old = connection.execute(
            r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_fund\_template\_%'"
        ).fetchall()
    for (name,) in old:
        drop(server, name)


def _lock_folder() -> Path:
    folder = REPOSITORY / ".data" / "test-slots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
