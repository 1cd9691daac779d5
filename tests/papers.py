"""Files as people and as attackers send them, made here; each carries CANARY where it hides."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image, PngImagePlugin

CANARY = b"CANARY-Jane-Roe"
HEIC = Path(__file__).with_name("fund") / "photo.heic"
"""A tiny photo with EXIF and a canary in it, made once with `heif-enc` of libheif."""


def photo(size: tuple[int, int] = (90, 60)) -> bytes:
    """A JPEG as a phone makes it: lying on its side, with GPS, a comment and a thumbnail's word."""
    word, exif = CANARY.decode(), Image.Exif()
    exif[0x010E], exif[0x0112] = word, 6
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (44.0, 18.0, 36.0), word
    exif.get_ifd(0x8769)[0x9286] = CANARY
    out = BytesIO()
    half = Image.new("RGB", size, "white")
    half.paste("red", (0, 0, size[0] // 2, size[1]))
    half.save(out, "JPEG", exif=exif, comment=CANARY, quality=90)
    return out.getvalue()


def screenshot() -> bytes:
    """A PNG with words in its text chunks, and see-through."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", CANARY.decode())
    words.add_itxt("Comment", CANARY.decode(), zip=False)
    out = BytesIO()
    Image.new("RGBA", (40, 30), (0, 90, 0, 128)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def paper(pages: int = 1) -> bytes:
    """A PDF without anything bad."""
    return _saved(_pdf(pages))


def trapped_paper() -> bytes:
    """A PDF with a script, an action, a link, an embedded file and metadata."""
    pdf = _pdf(1)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=CANARY.decode())
    pdf.Root.OpenAction = script
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 100, 100],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://" + CANARY.decode()),
    )
    pdf.pages[0].Annots = pikepdf.Array([link])
    pdf.attachments["notes.txt"] = CANARY
    pdf.docinfo["/Author"] = CANARY.decode()
    with pdf.open_metadata() as words:
        words["dc:creator"] = [CANARY.decode()]
    return _saved(pdf)


def filled_form() -> bytes:
    """A PDF whose form field is filled in: what was typed is black, the rest of the page white."""
    pdf = _pdf(1)
    look = pdf.make_stream(b"0 g 0 0 200 200 re f")
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 200, 200]
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="amount",
            V="285",
            F=4,
            Rect=[0, 0, 200, 200],
            AP=pikepdf.Dictionary(N=look),
        )
    )
    pdf.pages[0].Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    return _saved(pdf)


def locked_paper() -> bytes:
    out = BytesIO()
    _pdf(1).save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return out.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A PNG of `side` x `side` points in a few kilobytes."""
    row = zlib.compressobj(9)
    line = b"\0" * (side // 8 + 1)
    body = b"".join(row.compress(line) for _ in range(side)) + row.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def zip_of(content: bytes, name: str = "notes.txt") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def _pdf(pages: int) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 280))
    return pdf


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()
