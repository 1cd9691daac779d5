"""Where documents lie in a folder, as in the demo, its bytes and names hold no canary either."""

from pathlib import Path
from typing import Any

import pytest

from fund.settings import _private_store
from tests.canary import legs, places
from tests.canary.path import WholePath
from tests.canary.removals_papers import name_the_object, seal_no_document
from tests.canary.search import Search


@pytest.fixture
def folder(path: WholePath, settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {**settings.STORAGES, "default": _private_store("", str(tmp_path))}
    return tmp_path


def found_in(folder: Path) -> set[str]:
    pieces = list(places.files("folder", folder))
    assert pieces
    return {one.place for one in Search().through(pieces)}


def test_the_folder_holds_no_canary(path: WholePath, folder: Path) -> None:
    legs.attached(path)
    assert found_in(folder) == set()


def test_without_the_seal_and_the_opaque_name_it_does(
    path: WholePath, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_no_document(monkeypatch)
    name_the_object(monkeypatch)
    legs.attached(path)
    assert found_in(folder) == {"photo", "sheet", "paper"}
