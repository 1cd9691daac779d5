"""Each word that can be translated has its Spanish, and what is compiled is what is written."""

import gettext
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SPANISH = ROOT / "locale" / "es" / "LC_MESSAGES"
WITH_WORDS = ("fund", "applications", "disbursements", "reports", "templates", "locale")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The words of today's code, gathered anew in a copy of it."""
    copy = tmp_path_factory.mktemp("words")
    for folder in WITH_WORDS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("*.pyc"))
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=es", "--keep-pot"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    return copy / "locale" / "django.pot"


def test_no_word_lacks_its_spanish(gathered: Path) -> None:
    told = subprocess.run(
        ["msgcmp", SPANISH / "django.po", gathered], check=False, capture_output=True, text=True
    )
    assert told.returncode == 0, f"run `make messages` and translate:\n{told.stderr[:3000]}"


def test_placeholders_are_the_same_and_the_compiled_words_are_the_written_ones(
    tmp_path: Path,
) -> None:
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", fresh, SPANISH / "django.po"], check=True)
    assert words_of(fresh) == words_of(SPANISH / "django.mo"), "run `make messages`"


def words_of(compiled: Path) -> dict[object, str]:
    with compiled.open("rb") as file:
        catalog = vars(gettext.GNUTranslations(file))["_catalog"]
    return {key: words for key, words in catalog.items() if key}
