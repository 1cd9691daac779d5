"""A worker that is killed: `python -m tests.disbursements.mortal`, and those who give it orders.

Each order is one job of the worker, done in a process of its own that SIGKILLs itself after its
n-th step. Nobody lists the steps: a step is whatever leaves the process, so every statement that
PostgreSQL has run, every commit and rollback, every request that has left, every answer that came.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FAILED = 3


@dataclass(frozen=True)
class Life:
    """How one order went: `ended` is done, failed or killed; the steps are those that were done."""

    ended: str
    steps: list[str]


class Mortal:
    """Gives orders to a process that forks a child for each."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.disbursements.mortal"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, job: str, pk: int, *, killed_after: int = -1, minutes: float = 0) -> Life:
        """Have one job done, `minutes` from now; 0 kills it before its first step."""
        order = {"job": job, "pk": pk, "killed_after": killed_after, "minutes": minutes}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Life(**json.loads(self.process.stdout.readline()))

    def end(self) -> None:
        """No more orders."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def serve() -> None:
    """Do orders until there are no more."""
    _ready()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_live(json.loads(line))) + "\n")
        sys.stdout.flush()


def _ready() -> None:
    """Everything that is slow, once; no connection is made before a child needs it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")
    django.setup()
    from stripe import HTTPClient

    from fund import logs, tenancy

    tenancy.this_process_is_the_fund()
    logs.catch_the_rest()
    HTTPClient.INITIAL_DELAY = 0.01
    import disbursements.tasks  # noqa: F401


def _live(order: dict[str, Any]) -> dict[str, Any]:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _die(order, tell)
    os.close(tell)
    with os.fdopen(told) as steps:
        done = steps.read().splitlines()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return {"ended": "killed", "steps": done}
    code = os.WEXITSTATUS(status)
    return {"ended": {0: "done", FAILED: "failed"}.get(code, f"broken {code}"), "steps": done}


def _die(order: dict[str, Any], tell: int) -> None:
    from disbursements import tasks
    from disbursements.rails.base import RailUnreachable
    from fund import clock

    jobs: dict[str, Any] = {"send": tasks.send, "apply": tasks.apply_event, "follow": tasks.follow}
    random.seed(order["pk"])
    code = 0
    try:
        moment = clock.now() + timedelta(minutes=order["minutes"])
        with clock.at(moment), _counted(tell, order["killed_after"]):
            jobs[order["job"]](order["pk"])
    except RailUnreachable:
        code = FAILED
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        code = 4
    os._exit(code)


@contextmanager
def _counted(tell: int, last: int) -> Iterator[None]:
    """Count everything that leaves this process, and kill it after step number `last`."""
    from django.db import connection

    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        os.write(tell, f"{name}\n".encode())
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        step(" ".join(str(sql).split())[:60])
        return result

    if last == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    connection.ensure_connection()
    for ending in ("_commit", "_rollback"):
        _then(connection, ending, lambda ending=ending: step(ending.strip("_").upper()))
    _first(HTTPConnection, "getresponse", lambda: step("request left"))
    _then(HTTPConnection, "getresponse", lambda: step("answer came"))
    with connection.execute_wrapper(statement):
        yield


def _then(where: Any, name: str, act: Any) -> None:
    really = getattr(where, name)

    def both(*args: Any, **kwargs: Any) -> Any:
        result = really(*args, **kwargs)
        act()
        return result

    setattr(where, name, both)


def _first(where: Any, name: str, act: Any) -> None:
    really = getattr(where, name)

    def both(*args: Any, **kwargs: Any) -> Any:
        act()
        return really(*args, **kwargs)

    setattr(where, name, both)


if __name__ == "__main__":
    serve()
