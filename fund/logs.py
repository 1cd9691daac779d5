"""What may be in a log line: an allow-list of keys, whoever logs (decision 0033). No Django here.

Words are shown only if they stand as a literal in the code that is running: a template is, a text
that was put together from data never is. An error is its class and where it came from, without
its message, which may quote what somebody typed or a whole row.
"""

import hashlib
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import structlog

from fund.facts import is_fact

Entry = MutableMapping[str, Any]

KEYS = (
    *("timestamp", "level", "logger", "event", "request", "method", "route", "status", "took_ms"),
    *("job", "job_id", "person", "act", "subject", "count", "error", "where", "fingerprint"),
)
"""Everything that a line can hold, in this order."""

_VALUE = re.compile(r"[\w.:/<>+-]{1,120}", re.ASCII)
_WORDS = re.compile("[a-z]{3}")
_PACKAGE = re.compile(r".*/(?:site-packages|lib/python[\d.]+)/")
_HOUSE = f"{Path(__file__).resolve().parent.parent}/"
_DEEPEST = 12


def only_allowed(_logger: object, _level: str, entry: Entry) -> Entry:
    """The keys of the list, each with a value that is a number or a reference; nothing else."""
    record: logging.LogRecord = entry["_record"]
    entry = {**_of_record(record), **dict(entry), "logger": record.name}
    entry["event"] = _event(record, str(entry["event"]))
    told = entry.get("exc_info") or getattr(record, "exc_info", None)
    entry.update(dict.fromkeys(("error", "where", "fingerprint")), **_of_error(told))
    return {name: entry[name] for name in KEYS if name in entry and _is_safe(name, entry[name])}


def _event(record: logging.LogRecord, said: str) -> str:
    """The words if they are the program's own, else the place in the code that spoke."""
    if _WORDS.search(said) and any(said in _texts(frame) for frame in _frames(sys._getframe())):
        return said
    return f"{_short(record.pathname)}:{record.lineno}"


def _texts(frame: FrameType) -> tuple[object, ...]:
    return frame.f_code.co_consts


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _of_record(record: logging.LogRecord) -> dict[str, Any]:
    """What Django and procrastinate attach to their records that is no data of anybody."""
    found: dict[str, Any] = {}
    if isinstance(status := getattr(record, "status_code", None), int):
        found["status"] = status
    if isinstance(job := getattr(record, "job", None), dict):
        found |= {"job": job.get("task_name"), "job_id": job.get("id")}
    return found


def _of_error(told: Any) -> Entry:
    """Class, place and a fingerprint of an error and of what caused it."""
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if not isinstance(error, BaseException):
        return {}
    names, where = described(error)
    mark = hashlib.sha256("\n".join([*names, *where]).encode()).hexdigest()[:12]
    return {"error": names, "where": where, "fingerprint": mark}


def described(error: BaseException) -> tuple[list[str], list[str]]:
    """The classes of an error and its causes, and the deepest places it went through."""
    names, seen = list[str](), set[int]()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        names.append(f"{type(now).__module__}.{type(now).__qualname__}")
        now = now.__cause__ or now.__context__
    steps = traceback.walk_tb(error.__traceback__)
    where = [f"{_short(f.f_code.co_filename)}:{line} {f.f_code.co_name}" for f, line in steps]
    return names, where[-_DEEPEST:]


def _short(path: str) -> str:
    return _PACKAGE.sub("", path.removeprefix(_HOUSE))


def _is_safe(name: str, value: object) -> bool:
    if name in ("event", "error", "where"):  # made here, never by whoever logs
        return value is not None
    if name in ("person", "subject"):
        return is_fact(value)
    return isinstance(value, int) or (isinstance(value, str) and bool(_VALUE.fullmatch(value)))


FORMATTER: dict[str, Any] = {
    "()": structlog.stdlib.ProcessorFormatter,
    "use_get_message": False,
    "foreign_pre_chain": [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ],
    "processors": [only_allowed, structlog.processors.JSONRenderer()],
}


def config(level: str) -> dict[str, Any]:
    """For `logging.config`: every logger, ours and others', writes through one formatter."""
    through_root: dict[str, Any] = {"handlers": [], "propagate": True, "level": "NOTSET"}
    theirs = ("django", "django.server", "gunicorn", "gunicorn.error", "gunicorn.access")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"allowed": FORMATTER},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "allowed"}},
        "loggers": dict.fromkeys((*theirs, "procrastinate", "py.warnings"), through_root),
        "root": {"handlers": ["stream"], "level": level},
    }


def catch_the_rest() -> None:
    """In a server: what Python itself would print to the screen is logged in the same way."""
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _log_uncaught(told.exc_value)
    sys.unraisablehook = lambda told: _log_uncaught(told.exc_value)


def _uncaught(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    _log_uncaught(error)


def _log_uncaught(error: BaseException | None) -> None:
    logging.getLogger("fund.uncaught").error("not caught", exc_info=error)


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)
