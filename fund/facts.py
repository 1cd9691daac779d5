"""What the audit trail takes in: opaque references, words of the program, numbers and dates. Pure.

The trail can't be shredded, so nothing that a person typed may reach it.
"""

import re

Fact = str | int | None

_WORD = r"[a-z][a-z0-9]{0,29}(?:[_-][a-z0-9]{1,29}){0,5}"
_REFERENCE = r"[A-Z]{1,2}\d?-[A-Z0-9]{1,10}"
_DAY = r"\d{4}-\d{2}(?:-\d{2})?|\d{4}[Qq][1-4]"
_FINGERPRINT = r"[0-9a-f]{32,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ONE = f"{_WORD}|{_REFERENCE}|{_DAY}|{_FINGERPRINT}"

_VALUE = re.compile(rf"(?:{_ONE})?|(?:{_ONE})(?:, (?:{_ONE}))+")
_SUBJECT = re.compile(rf"{_ONE}|(?:agency|policy) \d+")
_ACT = re.compile(rf"{_WORD}\.{_WORD}")


class NotAFact(ValueError):
    """A defect: something that may be a person's words was on its way to the audit trail."""


def require(act: str, subject: str, facts: dict[str, Fact]) -> None:
    """Raises NotAFact, which names the place and never the value."""
    if not _ACT.fullmatch(act):
        raise NotAFact("an act is named room.verb")
    if not _SUBJECT.fullmatch(subject):
        raise NotAFact(f"the subject of {act} is no opaque reference")
    for name, value in facts.items():
        if not is_fact(value):
            raise NotAFact(f"{name} of {act} is neither a number, a word of ours nor a reference")


def is_fact(value: object) -> bool:
    """A number, or a text of one of the shapes above: no capital word, no space, no sign like @."""
    if isinstance(value, str):
        return _VALUE.fullmatch(value) is not None
    return value is None or isinstance(value, int)
