"""The trail speaks to a person who never saw the code: no act and no amount is left as code."""

import ast
import re
from collections.abc import Iterator

import pytest

from fund import clock
from fund.embedded.places import REPOSITORY
from fund.models import AuditEvent
from fund.web.audit.rows import FactRow, event_row
from fund.web.audit.words import LABELS, SENTENCES, sentence

ROOMS = ("fund", "applications", "disbursements", "reports")
ACT = re.compile(r"[a-z]+\.[a-z_]+")


def functions() -> Iterator[tuple[str, ast.AST]]:
    for room in ROOMS:
        for path in (REPOSITORY / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    yield f"{path.name}:{node.lineno}", node


def recordings(function: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
        in ("record", "record_each")
        and node.args
    ]


def texts(node: ast.AST) -> set[str]:
    """Every act that is written out inside a piece of code."""
    found = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    return {text for text in found if isinstance(text, str) and ACT.fullmatch(text)}


def acts_of(function: ast.AST) -> set[str]:
    """The acts that a function records, also those that it first puts under a name."""
    found: set[str] = set()
    for call in recordings(function):
        given = texts(call.args[0])
        if isinstance(call.args[0], ast.Name):
            named = (n.value for n in ast.walk(function) if isinstance(n, ast.Assign))
            given = set().union(*map(texts, named))
        assert given, ast.unparse(call)
        found |= given
    return found


def test_every_act_that_the_code_records_has_its_sentence() -> None:
    recorded = {act for _where, function in functions() for act in acts_of(function)}
    assert {"application.ratify", "payment.refuse_for_now", "report.publish"} <= recorded
    assert recorded == set(SENTENCES)


def test_every_fact_that_the_code_records_has_a_name_for_a_person() -> None:
    names = {
        word.arg
        for _where, function in functions()
        for call in recordings(function)
        for word in call.keywords
        if word.arg not in (None, "actor")
    }
    assert names == set(LABELS)


def test_an_act_that_nobody_named_is_still_readable() -> None:
    assert sentence("books.count_cash") == "Books: count cash"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("amount_cents", 12_000, FactRow("Amount", "$120.00")),
        ("role", "finance_preparer", FactRow("Role", "finance preparer")),
        ("rail", "stripe", FactRow("How", "bank transfer by Stripe")),
        ("restricted", 0, FactRow("For one purpose only", "no")),
        ("fingerprint", "ab" * 32, FactRow("Fingerprint", "abababababab…", full="ab" * 32)),
    ],
)
def test_a_fact_reads_as_words_and_dollars(name: str, value: str | int, shown: FactRow) -> None:
    event = AuditEvent(at=clock.now(), act="books.gift", subject="G-1", facts={name: value})
    assert event_row(event).facts == [shown]
