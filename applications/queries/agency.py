"""What a supervisor sees of her agency: its requests, its people, and what each has in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import Application
from applications.models.application import ApplicationQuerySet
from applications.queries.own import PAGE_SIZE, categories, needs_in_words
from applications.states import UNDECIDED, State
from fund import clock, dates
from fund.models import RoleGrant, User
from fund.roles import AGENCY_ROLES
from fund.web.keyset import Page, page_of

STANDINGS: dict[str, tuple[str, tuple[State, ...]]] = {
    "draft": (gettext_noop("Not sent yet"), (State.DRAFT,)),
    "committee": (gettext_noop("With the committee"), (State.SUBMITTED, State.IN_REVIEW)),
    "question": (gettext_noop("Waiting for an answer"), (State.INFORMATION_REQUESTED,)),
    "approved": (gettext_noop("Approved"), (State.APPROVED,)),
    "closed": (gettext_noop("Paid and closed"), (State.CLOSED,)),
    "declined": (gettext_noop("Not approved"), (State.DECLINED,)),
    "ended": (gettext_noop("Withdrawn or expired"), (State.WITHDRAWN, State.EXPIRED)),
}
"""How a request stands, as a supervisor filters it: words, to be translated, and states."""

_LABELS = {state: label for label, states in STANDINGS.values() for state in states}
MONTHS_BACK = 24


@dataclass(frozen=True)
class Card:
    """One request in the supervisor's list."""

    reference: str
    title: str
    note: str
    amount_cents: int | None
    label: str
    kind: str
    due: datetime | None


def list_of(user: User, asked: QueryDict) -> tuple[list[Card], Page[Application]]:
    """The agency's requests, newest first, by `state`, `who` and `month` (2026-05)."""
    rows = _filtered(Application.objects.led_by(user), asked).annotate(categories=categories())
    rows = rows.select_related("cared_for_by")
    page = page_of(rows, asked, order=("-id",), by="reference", size=PAGE_SIZE)
    return [_card(row) for row in page.rows], page


def month_starts(count: int = MONTHS_BACK) -> list[date]:
    """The first days of this month and of those before it, newest first."""
    found = [clock.today().replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _filtered(rows: ApplicationQuerySet, asked: QueryDict) -> ApplicationQuerySet:
    if standing := STANDINGS.get(asked.get("state", "")):
        rows = rows.filter(state__in=standing[1])
    if who := asked.get("who", "").replace("\x00", ""):
        rows = rows.filter(cared_for_by__reference=who)
    for first in month_starts():
        if asked.get("month") == f"{first:%Y-%m}":
            after = (first + timedelta(days=32)).replace(day=1)
            rows = rows.filter(
                submitted_at__gte=clock.midnight(first), submitted_at__lt=clock.midnight(after)
            )
    return rows


def _card(row: Any) -> Card:
    words, sent = needs_in_words(row), row.submitted_at
    when = _("sent %(day)s") % {"day": dates.written(sent)} if sent else _("not sent")
    return Card(
        reference=row.reference,
        title=f"{row.reference} · {words}" if words else row.reference,
        note=f"{row.cared_for_by.name} · {when}",
        amount_cents=row.approved_cents or row.requested_cents or None,
        label=_(_LABELS[State(row.state)]),
        kind=row.tag_kind,
        due=row.due_at if row.is_undecided else None,
    )


@dataclass(frozen=True)
class Colleague:
    """Somebody who works for the agency, or left with requests in hand."""

    reference: str
    name: str
    standing: str
    kind: str
    drafts: int
    undecided: int
    approved: int

    @property
    def has_some(self) -> bool:
        return bool(self.drafts or self.undecided or self.approved)


def colleagues(user: User, asked: QueryDict) -> tuple[list[Colleague], Page[User]]:
    """By name, each with what she has in hand; three queries."""
    page = page_of(_who_has_some(user), asked, order=("name", "pk"), by="reference")
    return _with_counts(user, page.rows), page


def colleague(user: User, reference: str) -> tuple[User, Colleague] | None:
    """One of them; None for anybody who is none of this agency's."""
    found = people_of(user).filter(reference=reference).first()
    return (found, _with_counts(user, [found])[0]) if found else None


def _who_has_some(user: User) -> "QuerySet[User]":
    """Whoever works there, and whoever left with something still in hand."""
    return _people(user, Application.objects.led_by(user).in_hand())


def people_of(user: User) -> "QuerySet[User]":
    """Whoever works for the agencies led, and whoever cares for a request of theirs."""
    return _people(user, Application.objects.led_by(user))


def _people(user: User, requests: "QuerySet[Application]") -> "QuerySet[User]":
    caring = requests.values("cared_for_by")
    return User.objects.filter(Q(pk__in=_grants(user).values("user")) | Q(pk__in=caring))


def who_can_take_over(user: User, gave: User) -> "QuerySet[User]":
    """The active people of the agencies led, without whoever gives."""
    there = User.objects.filter(is_active=True, pk__in=_grants(user).values("user"))
    return there.exclude(pk=gave.pk).order_by("name", "pk")


def _grants(user: User) -> "QuerySet[RoleGrant]":
    held: QuerySet[RoleGrant] = RoleGrant.objects.in_force(clock.today())
    return held.filter(agency__in=user.agencies_led, role__in=sorted(AGENCY_ROLES))


def _with_counts(user: User, people: Iterable[User]) -> list[Colleague]:
    rows, keys = list(people), [person.pk for person in people]
    counted = (
        Application.objects.led_by(user)
        .in_hand()
        .filter(cared_for_by__in=keys)
        .order_by()
        .values("cared_for_by")
        .annotate(
            drafts=Count("pk", filter=Q(state=State.DRAFT)),
            undecided=Count("pk", filter=Q(state__in=UNDECIDED)),
            approved=Count("pk", filter=Q(state=State.APPROVED)),
        )
    )
    counts: dict[int, Any] = {row["cared_for_by"]: row for row in counted}
    ends = {grant.user_id: grant.ends_on for grant in _grants(user).filter(user__in=keys)}
    return [_colleague(person, counts.get(person.pk, {}), ends) for person in rows]


def _colleague(person: User, counted: dict[str, Any], ends: dict[int, date | None]) -> Colleague:
    standing, kind = _standing(person, ends)
    return Colleague(
        person.reference,
        person.name,
        standing,
        kind,
        counted.get("drafts", 0),
        counted.get("undecided", 0),
        counted.get("approved", 0),
    )


def _standing(person: User, ends: dict[int, date | None]) -> tuple[str, str]:
    if not person.is_active or person.pk not in ends:
        return _("No longer here"), "stop"
    last = ends[person.pk]
    if last is None:
        return _("Works here"), "ok"
    return _("Until %(day)s") % {"day": dates.written(last, "MONTH_DAY_FORMAT")}, "wait"
