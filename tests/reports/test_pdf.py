"""The PDF: tagged, checked by a separate program, the same bytes each time."""

import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from fund import pdf as making
from fund.charts import bars
from reports import pdf
from reports.page import PDF_PIXELS, Line, Page, Section
from reports.quarters import Quarter

LINES = (Line("Portland", 28, 1_204_050), Line("Other (combined to protect privacy)", 18, 300_000))
PAGE = Page(
    quarter=Quarter(2026, 1),
    households=46,
    paid_cents=1_554_050,
    returned_cents=50_000,
    cents=1_504_050,
    threshold=11,
    sections=(
        Section("What the money paid for", "Kind of help", (), None, ("Daily needs",)),
        Section(
            "Where people were helped",
            "Region",
            LINES,
            bars(
                "Households helped in each region",
                [(line.label, line.households, f"{line.households} households") for line in LINES],
                pixels=PDF_PIXELS,
                last_is_rest=True,
            ),
            ("Bangor", "Lewiston-Auburn"),
        ),
    ),
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return pdf.render(PAGE)


def test_the_accessibility_checker_finds_nothing(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    program = Path(sys.executable).with_name("outloud")
    checked = subprocess.run(
        [program, "--fail-on", "warning", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_same_page_gives_the_same_bytes(content: bytes) -> None:
    assert pdf.render(PAGE) == content


def test_no_time_author_or_path_is_in_the_file(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as opened:
        assert set(opened.docinfo.keys()) <= {"/Title", "/Subject", "/Producer"}
        assert opened.docinfo["/Producer"] == making.PRODUCER
        assert opened.Root.Lang == "en"
        xmp = bytes(opened.Root.Metadata.read_bytes())
    for trace in (b"CreateDate", b"ModifyDate", b"creator", b"/work", b"/home", b"/usr"):
        assert trace not in xmp and trace not in content


def test_every_font_is_embedded(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as opened:
        fonts = [
            item
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
        assert all("Public-Sans" in str(font.FontName).replace(" ", "-") for font in fonts)


def test_every_header_cell_says_what_it_heads(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as opened:
        scopes = [
            str(item.A.get("/Scope"))
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"
        ]
    assert set(scopes) == {"/Column", "/Row"}


def test_the_figures_can_be_read(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    for words in ("January to March 2026", "46 households", "$15,040.50", "Bangor"):
        assert words in text.replace("\r\n", " ")


def test_the_report_takes_no_file_but_its_own() -> None:
    own = making.OwnFiles(fail_on_errors=True)
    for address in ("https://example.org/x.css", "file:///etc/passwd", "own:/secret.css"):
        with pytest.raises(making.OutsideFile):
            own.fetch(address)


def test_quarters_know_their_days() -> None:
    assert Quarter(2026, 4).next_starts_on == date(2027, 1, 1)
    assert Quarter(2026, 1).ends_on == date(2026, 3, 31)
    assert Quarter.from_slug("2026-q3").title == "July to September 2026"
