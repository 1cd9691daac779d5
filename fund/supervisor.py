"""`make demo`: database, mail catcher, Stripe's stand-in, worker and web under one process.

    python -m fund.supervisor [--reset]        or, a little slower, manage.py demo [--reset]

Ctrl-C ends all of them, in the reverse order of their start.  No Django here: it starts in the
children, so that a warm start takes seconds.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from types import FrameType
from urllib.request import ProxyHandler, build_opener

import psycopg
from psycopg import sql

from fund import embedded, local
from fund.children import Child
from fund.embedded.locks import Lock
from fund.embedded.places import REPOSITORY, data_folder

WEBHOOK_PATH = "/payments/webhooks/stripe/"
READY_SECONDS = 60
OWNER = "DATABASE_OWNER_URL"
"""Who owns the tables is the business of `migrate` alone; no server is told."""
DEMO_LEAVINGS = ("mail", "files", "sandbox", "log", "demo-people.json")


class DemoError(Exception):
    """One sentence that says why the demo does not run."""


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def run(*, reset: bool = False) -> None:
    """Run the demo until it is stopped; with `reset`, delete its data first.

    Raises DemoError or EmbeddedError when it cannot start.
    """
    with _only_one(), _stopped_by_signals():
        children: list[Child] = []
        try:
            if reset:
                _delete_data()
            environment = _environment()
            children = _children(environment)
            _start(children, environment)
            _say_welcome(environment["SITE_URL"])
            while True:
                time.sleep(0.5)
                for child in children:
                    child.check(_say)
        except Stopped:
            _say("Stopping ...")
        finally:
            _ignore_signals()
            for child in reversed(children):
                child.stop()
            embedded.stop("demo")
    _say("Stopped. Your data is kept; `make demo` goes on from here.")


def _environment() -> dict[str, str]:
    """Database up, ports chosen: the environment of every child."""
    for folder in ("log", "mail", "files", "sandbox", "static"):
        (data_folder() / folder).mkdir(parents=True, exist_ok=True)
    urls = embedded.start("demo")
    web, sandbox, mail = _ports(int(os.environ.get("PORT", "8000")), 8010, 8025)
    return {
        **os.environ,
        **local.environment(urls),
        "SITE_URL": f"http://127.0.0.1:{web}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{sandbox}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHONUNBUFFERED": "1",
    }


def _start(children: list[Child], environment: dict[str, str]) -> None:
    """Start the stand-ins, then bring the database up to date, then start what works on it."""
    mail, sandbox, *ours = children
    for child in (mail, sandbox):
        child.start()
    _migrate(environment)
    if not _has_users(environment["DATABASE_URL"]):
        _wait_for(mail, int(environment["EMAIL_PORT"]))
        _wait_for(sandbox, int(environment["STRIPE_API_BASE"].rsplit(":", 1)[1]))
        _say("First run: making a demo year. This takes a moment.")
        _manage(environment, "load_demo")
    for child in ours:
        child.start()
    _wait_until_open(environment["SITE_URL"], children)


def _children(environment: dict[str, str]) -> list[Child]:
    """In the order of their start; the web server, which people see, comes last."""
    python, data = sys.executable, data_folder()
    site, sandbox = environment["SITE_URL"], environment["STRIPE_API_BASE"]
    commands = {
        "mail": [
            *(python, "-m", "fund.mailcatcher", "--port", environment["EMAIL_PORT"]),
            *("--folder", str(data / "mail")),
        ],
        "sandbox": [
            *(python, "-m", "disbursements.sandbox", "--port", sandbox.rsplit(":", 1)[1]),
            *("--state", str(data / "sandbox" / "state.sqlite3")),
            *("--webhook-url", site + WEBHOOK_PATH),
            *("--webhook-secret", environment["STRIPE_WEBHOOK_SECRET"]),
        ],
        "worker": [python, "manage.py", "worker"],
        "web": [
            *(python, "-m", "gunicorn", "fund.wsgi", "--preload", "--workers", "2"),
            *("--threads", "4", "--bind", site.removeprefix("http://"), "--no-control-socket"),
        ],
    }
    ordinary = {name: value for name, value in environment.items() if name != OWNER}
    return [
        Child(name, command, ordinary, data / "log" / f"{name}.log")
        for name, command in commands.items()
    ]


def _migrate(environment: dict[str, str]) -> None:
    """Bring the tables up to date; quick when they are, by a note kept in the database itself."""
    digest = local.migrations_digest()
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        noted = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        row = owner.execute(f"{noted} WHERE datname = current_database()").fetchone()
        if row == (digest,):
            return
        _manage(environment, "migrate", "--database=owner", "--skip-checks")
        note = sql.SQL("COMMENT ON DATABASE {} IS {}")
        name = sql.Identifier(owner.info.dbname)
        owner.execute(note.format(name, sql.Literal(digest)))


def _manage(environment: dict[str, str], *arguments: str) -> None:
    """Run one management command to its end."""
    command = Child(
        arguments[0],
        [sys.executable, "manage.py", *arguments],
        environment,
        data_folder() / "log" / f"{arguments[0]}.log",
    )
    command.start()
    try:
        code = command.wait()
    finally:
        command.stop()
    if code:
        raise DemoError(f"`manage.py {arguments[0]}` failed. It said: {command.tail()}")


def _has_users(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM fund_user)").fetchone()
    return bool(row and row[0])


def _ports(*wanted: int) -> list[int]:
    """A free loopback port for each wish: the wished one, or another where that is taken.

    All are held until each is chosen, so that no two are the same.
    """
    with _sockets(wanted) as bound:
        ports = [int(one.getsockname()[1]) for one in bound]
    if wanted[0] not in (0, ports[0]):
        _say(f"Port {wanted[0]} is taken by another program; using {ports[0]}.")
    return ports


@contextmanager
def _sockets(wanted: tuple[int, ...]) -> Iterator[list[socket.socket]]:
    bound = []
    try:
        for port in wanted:
            one = socket.socket()
            bound.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                one.bind(("127.0.0.1", 0))
        yield bound
    finally:
        for one in bound:
            one.close()


def _wait_for(child: Child, port: int) -> None:
    """Until `child` accepts connections on `port`."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        _require_running([child])
        time.sleep(0.1)
    raise DemoError(f"{child.name} does not answer. It said: {child.tail()}")


def _wait_until_open(site: str, children: list[Child]) -> None:
    """Until the first page is served; a child that ends before that stops the demo."""
    _wait_for(children[-1], int(site.rsplit(":", 1)[1]))
    _require_running(children)
    without_proxy = build_opener(ProxyHandler({}))
    try:
        without_proxy.open(site, timeout=READY_SECONDS).close()
    except (OSError, HTTPException) as error:
        raise DemoError(f"The first page failed ({error}); see {data_folder() / 'log'}.") from error


def _require_running(children: list[Child]) -> None:
    for child in children:
        if not child.running():
            raise DemoError(f"{child.name} did not start. It said: {child.tail()}")


def _say_welcome(site: str) -> None:
    _say(f"\n  The fund is open at  {site}\n")
    people_file = data_folder() / "demo-people.json"
    if people_file.exists():
        _say(table(json.loads(people_file.read_text())))
    else:
        _say("  The demo people are missing; `make demo-reset` starts over.")
    _say("  The code that is asked for next stands on its page: this is a demo.")
    _say(f"\n  Mail is kept in {_near(data_folder() / 'mail')}. Ctrl-C stops everything.\n")


def table(people: list[dict[str, str]]) -> str:
    """One sign-in a line, in columns as wide as their longest entry."""
    columns = {"role": "Role", "name": "Name", "email": "E-mail", "password": "Password"}
    rows = [columns, *people]
    widths = {key: max(len(row[key]) for row in rows) for key in columns}
    lines = ["  " + "  ".join(row[key].ljust(widths[key]) for key in columns) for row in rows]
    lines.insert(1, "  " + "  ".join("-" * widths[key] for key in columns))
    return "\n".join(line.rstrip() for line in lines)


def _near(path: Path) -> Path:
    return path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path


def _delete_data() -> None:
    embedded.reset("demo")
    for name in DEMO_LEAVINGS:
        path = data_folder() / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def _only_one() -> Iterator[None]:
    """Refuse a second demo on the same data folder."""
    data_folder().mkdir(parents=True, exist_ok=True)
    lock = Lock(data_folder() / "demo.lock")
    if not lock.acquire():
        raise DemoError(
            f"A demo already runs on {data_folder()} (process {lock.holder()}). "
            "Use that one, or stop it with Ctrl-C first."
        )
    try:
        yield
    finally:
        lock.release()


def _ignore_signals() -> None:
    """From here on the demo is stopping: a second Ctrl-C must not leave half of it behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped

    before = {n: signal.signal(n, stop) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fund.supervisor")
    parser.add_argument("--reset", action="store_true", help="delete the demo's data first")
    try:
        run(reset=parser.parse_args().reset)
    except (DemoError, embedded.EmbeddedError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
