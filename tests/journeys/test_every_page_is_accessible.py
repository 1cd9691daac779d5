"""Every page that anybody can reach: axe, the console, the narrowest phone, a neutral title."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from fund.models import Agency, Fund, Gift, User, Vendor
from fund.proof import daily
from tests.architecture.addresses import addresses
from tests.cast import person
from tests.journeys.history import last_quarter
from tests.journeys.small_fund import SmallFund
from tests.journeys.stack import Stack
from tests.journeys.visitor import DESK, Visit, overflow
from tests.journeys.walk import walk
from tests.rails.sandbox_fixture import API_KEY

NARROWEST = 320
Theme = Literal["light", "dark"]
STACKED_BUT_WIDE = """[...document.querySelectorAll(".table-stack")]
    .some((e) => e.scrollWidth > e.clientWidth)"""
KINDS_OF_ELEMENTS = """[...new Set([...document.querySelectorAll("body *")].map(
    (e) => `${e.parentElement.className} ${e.tagName} ${e.className}`))].sort().join()"""
CLOSED = {
    "/account/email/",
    "/account/confirm-email/",
    "/account/confirm-email/987654",
    "/account/password/set/",
    "/account/password/change/",
    "/account/second-step/recovery-codes/download/",
    "/account/second-step/webauthn/",
    "/account/second-step/webauthn/keys/987654/edit/",
    "stay",
    "applications:fresh",
    "applications:meeting_pack",
}
"""Addresses of allauth that answer nobody, on purpose; what an open page fetches; a file."""


@pytest.fixture
def small_fund(
    stack: Stack,
    settings: Any,
    people: dict[str, User],
    general: Fund,
    give: Callable[..., Gift],
    motel: Vendor,
    busline: Vendor,
) -> SmallFund:
    settings.SANDBOX = True
    settings.STRIPE_API_BASE = stack.sandbox.url
    settings.STRIPE_SECRET_KEY = API_KEY
    gift = give(general, 60_000_00, last_quarter().starts_on)
    stack.pays(motel)
    made = SmallFund(people, motel, busline, stack.sandbox)
    made.worth_seeing["finn"] = [f"/funds/journal/{gift.entry_id}"]
    made.fill()
    daily.make_checkpoint()
    return made


@pytest.fixture
def people(
    ada: User, alma: User, cora: User, carl: User, chen: User, olive: User, finn: User,
    rosa: User, dana: User, audra: User, abel: User, sage: User,
) -> dict[str, User]:  # fmt: skip
    nora = person("Nora")
    every = (ada, alma, cora, carl, chen, olive, finn, rosa, dana, audra, abel, sage, nora)
    return {user.name.lower(): user for user in every}


def test_every_page_that_anybody_can_reach(
    visit: Visit, small_fund: SmallFund, people: dict[str, User], client: Client
) -> None:
    private = {agency.name for agency in Agency.objects.all()}
    private |= {user.name for user in people.values()} | {small_fund.motel.name}
    look = Look(private)
    visitors = {name: visit(people[name]) for name in sorted(people.keys() - {"alma", "carl"})}
    for name, visitor in {"anybody": visit(), **visitors}.items():
        for view in walk(visitor, "/", *small_fund.worth_seeing.get(name, ())):
            look.at(view, visitor.page)
    assert not look.found, "\n".join(look.found)
    not_seen = pages(client) - {view for view, _ in look.made_of}
    assert not_seen == CLOSED, sorted(not_seen - CLOSED)


@dataclass
class Look:
    """Looks at pages and keeps what is wrong with them."""

    private: set[str]
    found: list[str] = field(default_factory=list)
    made_of: set[tuple[str, str]] = field(default_factory=set)

    def at(self, view: str, page: Page) -> None:
        """The title and the widths of every page; axe on each that is made of something new, once
        in the light and once, narrow, in the dark."""
        self._note(page, (f"title says {word}" for word in self.private if word in page.title()))
        made_of = (view, page.evaluate(KINDS_OF_ELEMENTS))
        is_new = made_of not in self.made_of
        self.made_of.add(made_of)
        for width in (DESK, NARROWEST):
            page.set_viewport_size({"width": width, "height": 800})
            theme: Theme = "light" if width == DESK else "dark"
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no color in between
            if overflow(page) > 0:
                self._note(page, [f"{overflow(page)} pixels too wide for {width}"])
            if width == NARROWEST and page.evaluate(STACKED_BUT_WIDE):
                self._note(page, ["a table of cards scrolls sideways"])
            if is_new:
                self._note(page, axe_at(page, width))

    def _note(self, page: Page, wrong: Iterable[str]) -> None:
        self.found += [f"{page.url}: {what}" for what in wrong]


def axe_at(page: Page, width: int) -> Iterator[str]:
    for violation in Axe().run(page).response["violations"]:
        where = [node["target"] for node in violation["nodes"]]
        yield f"at {width} px: {violation['help']} {where}"


def pages(client: Client) -> set[str]:
    """Every address of ours that a GET opens as a page, by name."""
    ours = (a for a in addresses() if a.access and not a.name.endswith(("pdf", "sheet")))
    return {address.name for address in ours if client.get(address.path).status_code != 405}
