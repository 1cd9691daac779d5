"""Keys that the stand-in must never meet."""

import re
from collections.abc import Mapping

LIVE = re.compile(r"\b(?:sk|rk|pk|sk_org)_live_", re.IGNORECASE)
TEST = re.compile(r"(?:sk|rk)_test_\w+")


def is_live(key: str) -> bool:
    """Whether the text holds a key that could move real money."""
    return LIVE.search(key) is not None


def live_key_names(values: Mapping[str, str]) -> list[str]:
    """Names, never values, of the settings that hold a live key."""
    return sorted(name for name, value in values.items() if is_live(value))
