"""What an agency sees of its own requests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from applications.actions.sending_in import WARNED_BEFORE
from applications.models import Application
from applications.models.application import ApplicationQuerySet
from applications.queries.standing import has_news, lines_in_list, standing_of, with_questions
from applications.standing import in_words
from applications.states import State
from applications.words import listed
from fund import clock, dates
from fund.models import FundPolicy, NeedCategory, Region, User
from fund.web.keyset import Page, page_of

PAGE_SIZE = 25
MOST_DRAFTS = 10


def own_requests(user: User) -> ApplicationQuerySet:
    """The requests of the agencies that this person works for."""
    found: ApplicationQuerySet = Application.objects.visible_to(user).filter(
        agency_id__in=user.agencies_served
    )
    return found


@dataclass(frozen=True)
class Card:
    """One request in a list of its agency. `is_new` says that there is something to read in it."""

    reference: str
    title: str
    note: str
    amount_cents: int | None
    label: str
    kind: str
    due: datetime | None
    is_new: bool = False


def list_of(user: User, asked: QueryDict) -> tuple[list[Card], list[Card], Page[Application]]:
    """Drafts (on the first page only), sent requests newest first, and the pages beside them."""
    rows = with_questions(own_requests(user), user)
    rows = rows.select_related("award")
    sent = page_of(rows.exclude(_unsent()), asked, order=("-id",), by="reference", size=PAGE_SIZE)
    drafts: list[Application] = []
    if not sent.newer_url:
        drafts = list(rows.filter(state=State.DRAFT)[:MOST_DRAFTS])
    days = timedelta(days=FundPolicy.in_force().draft_expires_days) if drafts else timedelta()
    return [_draft(row, days) for row in drafts], [_sent(row) for row in sent.rows], sent


def _unsent() -> Q:
    """Drafts, and drafts that were thrown away: nobody asks for those again."""
    return Q(state=State.DRAFT) | Q(state=State.WITHDRAWN, submitted_at__isnull=True)


def needs_in_words(row: Any) -> str:
    """`Motel or emergency shelter, food`."""
    return listed([NeedCategory(category).label for category in row.categories])


def card_of(row: Any, note: str, *, label: str, kind: str = "", is_new: bool = False) -> Card:
    """A row with the annotation `categories` as a card; `kind` is the color of its label."""
    words = needs_in_words(row)
    return Card(
        reference=row.reference,
        title=f"{row.reference} · {words}" if words else row.reference,
        note=note,
        amount_cents=row.approved_cents or row.requested_cents or None,
        label=label,
        kind=kind or row.tag_kind,
        due=row.due_at if row.is_undecided else None,
        is_new=is_new,
    )


def _card(row: Any, note: str, kind: str = "") -> Card:
    return card_of(row, note, label=row.advocate_label, kind=kind, is_new=has_news(row))


def _sent(row: Any) -> Card:
    standing = standing_of(row, lines_in_list(row), row.asked_at)
    return _card(row, in_words(standing, clock.now()))


def _draft(row: Any, kept_for: timedelta) -> Card:
    """A draft, with the day on which it ends; in its last days that is a warning."""
    ends = row.changed_at + kept_for
    note = _("We keep it until %(day)s") % {"day": dates.written(ends, "MONTH_DAY_FORMAT")}
    if ends - clock.now() > WARNED_BEFORE:
        return _card(row, note)
    return _card(row, f"{note}. {_('Change or send it to keep it')}", "wait")


def regions() -> list[Region]:
    """Every region by name."""
    return list(Region.objects.order_by("name"))


def region_of(user: User) -> int:
    """The region that a new draft starts with: the agency's own, until she says another."""
    grant = next(grant for grant in user.current_grants if grant.agency is not None)
    assert grant.agency is not None
    return grant.agency.region_id
