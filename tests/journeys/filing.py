"""How Ada files a request, question by question."""

from collections.abc import Iterable

from fund.models import User, Vendor
from tests.journeys.visitor import Visitor
from tests.secondstep import phone_of

Line = tuple[str, Vendor, str]


def start(visitor: Visitor, how_soon: str = "This week or later") -> None:
    """The first question."""
    visitor.go("/requests/new/")
    visitor.page.get_by_label(how_soon).check()
    visitor.press("Continue")
    visitor.heading("What is needed, and whom should we pay?")


def fill_line(visitor: Visitor, line: Line) -> None:
    """The second question: what is needed, who is paid, how much."""
    category, vendor, amount = line
    page = visitor.page
    page.get_by_label("What is needed?").select_option(label=category)
    page.get_by_label("Who should we pay?").select_option(vendor.reference)
    page.get_by_label("How much is it?").fill(amount)


def say_what(visitor: Visitor, lines: Iterable[Line]) -> None:
    """The second question, once for each line."""
    for number, line in enumerate(lines):
        if number:
            visitor.follow("Add another thing")
            visitor.heading("What is needed, and whom should we pay?")
        fill_line(visitor, line)
        visitor.press("Save and continue")
        visitor.heading("What is on the request")
    visitor.follow("Continue")


def say_who(visitor: Visitor, region: str = "Portland") -> None:
    """The third question: bands, never a name."""
    visitor.heading("Who is it for?")
    page = visitor.page
    page.get_by_role("group", name="Who lives in the household?").get_by_role("radio").first.check()
    page.get_by_role("group", name="How old").get_by_role("radio").first.check()
    page.get_by_label(region).check()
    visitor.press("Save and continue")
    visitor.heading("Check your answers")


def answer_all(visitor: Visitor, *lines: Line) -> None:
    """Every question up to the last page before sending."""
    start(visitor)
    say_what(visitor, lines)
    say_who(visitor)


def attest_and_send(visitor: Visitor) -> str:
    """The advocate's word, and off it goes; the request's number."""
    visitor.page.get_by_label("I have checked").check()
    visitor.page.get_by_label("The committee may read this request").check()
    visitor.press("Send request")
    visitor.heading("Request sent")
    return visitor.page.url.rsplit("/", 3)[1]


def signed_in_again(visitor: Visitor, user: User) -> None:
    """The session is over: sign in on the page that asks for it."""
    visitor.heading("Sign in")
    phone_of(user)
    visitor.type_sign_in(user.email)
