"""One PostgreSQL server: made, started, stopped.  Callers hold the home's start lock."""

import os
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from fund.embedded.errors import EmbeddedError
from fund.embedded.places import Home

SUPERUSER = "fund_superuser"
PORT = 5432  # names the socket file only: nothing listens on the network
START_SECONDS = 60
ANSWER_SECONDS = 10
STILL_DYING = "shared memory block"  # backends of a killed server, about to go

SETTINGS = """\
# Written at each start by fund/embedded/server.py.
listen_addresses = ''
port = {port}
unix_socket_directories = '"{sockets}"'
unix_socket_permissions = 0700
timezone = 'UTC'
# A failing statement or row can hold what survivors told: neither goes to the log.
log_min_error_statement = panic
log_error_verbosity = terse
"""

# A crash may lose the test databases; the next run makes new ones.
TEST_SETTINGS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def url(home: Home, role: str, database: str) -> str:
    """The address of `database` for `role`; the host is the percent-encoded socket folder."""
    return f"postgresql://{role}@{quote(str(home.sockets), safe='')}:{PORT}/{database}"


def ensure_running(home: Home) -> None:
    """Make the cluster if there is none and start it unless it runs.

    Raises EmbeddedError for a data folder of another major version, one that a server holds
    which does not answer, and a server that does not start.
    """
    if not (home.data / "PG_VERSION").exists():
        _initdb(home)
    _require_same_version(home)
    pid = running_pid(home)
    if pid is None:
        _clear_leftovers(home)
        _start(home)
    elif not _answers(home):
        raise EmbeddedError(
            f"{home.data} is locked by PostgreSQL process {pid}, which does not answer on "
            f"{home.sockets}; stop that process first."
        )


def running_pid(home: Home) -> int | None:
    """The server's process id; None when there is none, or postmaster.pid outlived it."""
    return _living_postgres(home.data / "postmaster.pid")


def _living_postgres(lock_file: Path) -> int | None:
    try:
        pid = int(lock_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _is_postgres(pid) else None


def _clear_leftovers(home: Home) -> None:
    """Remove the lock files of a server that was killed.

    PostgreSQL itself only asks whether the process id lives, and takes a new owner of the id, or
    an unreaped zombie, for itself.
    """
    for lock_file in (home.data / "postmaster.pid", home.sockets / f".s.PGSQL.{PORT}.lock"):
        if _living_postgres(lock_file) is None:
            lock_file.unlink(missing_ok=True)


def stop(home: Home) -> None:
    """Stop the server, rolling open transactions back; nothing happens when none runs."""
    if running_pid(home) is not None:
        _run(home, "pg_ctl", "stop", "-D", str(home.data), "-m", "fast", "-w", "-t", "30")


def _initdb(home: Home) -> None:
    made = _run(
        home,
        "initdb",
        f"--pgdata={home.data}",
        f"--username={SUPERUSER}",
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        *(["--no-sync"] if home.name == "test" else []),
    )
    if made.returncode:
        raise EmbeddedError(f"initdb failed in {home.data}: {_tail(made.stderr or made.stdout)}")
    with (home.data / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude 'fund.conf'\n")


def _require_same_version(home: Home) -> None:
    made_by = (home.data / "PG_VERSION").read_text().strip()
    version = _run(home, "postgres", "--version").stdout.split()[-1]
    if made_by != version.split(".")[0]:
        raise EmbeddedError(
            f"{home.data} was made by PostgreSQL {made_by} and this is {version}; "
            "dump it with the old version, or start over with `make demo-reset`."
        )


def _start(home: Home) -> None:
    settings = SETTINGS.format(port=PORT, sockets=home.sockets)
    (home.data / "fund.conf").write_text(settings + (TEST_SETTINGS if home.name == "test" else ""))
    until = time.monotonic() + START_SECONDS
    while True:
        log_size = home.log.stat().st_size if home.log.exists() else 0
        arguments = ["-D", str(home.data), "-l", str(home.log), "-w", "-t", str(START_SECONDS)]
        if _run(home, "pg_ctl", "start", *arguments).returncode == 0:
            return
        said = _log_since(home.log, log_size)
        if STILL_DYING not in said or time.monotonic() > until:
            raise EmbeddedError(_why_not_started(home, said))
        time.sleep(0.2)


def _why_not_started(home: Home, said: str) -> str:
    if "lock file" in said or "Address already in use" in said:
        return f"The socket in {home.sockets} is taken by another server: {_tail(said)}"
    return f"PostgreSQL did not start in {home.data}: {_tail(said)}"


def _answers(home: Home) -> bool:
    import psycopg  # here: the keeper process runs without it

    until = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            psycopg.connect(url(home, SUPERUSER, "postgres"), connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            if time.monotonic() > until:
                return False
            time.sleep(0.2)


def _is_postgres(pid: int) -> bool:
    """Whether the living process `pid` is a PostgreSQL (a process id may have a new owner)."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return False
        return subprocess.run(["/bin/kill", "-0", str(pid)], capture_output=True).returncode == 0
    return b"postgres" in command.split(b"\0", 1)[0]


def _run(home: Home, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    command = [str(home.bin / program), *arguments]
    if home.account is None:
        return subprocess.run(
            command, cwd="/", env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip
    return subprocess.run(
        command, cwd="/", env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        user=home.account.uid, group=home.account.gid, extra_groups=[],
    )  # fmt: skip


def _log_since(log: Path, size: int) -> str:
    if not log.exists():
        return ""
    with log.open() as file:
        file.seek(size)
        return file.read()


def _tail(text: str, lines: int = 4) -> str:
    return " | ".join(line.strip() for line in text.strip().splitlines()[-lines:]) or "no message"
