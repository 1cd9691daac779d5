"""Pictures: decoded to points and encoded anew. Runs in the child process only."""

from io import BytesIO

from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, UnidentifiedImageError

from fund.documents import limits
from fund.documents.kinds import Why
from fund.documents.refusing import Refused

Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded
_EXIF_READER, _TWO_IN_ONE = TiffImagePlugin.TiffImageFile, MpoImagePlugin.MpoImageFile
"""Pillow would load these when a phone's photo asks for them: by then no file can be opened."""


def load(kind: str) -> None:
    """Load the decoder of this format: afterwards no file can be opened any more."""
    if kind == "HEIF":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    Image.preinit()


def sheets(content: bytes, kind: str) -> list[bytes]:
    """A small JPEG of the picture, and the picture itself the right way up. Raises Refused."""
    try:
        with Image.open(BytesIO(content), formats=[kind]) as found:
            if found.width * found.height > limits.MOST_PIXELS:
                raise Refused(Why.PIXELS)
            found.thumbnail((limits.LONGEST_SIDE, limits.LONGEST_SIDE))
            picture = on_white(ImageOps.exif_transpose(found))
    except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError):
        raise Refused(Why.BROKEN) from None
    return [preview(picture), as_jpeg(picture)]


def on_white(picture: Image.Image) -> Image.Image:
    """Only the points, on white, in RGB: nothing else of what a file can carry comes along."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer)
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def as_jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    """JPEG bytes without profile, comment or EXIF."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def preview(picture: Image.Image) -> bytes:
    """A small JPEG of the same picture."""
    small = picture.copy()
    small.thumbnail((limits.PREVIEW_SIDE, limits.PREVIEW_SIDE))
    return as_jpeg(small, quality=70)
