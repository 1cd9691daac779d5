"""What an advocate reads takes eight years of school, by Flesch and Kincaid (1975)."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pyphen
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
APPLICATIONS = Path(settings.BASE_DIR) / "applications"
OF_THE_COMMITTEE = (
    *("board", "committee", "decision_file", "figures", "grant", "inbox", "money", "on_call"),
    *("ratify", "requests_file", "review", "to_ratify", "view"),
)
"""How the names of the committee's own pages begin."""
CODE = (
    *("agreements", "decision_letter", "standing", "states", "stays", "words"),
    *(f"forms/{n}" for n in ("after", "agency", "card", "consent", "documents", "exception")),
    *(f"forms/{n}" for n in ("filing", "lines", "stay", "words")),
    *(f"actions/{n}" for n in ("again", "cards", "consenting", "documenting", "drafting")),
    *(f"actions/{n}" for n in ("excepting", "handing_over", "lanes", "letters", "lines")),
    *(f"actions/{n}" for n in ("outcomes", "sending_in", "staying", "withdrawing")),
    *(f"queries/{n}" for n in ("after", "agency", "may_send", "own", "paying", "room", "whom")),
    *(f"views/{n}" for n in ("agency", "amounts", "cards", "documents", "filing", "letters")),
    *(f"views/{n}" for n in ("lines", "outcomes", "requests", "sending", "stays", "tonight")),
)
CATALOGUE = Path(settings.BASE_DIR) / "locale" / "es" / "LC_MESSAGES" / "django.mo"
_SYLLABLES = pyphen.Pyphen(lang="en_US", left=1, right=1)
_NOT_WORDS = re.compile(r"%\(\w+\)[sd]|<[^>]+>|\S*[\d@/]\S*")
_WORD = re.compile(r"[A-Za-z’']+")
_END = re.compile(r"[.!?:](?:\s|$)")


def sentences() -> list[str]:
    """Every English text of an advocate’s screens that is a sentence or more."""
    with CATALOGUE.open("rb") as file:
        keys = vars(gettext.GNUTranslations(file))["_catalog"]
    source, said = " ".join(map(_squeezed, _templates())), set(_strings())
    texts = {key[0] if isinstance(key, tuple) else key for key in keys if key}
    hers = (text for text in texts if text in said or " ".join(text.split()) in source)
    plain = (_NOT_WORDS.sub(" ", text) for text in hers)
    return [text for text in plain if len(_WORD.findall(text)) >= 4]


def _templates() -> Iterator[Path]:
    for folder in ("applications", "agency", "notices"):
        for path in sorted((TEMPLATES / folder).glob("*.html")):
            if not path.name.startswith(OF_THE_COMMITTEE):
                yield path


def _squeezed(path: Path) -> str:
    return " ".join(re.sub(r"{{ (\w+) }}", r"%(\1)s", path.read_text()).split())


def _strings() -> Iterator[str]:
    """Texts of the code behind those pages."""
    for name in CODE:
        tree = ast.parse((APPLICATIONS / f"{name}.py").read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def grade(texts: list[str]) -> float:
    """Years of school: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = [word for text in texts for word in _WORD.findall(text)]
    ends = sum(max(1, len(_END.findall(text))) for text in texts)
    syllables = sum(len(_SYLLABLES.inserted(word).split("-")) for word in words)
    return 0.39 * len(words) / ends + 11.8 * syllables / len(words) - 15.59


def test_all_of_it_together_and_the_hardest_texts_alone() -> None:
    texts = sentences()
    assert len(texts) > 300
    assert grade(texts) <= 6
    long = [text for text in texts if len(_WORD.findall(text)) >= 20]
    hard = sorted(((round(grade([text]), 1), text) for text in long), reverse=True)
    assert hard[0][0] <= 9, hard[:5]


def test_officialese_would_be_noticed() -> None:
    assert (
        grade(["Applicants must demonstrate eligibility prior to submitting documentation."]) > 12
    )
