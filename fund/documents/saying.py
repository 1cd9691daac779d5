"""Why a file is not taken in, in a sentence for whoever sent it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fund.documents import limits
from fund.documents.kinds import Why

MOST_MEGABYTES = limits.LARGEST_FILE_BYTES // limits.MEGABYTE

_SENTENCES = {
    Why.KIND: gettext_noop(
        "We can only take photos (JPEG, PNG or HEIC) and PDF files. "
        "You can take a photo of it instead."
    ),
    Why.EMPTY: gettext_noop("The file is empty. Choose it again."),
    Why.LARGE: gettext_noop(
        "It is too large: %(size)d MB. The limit is %(limit)d MB. Take a photo of it, or save a "
        "smaller copy."
    ),
    Why.TOGETHER: gettext_noop("These files are too large to send together. Send it by itself."),
    Why.PIXELS: gettext_noop(
        "The picture has too many points for us to open. Take a photo of it instead."
    ),
    Why.PAGES: gettext_noop(
        "The PDF has more than %(pages)d pages. Send only the pages that matter."
    ),
    Why.LOCKED: gettext_noop(
        "The PDF is locked with a password. Save a copy without one, or take a photo."
    ),
    Why.BROKEN: gettext_noop(
        "We could not open the file. It may be damaged. Take a photo of it instead."
    ),
    Why.BUSY: gettext_noop("We could not check the file just now. Try again in a minute."),
}


def words(why: Why, size: int = 0) -> str:
    """The sentence for whoever sent a file of so many bytes."""
    return _(_SENTENCES[why]) % {
        "size": -(-size // limits.MEGABYTE),
        "limit": MOST_MEGABYTES,
        "pages": limits.MOST_PAGES,
    }
