"""The committee's inbox: what needs me now by time left, what waits on others, what was decided."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import TO_RATIFY, Application, Review
from applications.queries.cards import Card, cards_of
from applications.queries.counting import counted
from applications.queries.looking import Looking
from applications.queries.own import PAGE_SIZE
from applications.states import DECIDED, UNDECIDED, State
from fund import clock
from fund.models import User
from fund.web.keyset import Page, page_of

Rows = "QuerySet[Application]"
LATELY = timedelta(days=14)
BY_CLOCK, NEWEST, LATEST = ("due_at", "id"), ("-id",), ("-decided_at", "-id")
FIRST_FEW = 5


def committee_requests(user: User) -> "QuerySet[Application]":
    """What was sent by agencies that this person does not work for, without her conflicts."""
    found: QuerySet[Application] = (
        Application.objects.visible_to(user)
        .exclude(agency_id__in=user.agency_ids)
        .filter(submitted_at__isnull=False)
    )
    return found


def undecided(user: User) -> "QuerySet[Application]":
    """All that waits, on whomever."""
    return committee_requests(user).filter(state__in=UNDECIDED)


def mine(user: User) -> "QuerySet[Application]":
    """Requests that wait for this person's vote."""
    return (
        committee_requests(user)
        .filter(state__in=[State.SUBMITTED, State.IN_REVIEW])
        .exclude(_voted(user))
    )


def others(user: User) -> "QuerySet[Application]":
    """Undecided requests that this person can do nothing about now."""
    waits = Q(state=State.INFORMATION_REQUESTED) | Q(_voted(user))
    return committee_requests(user).filter(waits, state__in=UNDECIDED)


def to_ratify(user: User) -> "QuerySet[Application]":
    """Emergencies that another member decided alone and the committee has not looked at."""
    return committee_requests(user).filter(TO_RATIFY).exclude(decided_by=user)


def decided(user: User) -> "QuerySet[Application]":
    """Every decision, however long ago."""
    return committee_requests(user).filter(state__in=DECIDED)


def _voted(user: User) -> Exists:
    return Exists(
        Review.objects.filter(
            application=OuterRef("pk"), reviewer=user, round=OuterRef("review_round")
        )
    )


@dataclass(frozen=True)
class Part:
    """A part of the inbox: its title, its rows, their order, and what stands there without any."""

    title: str
    rows: "Callable[[User], QuerySet[Application]]"
    order: tuple[str, ...]
    empty: str = ""


PARTS = {
    "mine": Part(
        gettext_noop("Needs you now"), mine, BY_CLOCK, gettext_noop("Nothing waits for your vote.")
    ),
    "ratify": Part(gettext_noop("Emergency decisions to look at"), to_ratify, BY_CLOCK),
    "others": Part(gettext_noop("Waiting on others"), others, BY_CLOCK),
    "decided": Part(gettext_noop("Decided"), decided, LATEST),
    "all": Part(
        gettext_noop("All requests"), committee_requests, NEWEST, gettext_noop("No request fits.")
    ),
}
TABS = ("mine", "ratify", "others", "decided", "all")
COUNTED = ("mine", "ratify", "others")


@dataclass(frozen=True)
class Section:
    """A part of the inbox as it is shown; `name` goes into the address."""

    name: str
    title: str
    cards: list[Card]
    page: Page[Application]
    is_whole: bool
    empty: str


def sections(user: User, looking: Looking) -> Iterator[Section]:
    """The front of the inbox: mine whole, the first few of the others; or one part by itself. What
    was searched for is looked for in all of them."""
    alone = looking.show or ("all" if looking.q else "")
    pages = {name: _page(user, name, looking, alone) for name in PARTS if _is_shown(name, alone)}
    cards = cards_of([row for page in pages.values() for row in page.rows], user)
    for name, page in pages.items():
        part = PARTS[name]
        yield Section(
            name,
            _(part.title),
            [cards[row.pk] for row in page.rows],
            page,
            is_whole=name in ("mine", alone),
            empty=_(part.empty) if part.empty else _("No request fits.") if alone else "",
        )


def next_for(user: User, asked: QueryDict) -> Application | None:
    """The most pressing request that waits for this person."""
    return Looking.of(asked).narrow(mine(user)).order_by(*BY_CLOCK).first()


def counts(user: User, views: Iterable[tuple[str, Looking]] = ()) -> dict[str, str]:
    """How many stand in each part, and how many undecided ones in each saved view, by its key."""
    lists = {name: PARTS[name].rows(user) for name in COUNTED}
    for key, looking in views:
        waiting = PARTS[looking.show].rows(user) if looking.show in COUNTED else undecided(user)
        lists[key] = looking.narrow(waiting)
    return counted(lists)


def _is_shown(name: str, alone: str) -> bool:
    return name == alone if alone else name != "all"


def _page(user: User, name: str, looking: Looking, alone: str) -> Page[Application]:
    part = PARTS[name]
    rows = looking.narrow(part.rows(user)).select_related("region", "policy")
    if name in ("mine", alone):
        asked = looking.as_query
        return page_of(rows, asked, order=part.order, by="reference", size=PAGE_SIZE)
    if name == "decided":
        rows = rows.filter(decided_at__gt=clock.now() - LATELY)
    found = list(rows.order_by(*part.order)[: FIRST_FEW + 1])
    more = looking.but(show=name).address if len(found) > FIRST_FEW else ""
    return Page(found[:FIRST_FEW], "", more)
