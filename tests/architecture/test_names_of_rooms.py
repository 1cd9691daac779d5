"""Imports run one way: reports -> disbursements -> applications -> fund."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from fund.embedded.places import REPOSITORY

ROOMS = ("fund", "applications", "disbursements", "reports")
"""From the ground floor up: a room imports from itself and from the rooms before it."""


def imported_rooms(source: str) -> set[str]:
    """The rooms that a module imports, at its head or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names} & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_room_above_it(room: str) -> None:
    above = set(ROOMS[ROOMS.index(room) + 1 :])
    found = {
        str(path.relative_to(REPOSITORY)): sorted(upward)
        for path in sorted((REPOSITORY / room).rglob("*.py"))
        if not _is_composition(path) and (upward := imported_rooms(path.read_text()) & above)
    }
    assert found == {}


def test_the_import_contracts_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([lint, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_import_inside_a_function_counts() -> None:
    assert imported_rooms("def f():\n    from reports.models import Release") == {"reports"}
    assert imported_rooms("import disbursements.rails") == {"disbursements"}
    assert imported_rooms("from . import reports") == set()


def _is_composition(path: Path) -> bool:
    """Commands of the composition root put rooms together (DESIGN section 2)."""
    return "management" in path.parts
