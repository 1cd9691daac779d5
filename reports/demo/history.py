"""The closed quarters come in as a coalition's would: from a spreadsheet of past requests."""

import csv
import io
from datetime import date, timedelta
from random import Random

from disbursements.importing import import_requests, parse
from disbursements.importing.columns import OPTIONAL, REQUIRED
from fund import clock
from fund.embedded.places import data_folder
from fund.models import NeedCategory, Region, User
from reports.demo.calendar import DemoYear
from reports.demo.people import AGENCIES
from reports.demo.vendors import VENDORS, DemoVendor

REQUESTS = 236
_REGION_WEIGHTS = {"Portland": 40, "Bangor": 25, "Augusta-Waterville": 20, "Lewiston-Auburn": 15}
_BANDS = ("alone", "alone", "with_children", "with_children", "several_with_children")
_AGES = ("18_24", "25_44", "25_44", "25_44", "45_plus", "unsaid")


def load(year: DemoYear, by: User) -> None:
    """Write the spreadsheet, keep it for the newcomer to look at, and import it.

    Raises RuntimeError if a row is refused: the demo's own sheet has to be good.
    """
    content = spreadsheet(year).encode()
    folder = data_folder() / "demo"
    folder.mkdir(exist_ok=True)
    (folder / "past-requests.csv").write_bytes(content)
    result = import_requests(
        parse(content, today=clock.today()),
        source="past-requests",
        actor=by,
        agreed_to_be_counted=True,
    )
    if result.rejected:
        raise RuntimeError(f"the demo's spreadsheet: {result.rejected[:5]}")


def spreadsheet(year: DemoYear) -> str:
    """The CSV text; the same for the same year."""
    chance = Random(2026)
    counties = {region.name: region.counties for region in Region.objects.all()}
    days = (year.closed_until - year.starts_on).days - 12
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(REQUIRED + OPTIONAL)
    households: list[str] = []
    for number in range(REQUESTS):
        day = year.starts_on + timedelta(days=number * days // REQUESTS)
        for row in _request(chance, number, day, counties, households):
            sheet.writerow(row)
    return out.getvalue()


def _request(
    chance: Random,
    number: int,
    day: date,
    counties: dict[str, list[str]],
    households: list[str],
) -> list[list[str]]:
    region = chance.choices(list(_REGION_WEIGHTS), list(_REGION_WEIGHTS.values()))[0]
    if households and chance.random() < 0.12:
        household = chance.choice(households)
    else:
        household = f"H-{1000 + number}"
        households.append(household)
    decision = chance.choices(("approved", "declined", "withdrawn"), (88, 8, 4))[0]
    decided = day + timedelta(days=chance.choice((0, 0, 1, 2, 3)))
    paid = decided + timedelta(days=chance.choice((1, 2, 3, 5)))
    agency = chance.choice([name for name, home in AGENCIES.items() if home == region])
    rows = []
    for vendor in _vendors(chance, region):
        asked = chance.randrange(45, 420) * 100 + chance.choice((0, 0, 50, 99, 25))
        approved = asked if chance.random() < 0.85 else asked * 3 // 4
        category = chance.choice(vendor.categories)
        rows.append(
            [
                f"2{day:%y}-{number + 1:04d}",
                f"{day:%m/%d/%Y}",
                agency,
                chance.choice(counties[region]),
                household,
                category,
                vendor.name,
                vendor.town,
                f"${asked / 100:,.2f}",
                decision,
                f"{decided:%m/%d/%Y}",
                f"{approved / 100:.2f}" if decision == "approved" else "",
                f"{paid:%m/%d/%Y}" if decision == "approved" else "",
                _fund(category, region) if decision == "approved" else "",
                chance.choice(("emergency", "urgent", "standard", "standard")),
                chance.choice(_BANDS),
                chance.choice(_AGES),
            ]
        )
    shared = rows[0]
    for row in rows[1:]:
        for place in (3, 14, 15, 16):
            row[place] = shared[place]
    return rows


def _vendors(chance: Random, region: str) -> list[DemoVendor]:
    near = [v for v in VENDORS if v.region == region and v.rails != "none"]
    anywhere = [v for v in VENDORS if v.rails != "none"]
    first = chance.choice(near if chance.random() < 0.8 else anywhere)
    if chance.random() < 0.25:
        return [first, chance.choice([v for v in near if v is not first])]
    return [first]


def _fund(category: NeedCategory, region: str) -> str:
    if category.group == "housing":
        return "housing"
    if category.group == "health_legal":
        return "health"
    return "bangor" if region == "Bangor" else "general"
