"""What an advocate reads takes eight years of school, by Flesch and Kincaid (1975)."""

import gettext
import re
from pathlib import Path

import pyphen
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "es" / "LC_MESSAGES" / "django.mo"
_SYLLABLES = pyphen.Pyphen(lang="en_US", left=1, right=1)
_NOT_WORDS = re.compile(r"%\(\w+\)[sd]|<[^>]+>|\S*[\d@/]\S*")
_WORD = re.compile(r"[A-Za-z’']+")
_END = re.compile(r"[.!?:](?:\s|$)")


def sentences() -> list[str]:
    """Every English text of an advocate’s screens that is a sentence or more."""
    with CATALOGUE.open("rb") as file:
        keys = vars(gettext.GNUTranslations(file))["_catalog"]
    texts = {key[0] if isinstance(key, tuple) else key for key in keys if key}
    plain = (_NOT_WORDS.sub(" ", text) for text in texts)
    return [text for text in plain if len(_WORD.findall(text)) >= 4]


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
