"""A check with two stubs as PDF: US letter, the check on the top third.

It is printed on the bank's pre-printed check stock. The MICR line at the foot of the check is
intentionally not printed: it must be in magnetic ink, and the stock has it.
"""

import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.template.base import Template

from disbursements.rails.base import PaymentOrder
from disbursements.rails.check.words import amount_in_words
from fund.money import dollars

PAGES = Path(__file__).resolve().parents[3] / "templates" / "pdf"


@dataclass(frozen=True)
class Payer:
    """Whose check it is. Choose a name that does not tell a motel clerk whom the fund helps."""

    name: str
    lines: tuple[str, ...]
    bank: str


def render_check(order: PaymentOrder, number: int, on: date, payer: Payer) -> bytes:
    """The check as PDF; the same arguments give the same bytes.

    Its metadata holds the title and nothing about who made it, where or when. Raises ValueError
    for an amount that a check cannot say.
    """
    values = {
        "number": str(number),
        "date": f"{on:%B} {on.day}, {on.year}",
        "payee": order.payee.remit_name,
        "remit_lines": order.payee.remit_lines,
        "figures": dollars(order.amount_cents),
        "words": amount_in_words(order.amount_cents),
        "reference": order.reference,
        "payer": payer,
    }
    page = _template().render(Context(values))
    return _without_traces(_pdf(page, f"{order.reference}-{number}"))


@cache
def _template() -> Template:
    """Django's engine without its settings, so that a rail needs none."""
    return Engine(dirs=[str(PAGES)]).get_template("check.html")


def _pdf(page: str, identifier: str) -> bytes:
    # Slow to import, and only the worker that prints needs it.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    only_files = URLFetcher(allowed_protocols=("file",))
    html = HTML(string=page, base_url=f"{PAGES.as_uri()}/", url_fetcher=only_files)
    return bytes(html.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()))


def _without_traces(made: bytes) -> bytes:
    """Take the producer's name out, in both places that hold it."""
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata.pop("pdf:Producer", None)
        del pdf.docinfo["/Producer"]
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
