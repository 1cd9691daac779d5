"""How long the money lasts, which lanes take requests, and who waits for money."""

from django.http import HttpResponse
from django.shortcuts import render

from applications.queries import lanes, money_line
from fund import runway
from fund.access import StaffRequest, page
from fund.models import FundPolicy
from fund.roles import Can


@page(Can.REVIEW, Can.SEE_MONEY)
def money(request: StaffRequest) -> HttpResponse:
    """The forecast by fund, the lanes, and the line of those who wait for money."""
    total, rows = runway.runways()
    values = {
        "total": total,
        "rows": rows,
        "looks_back": runway.LOOKS_BACK,
        "policy": FundPolicy.in_force(),
        "closures": lanes.closures(),
        "queue": money_line.queue(),
        "given_cents": money_line.given_this_week_cents(),
    }
    return render(request, "applications/money.html", values)
