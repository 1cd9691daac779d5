"""A file drawn anew by a child process: a crash or a bomb in there is only a refused file."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, pairwise
from threading import Thread, Timer
from typing import IO

from fund.children import die_with_parent
from fund.documents import limits
from fund.documents.kinds import JPEG, Why
from fund.documents.saying import words
from fund.embedded.places import REPOSITORY

_CHILD = [sys.executable, "-E", "-s", "-m", "fund.documents.child"]


class NotTaken(Exception):
    """A file is refused; `words` says why to the person who sent it."""

    def __init__(self, why: Why, size: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.words = words(why, size)


@dataclass(frozen=True)
class Rebuilt:
    """A document made anew: its pages as JPEG, and a small picture of the first."""

    preview: bytes
    pages: tuple[bytes, ...]


def rebuild(content: bytes) -> Rebuilt:
    """Decode a photo or PDF and draw it anew. Raises NotTaken.

    The child inherits no environment and no file, and is ended when its time is up. What it
    answers is not trusted either: sizes and first bytes that don't fit are refused.
    """
    if not content:
        raise NotTaken(Why.EMPTY)
    if len(content) > limits.LARGEST_FILE_BYTES:
        raise NotTaken(Why.LARGE, len(content))
    head, _line, rest = _ask_child(content).partition(b"\n")
    try:
        said = json.loads(head)
        if "refused" in said:
            raise NotTaken(Why(said["refused"]))
        preview, *pages = _cut(rest, [int(size) for size in said["sizes"]])
    except (ValueError, KeyError, TypeError):  # it died, or was ended
        raise NotTaken(Why.BROKEN) from None
    return Rebuilt(preview, tuple(pages))


def _cut(joined: bytes, sizes: list[int]) -> list[bytes]:
    """The JPEGs that lie one after another. Raises ValueError if they are anything else."""
    if not 2 <= len(sizes) <= limits.MOST_PAGES + 1 or sum(sizes) != len(joined):
        raise ValueError("sizes that don't fit")
    ends = list(accumulate(sizes, initial=0))
    sheets = [joined[start:end] for start, end in pairwise(ends)]
    if not all(sheet.startswith(JPEG) for sheet in sheets):
        raise ValueError("not a JPEG")
    return sheets


def _ask_child(content: bytes) -> bytes:
    """All that the child says, or nothing that can be read if it ended early."""
    try:
        child = subprocess.Popen(
            _CHILD,
            cwd=REPOSITORY,
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),
        )
    except OSError:
        raise NotTaken(Why.BUSY) from None
    assert child.stdin and child.stdout
    with child:
        ending = Timer(limits.CHILD_WALL_SECONDS, child.kill)
        feeding = Thread(target=_feed, args=(child.stdin, content))
        ending.start()
        feeding.start()
        try:
            return child.stdout.read(limits.LARGEST_REBUILT_BYTES)
        finally:
            ending.cancel()
            child.kill()
            feeding.join()


def _feed(pipe: IO[bytes], content: bytes) -> None:
    with suppress(OSError):  # a child that refuses early reads no further
        pipe.write(content)
    with suppress(OSError):
        pipe.close()
