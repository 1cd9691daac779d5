"""The roster as pages show it: who is on call, where nobody is, who was told of an emergency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from applications import oncall, roster
from applications.models import Application, Call, Place, Ratification, Shift
from applications.sealing import Words
from applications.states import Lane, Order, RefusedFor, Step
from fund import clock, dates
from fund.models import User
from fund.roles import Can

AHEAD = timedelta(days=2)
"""How far the dashboard looks for hours without anybody."""
OWN = 4
"""So many of my next shifts are shown."""


@dataclass(frozen=True)
class OnCallNow:
    """One line for the dashboard: who is on call now, and the next hours without anybody."""

    names: str
    gap: str
    offers: int


def on_call_now(user: User) -> OnCallNow:
    """For any member of the committee; one query, however long the roster."""
    now = clock.now()
    shifts = roster.shifts_between(now, now + AHEAD)
    here = sorted((one for one in shifts if one.starts_at <= now), key=lambda one: one.order)
    holes = oncall.gaps(_spans(shifts), now, now + AHEAD)
    return OnCallNow(
        names=", ".join(
            _("%(name)s until %(end)s")
            % {"name": one.member.name, "end": dates.written(one.ends_at, "WEEKDAY_HOUR_FORMAT")}
            for one in here
        ),
        gap=_nobody(holes[0], now) if holes else "",
        offers=sum(one.offered_to_id == user.pk for one in shifts),
    )


@dataclass(frozen=True)
class Entry:
    """A shift or, without a `pk`, hours without anybody."""

    words: str
    pk: int = 0
    name: str = ""
    order: str = ""
    is_now: bool = False
    offered_to: str = ""


@dataclass(frozen=True)
class Week:
    """What stands in the roster from now or Monday on."""

    title: str
    entries: list[Entry]


def weeks() -> list[Week]:
    """This week from now on, and the next; one query."""
    now, today = clock.now(), clock.today()
    zone = timezone.get_current_timezone()
    mondays = [today + timedelta(days=days - today.weekday()) for days in (7, 14)]
    first, second = (oncall.day_of(monday, zone)[0] for monday in mondays)
    shifts = roster.shifts_between(now, second)
    parts = ((_("This week"), now, first), (_("Next week"), first, second))
    return [Week(title, _entries(shifts, start, end, now)) for title, start, end in parts]


def _entries(shifts: list[Shift], start: datetime, end: datetime, now: datetime) -> list[Entry]:
    """In the order of the clock, the gaps in their places. A shift over Sunday night stands in
    the week in which it begins, or goes on now."""
    holes = [
        (gap[0], 0, Entry(_nobody(gap, now))) for gap in oncall.gaps(_spans(shifts), start, end)
    ]
    begin = [one for one in shifts if start <= max(one.starts_at, now) < end]
    rows = [(one.starts_at, 1 + (one.order == Order.SECOND), _entry(one, now)) for one in begin]
    return [entry for _at, _place, entry in sorted([*holes, *rows], key=lambda row: row[:2])]


def _entry(shift: Shift, now: datetime) -> Entry:
    return Entry(
        words=_in_words(shift, now),
        pk=shift.pk,
        name=shift.member.name,
        order=Order(shift.order).label,
        is_now=shift.starts_at <= now < shift.ends_at,
        offered_to=shift.offered_to.name if shift.offered_to else "",
    )


def _in_words(shift: Shift, now: datetime) -> str:
    """`Sat, Nov 28, 8 p.m. to Sun, Nov 29, 8 a.m.`; what has begun is said by its end."""
    end = dates.written(shift.ends_at, "ROSTER_FORMAT")
    if shift.starts_at <= now:
        return _("Now, until %(end)s") % {"end": end}
    start = dates.written(shift.starts_at, "ROSTER_FORMAT")
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def _nobody(gap: oncall.Span, now: datetime) -> str:
    """`Nobody from Saturday 8 p.m. to Sunday 8 a.m.`"""
    end = dates.written(gap[1], "WEEKDAY_HOUR_FORMAT")
    if gap[0] <= now:
        return _("Nobody now, until %(end)s") % {"end": end}
    start = dates.written(gap[0], "WEEKDAY_HOUR_FORMAT")
    return _("Nobody from %(start)s to %(end)s") % {"start": start, "end": end}


def _spans(shifts: Iterable[Shift]) -> list[oncall.Span]:
    return [(one.starts_at, one.ends_at) for one in shifts]


@dataclass(frozen=True)
class OwnShift:
    """A shift that is mine, or that is offered to me."""

    pk: int
    words: str
    name: str
    offered_to: str


def own_shifts(user: User) -> tuple[list[OwnShift], list[OwnShift]]:
    """My next shifts, and those that others ask me to take; two queries."""
    rows = Shift.objects.filter(ends_at__gt=clock.now()).select_related("member", "offered_to")
    ordered = rows.order_by("starts_at", "order")
    mine, offered = ordered.filter(member=user)[:OWN], ordered.filter(offered_to=user)[:OWN]
    return [_own(one) for one in mine], [_own(one) for one in offered]


def _own(shift: Shift) -> OwnShift:
    return OwnShift(
        shift.pk,
        _in_words(shift, clock.now()),
        shift.member.name,
        shift.offered_to.name if shift.offered_to else "",
    )


def colleagues(user: User) -> list[User]:
    """Who could take a shift over; one query."""
    return list(User.objects.who_can(Can.DECIDE_EMERGENCY).exclude(pk=user.pk).order_by("name"))


@dataclass(frozen=True)
class Told:
    """A step of an emergency as a line of a timeline."""

    what: str
    at: datetime
    who: str
    member: int


def told_of(application: Application) -> list[Told]:
    """Who was told of it in this round, the earliest first; one query."""
    rows = Call.objects.filter(application=application, round=application.review_round)
    ordered = rows.select_related("member").order_by("at", "id")
    return [Told(Step(row.step).label, row.at, row.member.name, row.member_id) for row in ordered]


@dataclass(frozen=True)
class EmergencyPart:
    """An emergency's own part of its page: who was told, what this member can do now, and why the
    committee did not agree, if so."""

    told: list[Told]
    may_decide: bool
    is_taken_up: bool
    refused_for: str
    words: str


def emergency_part(application: Application, user: User, words: Words) -> EmergencyPart | None:
    """For an emergency only; None for any other request."""
    if application.lane != Lane.EMERGENCY:
        return None
    told = told_of(application)
    said = Ratification.objects.filter(application=application, agreed=False).first()
    on_it = Step.TAKEN_UP.label
    return EmergencyPart(
        told=told,
        may_decide=application.is_undecided and roster.may_decide_alone(user, application),
        is_taken_up=any(one.what == on_it and one.member == user.pk for one in told),
        refused_for=RefusedFor(said.refused_for).label if said else "",
        words=words.of(Place.RATIFICATION, said.pk) if said else "",
    )
