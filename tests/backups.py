"""A real backup of a database, and a real restore of it, by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from pathlib import Path

from fund import embedded
from fund.embedded.places import home
from tests.database import Server, create


def server() -> Server:
    """The server of this run, its superuser among the roles."""
    superuser = os.environ.get("TEST_SUPERUSER_URL") or embedded.superuser_url("test")
    return Server(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"], superuser)


def dump(server: Server, database: str, file: Path) -> None:
    """`pg_dump` as a role that row-level security does not hold back."""
    _run("pg_dump", "--format=custom", f"--file={file}", server.url("superuser", database))


def load(server: Server, file: Path, database: str) -> None:
    """`pg_restore` into a database made anew."""
    create(server, database, "template0")
    address = server.url("superuser", database)
    _run("pg_restore", "--exit-on-error", f"--dbname={address}", str(file))


def _run(program: str, *arguments: str) -> None:
    known = None if "TEST_SUPERUSER_URL" in os.environ else home("test").bin / program
    path = str(known or shutil.which(program))
    done = subprocess.run([path, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
