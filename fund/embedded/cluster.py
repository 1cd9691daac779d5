"""Start, stop and reset: the server together with its roles, its users and its keeper."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from fund.embedded import server
from fund.embedded.errors import EmbeddedError
from fund.embedded.locks import Lock, Users
from fund.embedded.places import REPOSITORY, Home, home

DATABASE = "fund"
ROLES = REPOSITORY / "deploy" / "roles.sql"

_users: dict[Path, Users] = {}
_keepers: list["subprocess.Popen[bytes]"] = []  # they outlive us: nobody waits for them


@dataclass(frozen=True)
class Urls:
    """Where the database `fund` is: `app` for the application, `owner` for migrations."""

    app: str
    owner: str


def start(name: str = "demo") -> Urls:
    """Start the server `name`, or join it if it runs, and use it until this process ends.

    Holds afterwards: the roles of deploy/roles.sql exist, and the database `fund` is theirs.
    Raises EmbeddedError with one sentence that says what stands in the way.
    """
    place = home(name)
    with _start_lock(place):
        users_of(place).join()
        server.ensure_running(place)
        _ensure_roles_and_database(place)
        _ensure_keeper(place)
    return Urls(
        app=server.url(place, "fund_app", DATABASE),
        owner=server.url(place, "fund_owner", DATABASE),
    )


def stop(name: str = "demo") -> None:
    """Use the server `name` no longer, and stop it at once if nobody else does."""
    place = home(name)
    with _start_lock(place):
        users_of(place).leave()
        if users_of(place).others():
            return
        server.stop(place)
    keeper = Lock(place.folder / "keeper.lock")  # it sees that the server is gone, and goes
    keeper.acquire(wait_seconds=5)
    keeper.release()


def reset(name: str) -> None:
    """Delete the server's data; refused while another process uses it."""
    place = home(name)
    with _start_lock(place):
        if others := users_of(place).others():
            raise EmbeddedError(
                f"The database in {place.data} is in use by process {', '.join(others)}; "
                "stop that first."
            )
        users_of(place).leave()
        server.stop(place)
        shutil.rmtree(place.data)


def superuser_url(name: str, database: str = "postgres") -> str:
    """The cluster superuser's address: for cleaning test databases, never for the application."""
    return server.url(home(name), server.SUPERUSER, database)


def users_of(place: Home) -> Users:
    """The register of the processes that use this server."""
    return _users.setdefault(place.folder, Users(place.folder / "users"))


def _start_lock(place: Home) -> Lock:
    return Lock(place.folder / "start.lock")


def _ensure_roles_and_database(place: Home) -> None:
    """Run deploy/roles.sql in template1, so that every new database has it, and in `fund`."""
    _run_roles(place, "template1")
    with psycopg.connect(superuser_url(place.name), autocommit=True) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if row.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER fund_owner")
    _run_roles(place, DATABASE)


def _run_roles(place: Home, database: str) -> None:
    with psycopg.connect(superuser_url(place.name, database)) as connection:
        connection.execute(ROLES.read_bytes())


def _ensure_keeper(place: Home) -> None:
    """Start the process that ends the server with its last user, unless one watches already.

    It inherits the lock, so there is no moment without a keeper and none with two.
    """
    watch = Lock(place.folder / "keeper.lock")
    if watch.acquire():
        keeper = subprocess.Popen(
            [sys.executable, "-m", "fund.embedded", place.name],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[watch.fileno()],
        )
        watch.release()
        _keepers.append(keeper)
