"""Documents as phones and offices make them, with a canary wherever words can hide in one."""

from io import BytesIO

import pikepdf
from PIL import Image, PngImagePlugin

from tests.canary.canaries import typed
from tests.canary.drawings import drawn

_PAGE = 256


def photo() -> bytes:
    """A JPEG: EXIF, XMP, IPTC, a comment, and a thumbnail with a comment of its own."""
    exif = Image.Exif()
    exif[0x010E] = typed("exif")
    thumbnail = _jpeg(drawn("").resize((32, 32)), comment=typed("thumbnail").encode())
    beside = _segment(0xE0, b"JFXX\0\x10" + thumbnail) + _segment(0xED, _iptc(typed("iptc")))
    return _jpeg(
        drawn(typed("photo")),
        exif=exif,
        xmp=f"<x:xmpmeta><dc:creator>{typed('xmp')}</dc:creator></x:xmpmeta>".encode(),
        comment=typed("comment").encode(),
        extra=beside,
    )


def picture_of(place: str) -> bytes:
    """A PNG that says what is typed at this place, in its points and beside them."""
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", typed(place), zip=True)
    out = BytesIO()
    drawn(typed(place)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def paper() -> bytes:
    """A scanned page with the words that the scanner recognised, a script, an attachment and
    metadata."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(_PAGE, _PAGE))
    scan = pdf.make_stream(_jpeg(drawn(typed("sheet")), quality=95))
    scan.Type, scan.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    scan.Width = scan.Height = drawn("").width
    scan.ColorSpace, scan.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    scan.Filter = pikepdf.Name.DCTDecode
    letters = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Scan=scan), Font=pikepdf.Dictionary(F=letters)
    )
    page.obj.Contents = pdf.make_stream(_contents(typed("recognised")))
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=typed("script"))
    pdf.attachments["notes.txt"] = typed("attached").encode()
    pdf.docinfo["/Author"] = typed("author")
    out = BytesIO()
    pdf.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _contents(unseen: str) -> bytes:
    """The scan over the whole page, and words on it that are not drawn (`3 Tr`)."""
    written = unseen.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"q %d 0 0 %d 0 0 cm /Scan Do Q BT 3 Tr /F 9 Tf 9 9 Td (%s) Tj ET" % (
        _PAGE,
        _PAGE,
        written,
    )


def _jpeg(picture: Image.Image, **more: object) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", **more)
    return out.getvalue()


def _segment(kind: int, body: bytes) -> bytes:
    return bytes([0xFF, kind]) + (len(body) + 2).to_bytes(2, "big") + body


def _iptc(byline: str) -> bytes:
    """One record, 2:80, in Photoshop's wrapping."""
    said = byline.encode()
    record = b"\x1c\x02\x50" + len(said).to_bytes(2, "big") + said
    padded = record + b"\0" * (len(record) % 2)
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + padded
