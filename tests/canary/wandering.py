"""What a browser sends along with an address."""

from urllib.parse import quote

from tests.canary.canaries import typed
from tests.canary.windows import Window


def wander(window: Window) -> None:
    """Addresses and headers with words in them."""
    headers = {
        "Referer": f"http://elsewhere.example/{quoted('referer')}",
        "User-Agent": quoted("agent"),
        "Cookie": f"strange={quoted('cookie')}",
    }
    window.get("/requests/", **headers)
    window.get(f"/requests/{quoted('address')}/")
    window.get(f"/requests/?find={quoted('query')}")


def quoted(place: str) -> str:
    """As a browser writes it into an address."""
    return quote(typed(place))
