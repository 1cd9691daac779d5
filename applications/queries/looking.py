"""What a member of the committee looks for: it lives in the address and nowhere else."""

import re
from dataclasses import dataclass, fields, replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from applications.models import Application
from applications.states import DECIDED, UNDECIDED, Lane, State
from fund import vendors
from fund.models import NeedCategory, Vendor
from fund.money import MoneyError, parse_cents

STATES = (*UNDECIDED, *DECIDED, State.WITHDRAWN)
"""What the committee sees: drafts are their agency's own."""
LONGEST = 60
MOST_OF_A_VENDOR = 1000
"""The newest requests of one business that a search looks through."""

_NUMBER = re.compile(r"([A-Z]{2}\d)[- ]?(\d{3})", re.IGNORECASE)
_VENDOR = re.compile(r"V-[A-Z0-9]{1,10}")


@dataclass(frozen=True)
class Looking:
    """Parts of the address, each a value that is allowed or empty. `q` is what was searched for;
    `after` and `before` name the row at the edge of a page."""

    lane: str = ""
    region: str = ""
    state: str = ""
    category: str = ""
    vendor: str = ""
    show: str = ""
    q: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Looking":
        """What `asked` names; whatever is not allowed is as if it were not there."""
        typed = {field.name: _plain(asked.get(field.name, "")) for field in fields(cls)}
        return cls(**{name: value for name, value in typed.items() if _is_allowed(name, value)})

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any((self.lane, self.region, self.state, self.category, self.vendor, self.q))

    @property
    def alone(self) -> str:
        """The part of the list that is shown by itself; empty for the front of the inbox."""
        return self.show or ("all" if self.q else "")

    @property
    def address(self) -> str:
        """`?lane=…&region=…`, for links away from the list and back; empty without any."""
        kept = {f.name: value for f in fields(self) if (value := getattr(self, f.name))}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def as_query(self) -> QueryDict:
        """As the pages by key read it."""
        return QueryDict(self.address[1:])

    def to_keep(self) -> "Looking":
        """What a saved view may hold: no words that were typed, and no place in the list."""
        return replace(self, q="", after="", before="")

    def but(self, **changed: str) -> "Looking":
        """The same with other values, from its first page."""
        return replace(self, after="", before="", **changed)

    def narrow(self, rows: "QuerySet[Application]") -> "QuerySet[Application]":
        """Those of the rows that fit."""
        for name in ("lane", "state"):
            if value := getattr(self, name):
                rows = rows.filter(**{name: value})
        if self.region:
            rows = rows.filter(region_id=int(self.region))
        if self.category:
            rows = rows.filter(categories__contains=[self.category])
        if self.vendor:
            keys = Vendor.objects.filter(reference=self.vendor).values_list("pk", flat=True)
            rows = rows.filter(pk__in=_requests_of(keys.first() or 0))
        return rows.filter(self._searched()) if self.q else rows

    def _searched(self) -> Q:
        if number := _NUMBER.fullmatch(self.q):
            return Q(reference="-".join(number.groups()).upper())
        if self.cents:
            return Q(requested_cents=self.cents) | Q(approved_cents=self.cents)
        if not self.businesses:
            return Q(pk__in=[])
        first = Vendor.objects.get(reference=self.businesses[0].reference)
        return Q(pk__in=_requests_of(first.pk))

    @cached_property
    def cents(self) -> int:
        """The amount that was searched for; 0 if it was none."""
        try:
            return parse_cents(self.q)
        except MoneyError:
            return 0

    @cached_property
    def businesses(self) -> list[vendors.FoundVendor]:
        """Businesses that what was typed may mean, the likeliest first."""
        if not self.q or self.cents or _NUMBER.fullmatch(self.q):
            return []
        return vendors.search(self.q, limit=4)


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]


def _is_allowed(name: str, value: str) -> bool:
    match name:
        case "lane":
            return value in Lane.values
        case "region":
            return value.isdecimal() and len(value) < 10
        case "state":
            return value in STATES
        case "category":
            return value in NeedCategory.values
        case "vendor":
            return bool(_VENDOR.fullmatch(value))
        case "after" | "before":
            return bool(_NUMBER.fullmatch(value))
        case "show":
            return value in ("mine", "ratify", "others", "decided", "all")
    return True


def _requests_of(vendor: int) -> RawSQL:
    return RawSQL("SELECT unnest(requests_of_vendor(%s, %s))", [vendor, MOST_OF_A_VENDOR])
