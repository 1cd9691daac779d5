"""Made-up papers beside a few requests of the demo: a photo of a bill, a quote of two pages."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from applications import actions
from applications.models import Application, DocumentKind, Need
from fund.models import User
from fund.money import usd

WITH_PAPERS = ("one_vote", "question", "draft")
"""Endings whose requests get one; each costs a child process at the start of the demo."""
_PAGE = (850, 1100)
_INK, _SOFT, _EDGE = "#1f2a2e", "#5b6a70", "#c9c4b8"
_TERMS = (
    "The price holds for 14 days.",
    "A deposit comes back within a week.",
    "Call the desk if the dates change.",
)


def add(application: Application, *, actor: User) -> None:
    """One paper for the first line: a quote as a PDF for a large amount, else a bill as a photo."""
    need = application.needs.select_related("vendor").order_by("position")[0]
    if need.amount_cents > 250_00:
        kind, content = DocumentKind.QUOTE, quote(need)
    else:
        kind, content = DocumentKind.INVOICE, bill(need)
    actions.add_document(application.pk, kind, content, actor=actor)


def bill(need: Need) -> bytes:
    """A JPEG, as of a photo."""
    out = BytesIO()
    _sheet(need, "Bill", "To pay now").save(out, "JPEG", quality=80)
    return out.getvalue()


def quote(need: Need) -> bytes:
    """A PDF of two pages."""
    out = BytesIO()
    _sheet(need, "Quote", "Price").save(out, "PDF", save_all=True, append_images=[_terms(need)])
    return out.getvalue()


def _sheet(need: Need, title: str, total: str) -> Image.Image:
    page, pen = _headed(need, title)
    for place, (what, amount) in enumerate(
        ((need.category_label, usd(need.amount_cents)), ("Tax", "included"))
    ):
        _row(pen, 380 + 60 * place, what, amount, 28)
    pen.line((90, 520, 760, 520), fill=_INK, width=3)
    _row(pen, 545, total, usd(need.amount_cents), 36)
    return page


def _terms(need: Need) -> Image.Image:
    page, pen = _headed(need, "Terms")
    for place, words in enumerate(_TERMS):
        pen.text((90, 380 + 60 * place), words, _INK, _font(28))
    return page


def _headed(need: Need, title: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", _PAGE, "#fdfcf8")
    pen = ImageDraw.Draw(page)
    pen.text((90, 90), need.vendor.name, _INK, _font(44))
    pen.text((90, 150), f"{need.vendor.town}, Maine", _SOFT, _font(28))
    pen.text((90, 260), title, _INK, _font(36))
    pen.line((90, 340, 760, 340), fill=_EDGE, width=2)
    pen.text((90, 1020), "Made up for the demo", _SOFT, _font(22))
    return page, pen


def _row(pen: ImageDraw.ImageDraw, top: int, what: str, amount: str, size: int) -> None:
    pen.text((90, top), what, _INK, _font(size))
    pen.text((760, top), amount, _INK, _font(size), anchor="ra")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
