"""What a file is by its first bytes, never by its name, and why it is refused. Pure."""

from enum import StrEnum

from fund.documents import limits


class Why(StrEnum):
    """Why a file is not taken in; each has its sentence."""

    KIND = "kind"
    EMPTY = "empty"
    LARGE = "large"
    TOGETHER = "together"
    PIXELS = "pixels"
    PAGES = "pages"
    LOCKED = "locked"
    BROKEN = "broken"
    BUSY = "busy"


_SENTENCES = {
    Why.KIND: "We can only take photos (JPEG, PNG or HEIC) and PDF files. "
    "You can take a photo of it instead.",
    Why.EMPTY: "The file is empty. Choose it again.",
    Why.LARGE: "It is too large: {size} MB. The limit is {limit} MB. Take a photo of it, or save a "
    "smaller copy.",
    Why.TOGETHER: "These files are too large to send together. Send it by itself.",
    Why.PIXELS: "The picture has too many points for us to open. Take a photo of it instead.",
    Why.PAGES: "The PDF has more than {pages} pages. Send only the pages that matter.",
    Why.LOCKED: "The PDF is locked with a password. Save a copy without one, or take a photo.",
    Why.BROKEN: "We could not open the file. It may be damaged. Take a photo of it instead.",
    Why.BUSY: "We could not check the file just now. Try again in a minute.",
}

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"}
MOST_MEGABYTES = limits.LARGEST_FILE_BYTES // limits.MEGABYTE
JPEG = b"\xff\xd8\xff"


def words(why: Why, size: int = 0) -> str:
    """The sentence for whoever sent a file of so many bytes."""
    megabytes = -(-size // limits.MEGABYTE)
    return _SENTENCES[why].format(size=megabytes, limit=MOST_MEGABYTES, pages=limits.MOST_PAGES)


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
