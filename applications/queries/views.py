"""The tabs above the committee's list: its parts, and each member's own views."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import SavedView
from applications.queries.inbox import COUNTED, Heads
from applications.queries.looking import Looking
from fund.models import User

NAMES = {
    "": gettext_noop("Inbox"),
    "mine": gettext_noop("Mine"),
    "others": gettext_noop("Others"),
    "decided": gettext_noop("Decided"),
    "all": gettext_noop("All"),
}


@dataclass(frozen=True)
class Tab:
    """A link above the list; `count` is bounded (`25+`), and empty where nothing is waited for."""

    label: str
    address: str
    is_current: bool
    count: str = ""


@dataclass(frozen=True)
class View:
    """One saved view of the reader's."""

    pk: int
    name: str
    looking: Looking

    @property
    def key(self) -> str:
        return f"view {self.pk}"


def views_of(user: User) -> list[View]:
    """Her saved views, the oldest first."""
    rows = SavedView.objects.filter(user=user)
    return [View(row.pk, row.name, Looking.of(QueryDict(row.query))) for row in rows]


def tabs(views: list[View], looking: Looking, heads: Heads) -> list[Tab]:
    """The parts, then her own views."""
    here = looking.but().address
    own = [
        Tab(view.name, address, address == here, heads.count(view.key))
        for view in views
        for address in [view.looking.address]
    ]
    is_own = any(tab.is_current for tab in own)
    parts = [
        Tab(_(label), looking.but(show=name).address, looking.alone == name and not is_own, count)
        for name, label in NAMES.items()
        for count in [heads.count(name) if name in COUNTED else ""]
    ]
    return parts + own
