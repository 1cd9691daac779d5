"""Reading the books: funds, one fund, the journal, one entry, the trial balance."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from fund import books, clock
from fund.access import StaffRequest, page
from fund.models import Fund, JournalEntry
from fund.roles import Can
from fund.web.keyset import page_of

from . import queries
from .forms import AsOfForm

NEWEST_FIRST = ("-dated_on", "-pk")


@page(Can.SEE_MONEY)
def funds(request: StaffRequest) -> HttpResponse:
    """Every fund with what is free, promised and spent."""
    balances = books.balances()
    values = {
        "rows": [(balance, queries.restriction_words(balance.fund)) for balance in balances],
        "free_cents": sum(balance.available_cents for balance in balances),
        "held_cents": sum(balance.encumbered_cents for balance in balances),
        "spent_cents": sum(balance.spent_cents for balance in balances),
        "may_record": request.user.can(Can.PREPARE_PAYMENT),
    }
    return render(request, "books/funds.html", values)


@page(Can.SEE_MONEY)
def fund(request: StaffRequest, code: str) -> HttpResponse:
    """One fund: its rule in words, its money, its entries."""
    found = get_object_or_404(Fund.objects.select_related("region"), code=code)
    held, free = books.encumbered_cents(found), books.available_cents(found)
    entries = page_of(queries.entries_of(found), request.GET, order=NEWEST_FIRST)
    values = {
        "code": found.code,
        "name": found.name,
        "restriction": queries.restriction_words(found),
        "free_cents": free,
        "short_cents": max(0, -free),
        "held_cents": held,
        "cash_cents": books.cash_cents(found),
        "rows": queries.cash_rows(entries.rows, found),
        "page": entries,
    }
    return render(request, "books/fund.html", values)


@page(Can.SEE_MONEY)
def journal(request: StaffRequest) -> HttpResponse:
    """Every entry, newest first."""
    entries = page_of(JournalEntry.objects.all(), request.GET, order=NEWEST_FIRST)
    values = {"rows": queries.total_rows(entries.rows), "page": entries}
    return render(request, "books/journal.html", values)


@page(Can.SEE_MONEY)
def entry(request: StaffRequest, entry_id: int) -> HttpResponse:
    """One entry with both its sides, and what took it back or what it takes back."""
    known = JournalEntry.objects.select_related("reverses", "reversed_by", "posted_by")
    found = get_object_or_404(known, pk=entry_id)
    taken_back_by = getattr(found, "reversed_by", None)
    values = {
        "entry_id": found.pk,
        "subject": found.subject,
        "kind": queries.kind_words(found.kind),
        "dated_on": found.dated_on,
        "posted_at": found.posted_at,
        "posted_by": found.posted_by.name if found.posted_by else _("the system"),
        "sides": queries.sides_of(found),
        "takes_back": found.reverses_id,
        "taken_back_by": taken_back_by.pk if taken_back_by else None,
        "may_take_back": found.kind == "gift"
        and taken_back_by is None
        and request.user.can(Can.PREPARE_PAYMENT),
    }
    return render(request, "books/entry.html", values)


@page(Can.SEE_MONEY)
def trial_balance(request: StaffRequest) -> HttpResponse:
    """Debits and credits of every account at the end of a day."""
    form = AsOfForm(request.GET if "as_of" in request.GET else {"as_of": clock.today()})
    as_of: date = form.cleaned_data["as_of"] if form.is_valid() else clock.today()
    values = {"form": form, "balance": queries.trial_balance_on(as_of)}
    return render(request, "books/trial_balance.html", values)
