"""The workshop: the lock fits, pure rooms stay pure, and nothing of one machine is in a file."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fund.embedded.places import REPOSITORY

PURE = (
    "applications/policy",
    "disbursements/matching",
    "disbursements/policy",
    "disbursements/rails",
    "disbursements/statements",
    "reports/disclosure",
)
MACHINE = re.compile(
    r"(?<![\w.-])/(?:work|root|home|Users)/\w"  # a folder of one machine
    r"|https?://[^\s\"']*/simple\b"  # a package registry
    r"|(?:extra-)?index-url\s*=\s*[\"']?http"
    r"|(?:pypi|files\.pythonhosted|registry\.npmjs)\.org"
)


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git repository: no list of tracked files")
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


def pure_files() -> Iterator[Path]:
    for room in PURE:
        path = REPOSITORY / room
        yield from path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]


def imports(source: str) -> set[str]:
    """Full names of everything that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize(
    "path", sorted(pure_files()), ids=lambda path: str(path.relative_to(REPOSITORY))
)
def test_rules_and_rails_import_no_tables_settings_or_clock(path: Path) -> None:
    forbidden = re.compile(r"django\.(db|conf)|fund\.(clock|models|settings)|\w+\.models\b")
    assert [name for name in imports(path.read_text()) if forbidden.match(name)] == []


def test_the_lock_holds_a_fitting_version_of_every_dependency() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    lock = (REPOSITORY / "requirements.lock").read_text()
    locked = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", lock, re.MULTILINE)
    }
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in requirements.lock; run `make lock`"
        assert requirement.specifier.contains(version, prereleases=True), (
            f"{requirement} is wanted and {version} is locked; run `make lock`"
        )


def test_every_locked_package_is_pinned_by_hash() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text()
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        assert "--hash=sha256:" in entry, f"no hash: {entry.splitlines()[0]}"


def test_no_file_names_a_folder_of_one_machine_or_a_package_registry() -> None:
    found = []
    for path in tracked_files():
        if path == Path(__file__) or not path.is_file():
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(REPOSITORY)}: {match.group()}" for match in MACHINE.finditer(text)
        ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("cd /work/main", True),
        ("HOME=/root/x", True),
        ("index-url = https://mirror.example/x", True),
        ("https://mirror.example/simple/", True),
        ("docs/work/main.md", False),
        ("path('/workers/')", False),
        ("https://docs.astral.sh/uv/", False),
    ],
)
def test_the_search_for_machine_names_finds_them(line: str, caught: bool) -> None:
    assert bool(MACHINE.search(line)) is caught


def test_make_lists_every_target_a_person_would_call() -> None:
    listed = subprocess.run(["make"], cwd=REPOSITORY, capture_output=True, text=True).stdout
    for target in ("demo", "demo-reset", "test", "test-long", "lint", "types", "screens", "bench"):
        assert re.search(rf"^  make {target} +\w", listed, re.MULTILINE), target
