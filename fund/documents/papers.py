"""PDFs: each page drawn as a picture. Runs in the child process only.

What isn't seen on a page doesn't come along: scripts, actions, attachments, forms, hidden layers,
text under a black bar, metadata.
"""

import pypdfium2

from fund.documents import limits
from fund.documents.kinds import Why
from fund.documents.pictures import as_jpeg, on_white, preview
from fund.documents.refusing import Refused

_SCALE = 200 / 72
"""Dots an inch by points an inch: small print stays readable."""


def sheets(content: bytes) -> list[bytes]:
    """A small JPEG of the first page, and every page as a JPEG. Raises Refused."""
    try:
        with pypdfium2.PdfDocument(content) as pdf:
            return _drawn(pdf)
    except pypdfium2.PdfiumError as error:
        raise Refused(Why.LOCKED if "password" in str(error).lower() else Why.BROKEN) from None


def _drawn(pdf: pypdfium2.PdfDocument) -> list[bytes]:
    if not 0 < len(pdf) <= limits.MOST_PAGES:
        raise Refused(Why.PAGES if len(pdf) else Why.BROKEN)
    pdf.init_forms()  # what was filled in is drawn; this build of PDFium runs no scripts
    made: list[bytes] = []
    for page in pdf:
        longest = max(page.get_size())
        if longest <= 0:
            raise Refused(Why.BROKEN)
        scale = min(_SCALE, limits.LONGEST_PAGE_SIDE / longest)
        picture = on_white(page.render(scale=scale).to_pil())
        if not made:
            made.append(preview(picture))
        made.append(as_jpeg(picture))
    return made
