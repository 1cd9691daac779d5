"""The committee's inbox: what needs me now by time left, what waits on others, what was decided."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import TO_RATIFY, Application, Review
from applications.queries.cards import Card, cards_of
from applications.queries.looking import Looking
from applications.queries.own import PAGE_SIZE
from applications.states import DECIDED, UNDECIDED, State, Verdict
from fund import clock
from fund.models import User
from fund.web.keyset import Page, page_of

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


def mine(user: User) -> "QuerySet[Application]":
    """Requests that wait for this person's vote."""
    return _mine(committee_requests(user), user)


def to_ratify(user: User) -> "QuerySet[Application]":
    """Emergencies that another member decided alone and the committee has not looked at."""
    return _to_ratify(committee_requests(user), user)


def undecided(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    """Of these, all that wait, on whomever."""
    return rows.filter(state__in=UNDECIDED)


def _mine(rows: "QuerySet[Application]", user: User) -> "QuerySet[Application]":
    return rows.filter(~Q(_voted(user)), state__in=[State.SUBMITTED, State.IN_REVIEW])


def _others(rows: "QuerySet[Application]", user: User) -> "QuerySet[Application]":
    """Undecided requests that this person can do nothing about now."""
    waits = Q(state=State.INFORMATION_REQUESTED) | Q(_voted(user))
    return rows.filter(waits, state__in=UNDECIDED)


def _to_ratify(rows: "QuerySet[Application]", user: User) -> "QuerySet[Application]":
    return rows.filter(TO_RATIFY).exclude(decided_by=user)


def _decided(rows: "QuerySet[Application]", user: User) -> "QuerySet[Application]":
    """Every decision, however long ago."""
    return rows.filter(state__in=DECIDED)


def _all(rows: "QuerySet[Application]", user: User) -> "QuerySet[Application]":
    return rows


def _voted(user: User) -> Exists:
    """Whether she has said all she has to say: no line is open for a question of hers."""
    hers = Review.objects.filter(
        application=OuterRef("pk"), reviewer=user, round=OuterRef("review_round")
    )
    return Exists(hers.exclude(lines__verdict=Verdict.ASK))


@dataclass(frozen=True)
class Part:
    """A part of the inbox: its title, its rows, their order, and what stands there without any."""

    title: str
    rows: "Callable[[QuerySet[Application], User], QuerySet[Application]]"
    order: tuple[str, ...]
    empty: str = ""


PARTS: dict[str, Part] = {
    "mine": Part(
        gettext_noop("Needs you now"), _mine, BY_CLOCK, gettext_noop("Nothing waits for your vote.")
    ),
    "ratify": Part(gettext_noop("Emergency decisions to look at"), _to_ratify, BY_CLOCK),
    "others": Part(gettext_noop("Waiting on others"), _others, BY_CLOCK),
    "decided": Part(gettext_noop("Decided"), _decided, LATEST),
    "all": Part(gettext_noop("All requests"), _all, NEWEST),
}
EMPTY = gettext_noop("No request fits.")
COUNTED = ("mine", "ratify", "others")
FRONT = ("ratify", "others", "decided")
MOST_COUNTED = 25


@dataclass(frozen=True)
class Section:
    """A part of the inbox as it is shown; `name` goes into the address."""

    name: str
    title: str
    cards: list[Card]
    page: Page[Application]
    is_whole: bool
    empty: str


def sections(
    rows: "QuerySet[Application]", user: User, looking: Looking, heads: "Heads"
) -> Iterator[Section]:
    """The front of the inbox, of the rows that this person sees: mine whole, the first few of the
    others; or one part by itself. What was searched for is looked for in all of them."""
    alone = looking.alone
    whole = alone or "mine"
    page = _whole(PARTS[whole], rows, user, looking)
    few = {} if alone else {name: heads.found[name] for name in FRONT}
    keys = {whole: [row.pk for row in page.rows]}
    keys |= {name: found[:FIRST_FEW] for name, found in few.items()}
    cards = cards_of([key for part in keys.values() for key in part], user)
    for name, found in keys.items():
        more = len(few.get(name, ())) > FIRST_FEW
        yield Section(
            name,
            _(PARTS[name].title) if not looking.q else _("Found"),
            [cards[key] for key in found if key in cards],
            page if name == whole else Page([], "", looking.but(show=name).address * more),
            is_whole=name == whole,
            empty=_(PARTS[name].empty or EMPTY) if name == whole else "",
        )


@dataclass(frozen=True)
class Heads:
    """The beginning of several lists, as keys: enough to show the first few and to count them up
    to a bound."""

    found: dict[str, list[int]]

    def count(self, name: str) -> str:
        """`7`, or `25+` for any more."""
        number = len(self.found.get(name, ()))
        return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def heads_of(
    rows: "QuerySet[Application]",
    user: User,
    looking: Looking,
    views: Iterable[tuple[str, Looking]] = (),
) -> Heads:
    """Of the parts under the filters of `looking`, and of each saved view, by its key, what waits
    in it. One query."""
    fitting = looking.narrow(rows)
    lists = {name: _ordered(PARTS[name], fitting, user) for name in COUNTED}
    recent = fitting.filter(decided_at__gt=clock.now() - LATELY)
    lists["decided"] = _ordered(PARTS["decided"], recent, user)
    for key, view in views:
        waiting = PARTS[view.show].rows(rows, user) if view.show in COUNTED else undecided(rows)
        lists[key] = view.narrow(waiting).order_by()
    numbered = [
        part.annotate(part=Value(place)).values_list("part", "pk")[: MOST_COUNTED + 1]
        for place, part in enumerate(lists.values())
    ]
    found: dict[str, list[int]] = {name: [] for name in lists}
    names = list(lists)
    for place, key_of_row in numbered[0].union(*numbered[1:], all=True):
        found[names[place]].append(key_of_row)
    return Heads(found)


def next_for(user: User, asked: QueryDict) -> Application | None:
    """The most pressing request that waits for this person."""
    return Looking.of(asked).narrow(mine(user)).order_by(*BY_CLOCK).first()


def _ordered(part: Part, rows: "QuerySet[Application]", user: User) -> "QuerySet[Application]":
    return part.rows(rows, user).order_by(*part.order)


def _whole(
    part: Part, rows: "QuerySet[Application]", user: User, looking: Looking
) -> Page[Application]:
    found = looking.narrow(part.rows(rows, user)).only("reference", "due_at", "decided_at")
    asked = looking.as_query
    return page_of(found, asked, order=part.order, by="reference", size=PAGE_SIZE)
