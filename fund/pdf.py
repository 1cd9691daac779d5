"""A page as a tagged PDF: WeasyPrint's PDF/UA-1, finished by a short pikepdf pass.

WeasyPrint 70 leaves three things undone: the scope of header cells, the Print flag of links and a
producer string of ours. Files come from disk, nothing is fetched over a network, and the same
page gives the same bytes on every run: no time, author or path goes into the file.
"""

import io
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

PRODUCER = "Support Fund"
PRINT_FLAG = 4
STYLES = Path(settings.BASE_DIR) / "templates" / "pdf"
FONTS = Path(settings.BASE_DIR) / "fund" / "static" / "fund" / "fonts"
FILES = {
    "report.css": STYLES / "report.css",
    "paper.css": STYLES / "paper.css",
    "letter.css": STYLES / "letter.css",
    "public-sans-400.woff2": FONTS / "public-sans-400.woff2",
    "public-sans-700.woff2": FONTS / "public-sans-700.woff2",
}


class OutsideFile(ValueError):
    """A template asked for a file that is not one of ours."""


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Gives our own files from disk and refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        name = url.rsplit("/", 1)[-1]
        if not url.startswith("own:/") or name not in FILES:
            raise OutsideFile(url)
        kind = "text/css" if name.endswith(".css") else "font/woff2"
        return URLFetcherResponse(url, FILES[name].read_bytes(), {"Content-Type": kind})


def render(template: str, values: dict[str, Any]) -> bytes:
    """The template as PDF bytes, tagged for assistive technology (checked, not certified)."""
    html = render_to_string(template, values)
    source = HTML(string=html, base_url="own:/", url_fetcher=OwnFiles(fail_on_errors=True))
    drawn = source.write_pdf(pdf_variant="pdf/ua-1", font_config=FontConfiguration())
    return _finish(drawn)


def answer(template: str, values: dict[str, Any], name: str) -> HttpResponse:
    """The template as a file to save under this name; `values` hold what they say, no query."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(render(template, values), content_type="application/pdf", headers=headers)


def _finish(drawn: bytes) -> bytes:
    finished = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary):
                _scope_header(element)
                _print_link(element)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdf:Producer"] = PRODUCER
        pdf.docinfo["/Producer"] = PRODUCER
        pdf.save(finished, deterministic_id=True, linearize=False)
    return finished.getvalue()


def _scope_header(element: pikepdf.Dictionary) -> None:
    """A header cell says whether it heads a row or a column (PDF/UA-1, 7.5)."""
    if element.get("/S") != "/TH":
        return
    row = element.P
    section = row.P.get("/S")
    attributes = element.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
    attributes["/Scope"] = pikepdf.Name.Column if section == "/THead" else pikepdf.Name.Row
    element["/A"] = attributes


def _print_link(element: pikepdf.Dictionary) -> None:
    if element.get("/Subtype") == "/Link" and "/Rect" in element:
        element["/F"] = int(element.get("/F", 0)) | PRINT_FLAG
