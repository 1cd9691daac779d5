"""A row keeps our sentence in English; a page says it in the reader's language."""

import pytest

from disbursements import matching, statements
from fund.kept import said
from tests.applications.pseudo import mark_what_is_translated


@pytest.fixture(autouse=True)
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    mark_what_is_translated(monkeypatch)


@pytest.mark.parametrize(
    ("kept", "templates", "read"),
    [
        ("Matched by hand", matching.REASONS, "⟦Matched by hand⟧"),
        ("Check 1001, same amount", matching.REASONS, "⟦Check 1001, same amount⟧"),
        (
            "The only gift of $5.00, 2 days apart",
            matching.REASONS,
            "⟦The only gift of $5.00, 2 days apart⟧",
        ),
        ("date '1/1/99' is in the future", statements.REASONS,
         "⟦date '1/1/99' is in the future⟧"),
        ("amount '100%'", statements.REASONS, "⟦amount '100%'⟧"),
        ("", matching.REASONS, ""),
    ],
)  # fmt: skip
def test_a_sentence_is_said_by_the_template_that_it_fits(
    kept: str, templates: tuple[str, ...], read: str
) -> None:
    assert said(kept, templates) == read


def test_what_is_no_sentence_of_ours_is_handed_on_as_it_stands() -> None:
    assert said("insufficient_funds", matching.REASONS) == "⟦insufficient_funds⟧"
