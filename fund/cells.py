"""Rows of a CSV file that no spreadsheet takes for a formula. Pure."""

import csv
import io
import unicodedata
from collections.abc import Iterable

_BEGINS_A_FORMULA = tuple("=+-@|%＝＋－＠−")


def line(values: Iterable[str]) -> str:
    """One line, every cell in quotation marks, with its end."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([safe(value) for value in values])
    return out.getvalue()


def safe(text: str) -> str:
    """The text in one line without control signs; an apostrophe goes before what a spreadsheet
    would run (OWASP, CSV injection)."""
    plain = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    plain = " ".join(plain.split())
    return f"'{plain}" if plain.startswith(_BEGINS_A_FORMULA) else plain
