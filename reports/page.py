"""What a released quarter looks like: values for the web page and the PDF, the same figures."""

from dataclasses import dataclass, replace

from fund.charts import Chart, bars
from fund.models import CategoryGroup
from fund.money import usd
from reports.disclosure.rules import PublicTable, Row
from reports.disclosure.suppress import COMBINED
from reports.models import Release
from reports.quarters import Quarter

TITLES = {"kind of help": "What the money paid for", "region": "Where people were helped"}
COLUMNS = {"kind of help": "Kind of help", "region": "Region"}
PDF_PIXELS = 624


@dataclass(frozen=True)
class Line:
    """One row of a table on the page."""

    label: str
    households: int
    cents: int


@dataclass(frozen=True)
class Section:
    """One table with its chart, or the words that stand in for it; `covered` has no own row."""

    title: str
    column: str
    lines: tuple[Line, ...]
    chart: Chart | None
    covered: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A released quarter. Money in cents; `households` is None when there are too few to say."""

    quarter: Quarter
    households: int | None
    paid_cents: int
    returned_cents: int
    cents: int
    threshold: int
    sections: tuple[Section, ...]


def page_of(release: Release, *, for_pdf: bool = True) -> Page:
    """The page of a release, from its frozen rows; two queries at most."""
    public = release.public()
    return Page(
        quarter=release.quarter,
        households=public.households,
        paid_cents=release.paid_cents,
        returned_cents=release.returned_cents,
        cents=public.cents,
        threshold=release.threshold,
        sections=tuple(_section(table, for_pdf=for_pdf) for table in public.tables),
    )


def _section(table: PublicTable, *, for_pdf: bool) -> Section:
    lines = tuple(_line(row) for row in table.rows)
    if table.combined:
        lines = (*lines, _line(table.combined))
    return Section(
        title=TITLES[table.name],
        column=COLUMNS[table.name],
        lines=lines,
        chart=_chart(table.name, lines, for_pdf=for_pdf) if lines else None,
        covered=tuple(_label(label) for label in table.covered),
    )


def _line(row: Row) -> Line:
    return Line(_label(row.label), row.households, row.cents)


def _chart(name: str, lines: tuple[Line, ...], *, for_pdf: bool) -> Chart:
    pixels = PDF_PIXELS if for_pdf else None
    rest = lines[-1].label == COMBINED
    lines = (*lines[:-1], replace(lines[-1], label="Other")) if rest else lines
    if name == "region":
        title = "Households helped in each region"
        rows = [(line.label, line.households, f"{line.households:,} households") for line in lines]
    else:
        title = "Dollars spent on each kind of help"
        rows = [(line.label, line.cents, usd(line.cents)) for line in lines]
    return bars(title, rows, pixels=pixels, last_is_rest=rest)


def _label(label: str) -> str:
    """A group's words; a region and the combined row are words already."""
    return CategoryGroup(label).label if label in CategoryGroup.values else label
