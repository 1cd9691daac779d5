"""The committee's own figures: load, time to decision, a year of its work, a pack for a meeting."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.queries import figures as queries
from applications.queries.meeting import pack_of
from applications.queries.year import Year, year_of
from applications.views.filters import filter_of
from fund import clock, dates, pdf
from fund.access import StaffRequest, page
from fund.charts import Chart, bars
from fund.models import User
from fund.roles import Can


@page(Can.REVIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """Load and time to decision, by `by` (lane, region, category; for the chair agency too) over
    the last `days` days."""
    allowed = _divisions(request.user)
    by, days = str(request.GET.get("by", "")), str(request.GET.get("days", ""))
    by = by if by in allowed else "lane"
    period = int(days) if days in map(str, queries.PERIODS) else 90
    found = queries.figures(by, period)
    periods = [(str(n), ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in queries.PERIODS]
    values = {
        "found": found,
        "head": allowed[by],
        "in_time": _in_time(found),
        "speed": _speed(found),
        "load": _load(queries.load()),
        "waiting": queries.waiting(),
        "year": clock.recent_years()[0],
        "filters": [
            filter_of("by", _("Divide by"), list(allowed.items()), by),
            filter_of("days", _("The last"), periods, str(period)),
        ],
    }
    return render(request, "applications/figures.html", values)


@page(Can.REVIEW)
def year(request: StaffRequest, year: int) -> HttpResponse:
    """A year of the committee's own work."""
    others = [other for other in clock.recent_years() if other != year]
    values = {"year": _year(year), "others": others}
    return render(request, "applications/committee_year.html", values)


@page(Can.REVIEW)
def year_pdf(request: StaffRequest, year: int) -> HttpResponse:
    """The same as a file for the board."""
    return pdf.answer("pdf/committee_year.html", {"year": _year(year)}, f"committee-{year}.pdf")


@page(Can.REVIEW)
def pack(request: StaffRequest) -> HttpResponse:
    """What a meeting looks at, to print: as much as this member may see."""
    made = pack_of(request.user)
    day = dates.written(made.made_at, "Y-m-d")
    return pdf.answer("pdf/meeting.html", {"pack": made}, f"meeting-{day}.pdf")


def _divisions(user: User) -> dict[str, str]:
    return {
        name: _(head)
        for name, (head, _field) in queries.BY.items()
        if name != "agency" or user.can(Can.CHAIR)
    }


def _year(year: int) -> Year:
    if year not in clock.recent_years():
        raise Http404
    return year_of(year)


def _in_time(found: queries.Figures) -> Chart | None:
    words = _("%(percent)d%% of %(count)d")
    rows = [
        (
            group.label,
            group.in_time_percent,
            words % {"percent": group.in_time_percent, "count": group.timed},
        )
        for group in found.shown
    ]
    return _chart(_("Decided within the clock"), rows, whole=100)


def _speed(found: queries.Figures) -> Chart | None:
    words = _("half within %(hours).1f h")
    rows = [
        (group.label, round(10 * (group.median_hours or 0)), words % {"hours": group.median_hours})
        for group in found.shown
    ]
    return _chart(_("Hours to a decision"), rows)


def _load(weeks: list[queries.Week]) -> Chart | None:
    rows = [
        (
            _("Week of %(day)s") % {"day": dates.written(week.starts_on, "SHORT_DAY_FORMAT")},
            week.sent,
            _("%(sent)d sent, %(decided)d decided") % {"sent": week.sent, "decided": week.decided},
        )
        for week in weeks
    ]
    return _chart(_("Requests sent each week"), rows)


def _chart(title: str, rows: list[tuple[str, int, str]], whole: int | None = None) -> Chart | None:
    return bars(title, rows, whole=whole, last_is_rest=False) if rows else None
