"""Take a guard away and a canary is found: the search is not blind, and no guard idle."""

import re

import pytest

from tests.canary.allowed import escaped
from tests.canary.conftest import Collect
from tests.canary.guards import GUARDS, Guard
from tests.canary.path import WholePath
from tests.canary.search import Search


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_without_it_a_canary_is_found(
    guard: Guard, path: WholePath, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard.remove(monkeypatch)
    guard.leg(path)
    found = escaped(Search(path.marks).through(collect()))
    for place, where in guard.finds:
        assert any(one.place == place and re.fullmatch(where, one.where) for one in found), (
            f"no {place} at {where}; found: {[(one.place, one.where) for one in found]}"
        )
