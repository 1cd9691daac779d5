"""Whether a person's consent to a purpose holds. Whatever leaves the agency asks here first.

A consent holds from the day on the paper to its last day, as long as nobody revoked it. A new use
of what a request holds (a story, an export) asks `in_force` for its purpose, or has no right to it.
"""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from applications.models import Application, Consent, Purpose
from fund import clock
from fund.models import User

_Row = TypeVar("_Row", bound=Model)


def standing(on: Any) -> Q:
    """The consents that hold on a day: a date, or the column of a surrounding query."""
    return Q(revoked_at__isnull=True, given_on__lte=on, ends_on__gte=on)


def in_force(application: Application, purpose: Purpose, on: date | None = None) -> bool:
    """Whether this request has a consent to the purpose that holds on the day (or today)."""
    return _holding(application, purpose, on).exists()


def _holding(
    application: Application, purpose: Purpose, on: date | None = None
) -> "QuerySet[Consent]":
    rows = Consent.objects.filter(standing(on or clock.today()))
    return rows.filter(application=application, purpose=purpose)


def may_read(application: Application, reader: User) -> bool:
    """Whether this person may read what the agency wrote and added: her own agency's always, for
    the committee while the person agrees."""
    own = application.agency_id in reader.agencies_served
    return own or in_force(application, Purpose.COMMITTEE)


def read_by(rows: "QuerySet[_Row]", application: Application, reader: User) -> "QuerySet[_Row]":
    """The rows of this request if `may_read` says yes, without a query of its own."""
    if application.agency_id in reader.agencies_served:
        return rows
    return rows.filter(Exists(_holding(application, Purpose.COMMITTEE)))


def held(purpose: Purpose, *, application: str, on: str) -> Exists:
    """The same for each row of a query: `application` and `on` are its columns."""
    rows = Consent.objects.filter(standing(OuterRef(on)))
    return Exists(rows.filter(application=OuterRef(application), purpose=purpose))


def all_of(application: Application) -> "QuerySet[Consent]":
    """Every consent ever recorded for the request, oldest first."""
    rows = Consent.objects.filter(application=application)
    return rows.select_related("recorded_by", "revoked_by").order_by("id")
