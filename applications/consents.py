"""Whether a person's consent to a purpose holds. Whatever leaves the agency asks here first.

A consent holds from the day on the paper to its last day, as long as nobody revoked it. A new use
of what a request holds (a story, an export) asks `in_force` for its purpose, or has no right to it.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.models import Application, Consent, Purpose
from fund import clock
from fund.models import User


def standing(on: Any) -> Q:
    """The consents that hold on a day: a date, or the column of a surrounding query."""
    return Q(revoked_at__isnull=True, given_on__lte=on, ends_on__gte=on)


def in_force(application: Application, purpose: Purpose, on: date | None = None) -> bool:
    """Whether this request has a consent to the purpose that holds on the day (or today). What
    `agreed_today` brought along is not asked again."""
    known: bool | None = getattr(application, "is_agreed", None)
    if known is not None and purpose == Purpose.COMMITTEE and on is None:
        return known
    return _holding(application, purpose, on).exists()


def _holding(
    application: Application, purpose: Purpose, on: date | None = None
) -> "QuerySet[Consent]":
    rows = Consent.objects.filter(standing(on or clock.today()))
    return rows.filter(application=application, purpose=purpose)


def may_read(application: Application, reader: User) -> bool:
    """Whether this person may read what the agency wrote and added: her own agency's always, for
    the committee while the person agrees."""
    if application.agency_id in reader.agencies_served:
        return True
    return in_force(application, Purpose.COMMITTEE)


def agreed_today() -> Exists:
    """For a query of requests, as its column `is_agreed`: `in_force` then asks no more."""
    rows = Consent.objects.filter(standing(clock.today()), purpose=Purpose.COMMITTEE)
    return Exists(rows.filter(application=OuterRef("pk")))


def held(purpose: Purpose, *, application: str, on: str) -> Exists:
    """The same for each row of a query: `application` and `on` are its columns."""
    rows = Consent.objects.filter(standing(OuterRef(on)))
    return Exists(rows.filter(application=OuterRef(application), purpose=purpose))


def all_of(application: Application) -> "QuerySet[Consent]":
    """Every consent ever recorded for the request, oldest first."""
    rows = Consent.objects.filter(application=application)
    return rows.select_related("recorded_by", "revoked_by").order_by("id")
