"""What a file is by its first bytes, never by its name, and why it is refused. Pure.

The child process reads these too, so nothing of Django is imported here.
"""

from enum import StrEnum


class Why(StrEnum):
    """Why a file is not taken in; each has its sentence in `saying.py`."""

    KIND = "kind"
    EMPTY = "empty"
    LARGE = "large"
    TOGETHER = "together"
    PIXELS = "pixels"
    PAGES = "pages"
    LOCKED = "locked"
    BROKEN = "broken"
    BUSY = "busy"


_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"}
JPEG = b"\xff\xd8\xff"


def format_of(content: bytes) -> str | None:
    """`JPEG`, `PNG`, `HEIF` or `PDF` by the very first bytes; None for everything else."""
    if content.startswith(JPEG):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "HEIF"
    if content.startswith(b"%PDF-"):
        return "PDF"
    return None
