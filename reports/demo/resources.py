"""The demo's directory of other help: made up, with telephone numbers reserved for fiction."""

from dataclasses import dataclass
from datetime import timedelta

from fund import clock, resources
from fund.models import NeedCategory, Region, User
from fund.resources import Entry


@dataclass(frozen=True)
class DemoResource:
    name: str
    gives: str
    hours: str
    categories: tuple[NeedCategory, ...]
    regions: tuple[str, ...] = ()
    days_ago: int = 20


_C = NeedCategory
_HOUSING = (_C.RENT, _C.DEPOSIT, _C.UTILITIES)

RESOURCES = (
    DemoResource(
        "Town and city relief offices",
        "Rent, heat and food for people with little income. Ask at the town hall. "
        "An answer within 24 hours.",
        "Weekdays 8 to 4",
        (*_HOUSING, _C.FOOD, _C.MEDICATION),
    ),
    DemoResource(
        "Beacon Shelter Line",
        "Finds a free shelter bed tonight, also with children and pets.",
        "Day and night",
        (_C.MOTEL,),
    ),
    DemoResource(
        "Casco Night Rooms",
        "A safe room for up to three nights. An advocate has to call.",
        "Day and night",
        (_C.MOTEL,),
        ("Portland",),
        8,
    ),
    DemoResource(
        "Penobscot Open Door",
        "A bed, a meal and a shower. No ID needed.",
        "From 5 in the afternoon",
        (_C.MOTEL, _C.FOOD),
        ("Bangor",),
        45,
    ),
    DemoResource(
        "Warm Homes Heating Help",
        "One tank of oil or one power bill each winter. Bring the newest bill.",
        "Weekdays 9 to 3",
        (_C.UTILITIES,),
        days_ago=75,
    ),
    DemoResource(
        "Two Rivers Food Pantry",
        "Food for a week and diapers. No papers needed.",
        "Tuesday and Friday, 10 to 2",
        (_C.FOOD, _C.CLOTHING),
        ("Lewiston-Auburn",),
    ),
    DemoResource(
        "Capital Coat Closet",
        "Winter clothes and shoes for all ages, car seats for babies.",
        "Saturday mornings",
        (_C.CLOTHING,),
        ("Augusta-Waterville",),
        212,
    ),
    DemoResource(
        "Pine Cone Legal Line",
        "A lawyer for protection orders, housing and papers. Free.",
        "Weekdays 9 to 5",
        (_C.LEGAL, _C.IDENTITY),
        days_ago=30,
    ),
    DemoResource(
        "Second Ring Phone Bank",
        "A used phone with a new number and 30 days of calls.",
        "By mail, about three days",
        (_C.PHONE,),
        days_ago=60,
    ),
    DemoResource(
        "Rides for Health",
        "Rides to doctors and courts. Call two days before.",
        "Weekdays 7 to 6",
        (_C.LOCAL_TRANSPORT, _C.FUEL, _C.RELOCATION),
        days_ago=110,
    ),
    DemoResource(
        "Open Hands Clinic",
        "Doctor, dentist and medicine for people without insurance.",
        "Monday and Thursday evenings",
        (_C.MEDICAL, _C.MEDICATION),
        ("Portland", "Lewiston-Auburn"),
        15,
    ),
    DemoResource(
        "Little Harbor Child Fund",
        "Up to two weeks of childcare while a parent moves or is in court.",
        "Weekdays 8 to 4",
        (_C.CHILDCARE,),
        days_ago=90,
    ),
)


def load(by: User) -> None:
    """Every entry, each checked on its day; one of them long ago."""
    keys = dict(Region.objects.values_list("name", "pk"))
    today = clock.today()
    for place, one in enumerate(RESOURCES):
        entry = Entry(
            name=one.name,
            gives=one.gives,
            phone=f"207-555-01{place + 60}",
            web="",
            hours=one.hours,
            categories=tuple(category.value for category in one.categories),
            regions=tuple(keys[name] for name in one.regions),
            assured_on=today - timedelta(days=one.days_ago),
        )
        with clock.at(clock.now() - timedelta(days=one.days_ago)):
            resources.add(entry, actor=by)
