"""A new code that a page offers before it is asked for, in a hidden field that only we can read.

The same form sent twice makes one card or letter, and nothing of the code is kept meanwhile.
"""

from fund import fund_code, keyring

OFFER_SECONDS = 12 * 3600


def offer(owner: str, groups: tuple[int, ...]) -> str:
    """A fresh code for this owner: who looks at the page, and what it is for."""
    return keyring.seal(keyring.For.FORM, f"{owner} {fund_code.fresh(groups)}")


def offered(owner: str, field: str) -> str | None:
    """The code in the field; None if it is too old, changed, or was offered to another owner."""
    try:
        opened = keyring.unseal(keyring.For.FORM, field, max_seconds=OFFER_SECONDS)
    except keyring.DoesNotOpen:
        return None
    whose, _space, code = opened.rpartition(" ")
    return code if whose == owner else None
