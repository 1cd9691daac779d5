"""A person in front of a browser, who notices what the console says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from fund.models import User
from tests.cast import PASSWORD

PHONE, DESK = 360, 1280
# Chromium notes each answer with an error status; a form that came back is one, on purpose.
EXPECTED = "Failed to load resource: the server responded with a status of 422"


@dataclass
class Visitor:
    """One window of one person."""

    page: Page
    site: str
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.console.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        """By the sign-in page, as everybody does."""
        self.go("/account/login/")
        self.type_sign_in(email, password)
        return self.page

    def type_sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in page that is open."""
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.press("Sign in")
        self.page.wait_for_load_state()
        if "/authenticate/" in self.page.url:
            self.type_code()

    def type_code(self) -> None:
        """The code that the demo's page says itself."""
        hint = self.page.get_by_text("Demo: the code is").inner_text()
        self.page.get_by_label("Code", exact=True).fill(hint.split(" is ")[1])
        self.press("Go on")

    def press(self, name: str) -> None:
        """Press the button that says exactly this."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the first link that says this."""
        self.page.get_by_role("link", name=name).first.click()

    def reads(self, words: str) -> None:
        """Wait until the main part of the page says this."""
        self.page.locator("main").get_by_text(words).first.wait_for()

    def heading(self, words: str, level: int = 1) -> None:
        """Wait for the page with this heading."""
        self.page.get_by_role("heading", level=level, name=words).wait_for()


Visit = Callable[..., Visitor]


def bring_session(context: BrowserContext, user: User, site: str) -> None:
    """A session without the sign-in page, where signing in is not what is tried."""
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    cookie: Any = {"name": "sessionid", "value": value, "url": site}
    context.add_cookies([cookie])


def overflow(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
