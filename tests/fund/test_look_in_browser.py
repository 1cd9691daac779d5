"""The promises of the look that only a browser can show, with the real content policy in force."""

import mimetypes
from collections.abc import Callable, Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import include, path
from playwright.sync_api import Page, Route

from fund.web.notices import views as notices
from fund.web.secondstep import views as secondstep
from fund.web.styleguide import samples

urlpatterns = [
    path("", include("fund.web.urls")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("account/sign-out-everywhere", secondstep.sign_out_everywhere, name="out_everywhere"),
    path("account/notices", notices.ask, name="notices"),
    path("account/stay", secondstep.stay, name="stay"),
    path("account/", include("allauth.account.urls")),
    path("verify/", include("applications.verify_urls")),
]
pytestmark = pytest.mark.urls(__name__)

HOST = "http://fund.test"
STATIC = settings.BASE_DIR / "fund" / "static"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}"
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
PAGES = {
    "/styleguide": "pages/styleguide.html",
    "/": "pages/home.html",
    "/accessibility": "pages/accessibility.html",
    "/left": "pages/left.html",
    "/404": "404.html",
}


class Ada:
    """Somebody who has signed in, as far as a template can tell."""

    is_authenticated = True

    def __str__(self) -> str:
        return "Ada Alvarez"


def html(address: str) -> str:
    inbox = {"label": "Inbox", "url": "/", "current": True, "count": 4}
    who = {"user": Ada(), "nav": [inbox]} if address == "/styleguide" else {}
    return render_to_string(PAGES[address], {**samples(), **who})


Open = Callable[..., Page]


@pytest.fixture
def sent() -> list[str]:
    """Every POST that the page made."""
    return []


@pytest.fixture
def open_page(page: Page, sent: list[str]) -> Iterator[Open]:
    """Open one of PAGES at a width in pixels; anything on the console fails the test."""
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.on("pageerror", lambda error: console.append(str(error)))

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix(HOST)
        if route.request.method == "POST":
            sent.append(address)
            if address != "/leave":
                return  # no answer yet: the signal is bad
            route.fulfill(status=302, headers={"Location": "/left"})
        elif address.startswith("/static/"):
            file = STATIC / urlsplit(address).path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html"}
            route.fulfill(body=html(address), headers=headers)

    page.route("**/*", answer)

    def open_at(address: str, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(HOST + address)
        return page

    yield open_at
    assert console == []


def overflow(page: Page) -> Any:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (360, "light"), (1280, "light")])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(
    open_page: Open, address: str, width: int, theme: Literal["dark", "light"]
) -> None:
    page = open_page(address, width)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(open_page: Open, address: str) -> None:
    assert overflow(open_page(address, 320)) <= 0


def test_nothing_scrolls_sideways_when_text_is_twice_as_big(open_page: Open) -> None:
    page = open_page("/styleguide", 360)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) <= 0


def test_every_control_is_big_enough_for_a_thumb(open_page: Open) -> None:
    page = open_page("/styleguide", 360)
    small = page.evaluate(
        """[...document.querySelectorAll(
            'main .button, select, textarea, .choice, input:not([type=hidden], .choice *)')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 48)
            .map(e => e.outerHTML)"""
    )
    assert small == []


def test_focus_goes_to_what_is_wrong(open_page: Open) -> None:
    page = open_page("/styleguide", 1280)
    assert page.evaluate("document.activeElement.className") == "summary-of-errors"


def test_second_tap_sends_nothing(open_page: Open, sent: list[str]) -> None:
    page = open_page("/styleguide", 1280)
    tap = "document.querySelector('form[data-once] button').click()"
    page.evaluate(f"{tap}; setTimeout(() => {tap}, 20)")
    page.wait_for_timeout(200)
    assert sent == ["/styleguide"]


def test_leaving_blanks_the_page_and_ends_the_session(open_page: Open, sent: list[str]) -> None:
    page = open_page("/styleguide", 360)
    page.get_by_role("button", name="Leave this page now").click()
    page.wait_for_url("**/left")
    assert sent == ["/leave"]
    assert "Support Fund" not in page.content()


def test_three_escapes_leave_and_two_do_not(open_page: Open, sent: list[str]) -> None:
    page = open_page("/styleguide", 1280)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.url.endswith("/styleguide") and sent == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/left")


def test_leaving_works_without_javascript(browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    answers = {"POST": html("/left"), "GET": html("/styleguide")}
    page.route("**/*", lambda route: route.fulfill(
        body=answers[route.request.method], content_type="text/html"))  # fmt: skip
    page.goto(HOST + "/styleguide")
    page.get_by_role("button", name="Leave this page now").click()
    page.get_by_text("This page is blank").wait_for()
    page.context.close()
