"""What the documents name is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = ("fund", "applications", "disbursements", "reports", "tests", "deploy", "docs", "templates")
_IN_CODE = re.compile(rf"`((?:{'|'.join(ROOMS)})/[\w./-]+)`")
_LINK = re.compile(r"\]\((?!http)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_link_that_a_page_names_exists(page: Path) -> None:
    words = page.read_text()
    missing = [name for name in _IN_CODE.findall(words) if not (ROOT / name).exists()]
    missing += [link for link in _LINK.findall(words) if not (page.parent / link).exists()]
    assert missing == []


def test_the_diagram_names_files_of_each_room() -> None:
    diagram = (ROOT / "docs" / "architecture.md").read_text().split("```")[1]
    for room in re.findall(r"subgraph (\w+)\[", diagram):
        part = diagram.split(f"subgraph {room}[")[1].split("end\n")[0]
        named = re.findall(r"([\w/]+\.py)", part)
        assert named, room
        assert [name for name in named if not (ROOT / room / name).exists()] == []
