"""The letter to a vendor as a PDF: an amount, a vendor, a number, a last day and a code."""

from dataclasses import dataclass

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from applications.models import AwardLine, GuaranteeLetter
from fund import pdf
from fund.models import NeedCategory


@dataclass(frozen=True)
class Picture:
    """A code to scan: one path of squares, `side` of them with the white edge."""

    path: str
    side: int


def render(line: AwardLine, letter: GuaranteeLetter, code: str) -> bytes:
    """The paper for the vendor; no parameter lets a word about a person through.

    It is in English, whoever makes it.
    """
    address = f"{settings.SITE_URL}{reverse('verify:check')}"
    values = {
        "vendor": line.vendor,
        "what": "booking" if line.category == NeedCategory.MOTEL else "reference",
        "number": letter.application.reference,
        "amount_cents": letter.amount_cents,
        "made_at": letter.made_at,
        "until": letter.expires_on,
        "code": code,
        "shown_address": shown_address(),
        "picture": picture_of(f"{address}#{code}"),
        "payer": settings.PAYER_NAME,
        "payer_address": settings.PAYER_ADDRESS,
    }
    with translation.override(settings.LANGUAGE_CODE):
        return pdf.render("pdf/letter.html", values)


def shown_address() -> str:
    """Where a letter is checked, as somebody reads it out: `fund.example/verify`."""
    return f"{settings.SITE_URL}{reverse('verify:check')}".partition("://")[2].removesuffix("/")


def picture_of(text: str) -> Picture:
    """The QR code of a text, with the white edge of four squares that scanners ask for."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    made.add_data(text)
    made.make()
    rows = made.get_matrix()
    squares = (
        f"M{across} {down}h1v1h-1z"
        for down, row in enumerate(rows)
        for across, is_dark in enumerate(row)
        if is_dark
    )
    return Picture("".join(squares), len(rows))
