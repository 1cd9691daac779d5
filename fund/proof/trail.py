"""The audit trail walked from its first link to its last, beside every checkpoint there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from fund.models import Checkpoint
from fund.proof import Proof
from fund.proof.chain import FIRST, Event, link_hash
from fund.proof.checkpoints import CheckpointError, Signed, Statement, read, trusted_keys
from fund.proof.merkle import Tree

ROWS_AT_ONCE = 2000
_LINKS = """
    SELECT l.position, l.previous, l.hash, e.id, e.at, e.actor_id, e.act, e.subject, e.facts::text
    FROM fund_auditlink l LEFT JOIN fund_auditevent e ON e.id = l.event_id ORDER BY l.position
"""
_UNCHAINED = """
    SELECT e.id, e.act, e.subject FROM fund_auditevent e
    WHERE NOT EXISTS (SELECT FROM fund_auditlink l WHERE l.event_id = e.id) ORDER BY e.id LIMIT 1
"""


class Broken(Exception):
    """The first thing that does not hold, in a sentence."""


@dataclass(frozen=True)
class Walk:
    """A whole trail: how many acts, its last hash, its root, and how far checkpoints reach."""

    acts: int
    head: bytes
    root: bytes
    proved_to: int


def prove(kept: Sequence[Signed] = ()) -> Proof:
    """The proof for `manage.py verify`."""
    try:
        found = walk(kept)
    except Broken as broken:
        return Proof("Audit trail", str(broken))
    covered = (
        f"checkpoints prove the first {found.proved_to:,}"
        if found.proved_to
        else "there is no checkpoint yet"
    )
    return Proof(f"Audit trail: {found.acts:,} acts, each chained to the one before; {covered}.")


def walk(kept: Sequence[Signed] = ()) -> Walk:
    """Recompute every hash. Raises Broken at the first link that is not what was written."""
    waiting = _believable(kept)
    proved, tree, head = 0, Tree(), FIRST
    for position, previous, stored, event in _links():
        _require(position, tree.size + 1, previous, head, stored, event)
        head = stored
        tree.add(head)
        for statement in waiting.pop(position, ()):
            _require_agreement(statement, head, tree.root(), proved)
            proved = position
    if waiting:
        _tail_is_gone(tree.size, waiting[min(waiting)][0])
    _require_every_event_chained()
    return Walk(tree.size, head, tree.root(), proved)


def _believable(kept: Sequence[Signed]) -> dict[int, list[Statement]]:
    """Every checkpoint, from the database and from elsewhere, by the act that it ends with."""
    keys, found = trusted_keys(), dict[int, list[Statement]]()
    for signed in (*_stored(), *kept):
        if not signed.is_signed_by(keys):
            raise Broken(
                f"The checkpoint of {signed.statement.day} is not signed by a key known here."
            )
        found.setdefault(signed.statement.position, []).append(signed.statement)
    return found


def _stored() -> Iterator[Signed]:
    for row in Checkpoint.objects.order_by("day"):
        try:
            signed = read(row.text)
        except CheckpointError as error:
            raise Broken(f"The checkpoint of {row.day} in the database was changed.") from error
        if (signed.statement.day, signed.statement.position) != (row.day, row.position):
            raise Broken(f"The checkpoint of {row.day} in the database was changed.")
        yield signed


def _links() -> Iterator[tuple[int, bytes, bytes, Event | None]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINKS)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for position, previous, stored, *columns in rows:
                event = None if columns[0] is None else Event(*columns)
                yield position, bytes(previous), bytes(stored), event


def _require(
    position: int, expected: int, previous: bytes, head: bytes, stored: bytes, event: Event | None
) -> None:
    if position != expected:
        raise Broken(f"Link {expected:,} is missing.")
    if event is None:
        raise Broken(f"Link {position:,} is broken: its act was deleted.")
    if previous != head or link_hash(position, previous, event) != stored:
        raise Broken(
            f"Link {position:,} is broken: act {event.id} ({event.act}, {event.subject})"
            " is not what was recorded here."
        )


def _require_agreement(statement: Statement, head: bytes, root: bytes, proved: int) -> None:
    if (statement.head, statement.root) != (head, root):
        raise Broken(
            f"The trail was written anew: links {proved + 1:,} to {statement.position:,} are not"
            f" those that the checkpoint of {statement.day} proves."
        )


def _tail_is_gone(acts: int, statement: Statement) -> None:
    raise Broken(
        f"Link {acts + 1:,} is missing: the trail ends at {acts:,}, and the checkpoint of"
        f" {statement.day} proves {statement.position:,}."
    )


def _require_every_event_chained() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNCHAINED)
        if found := cursor.fetchone():
            raise Broken("Act {} ({}, {}) is in no link of the chain.".format(*found))
