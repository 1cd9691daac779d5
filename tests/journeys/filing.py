"""How Ada files a request, question by question."""

from collections.abc import Iterable

from fund.models import User, Vendor
from tests.journeys.visitor import Visitor
from tests.secondstep import phone_of

Line = tuple[str, Vendor, str]
AMOUNT = "How much is it?"
RATE = "What is one night, with tax?"


def start(visitor: Visitor, how_soon: str = "This week or later") -> None:
    """The first question."""
    visitor.go("/requests/new/")
    visitor.page.get_by_label(how_soon).check()
    visitor.press("Continue")
    visitor.heading("What is needed?")


def say_category(visitor: Visitor, category: str) -> None:
    """What is needed; the rarer things are behind one line of words."""
    visitor.heading("What is needed?")
    choice = visitor.page.get_by_label(category, exact=True)
    if not choice.is_visible():
        visitor.page.get_by_text("Something else").first.click()
    choice.check()
    visitor.press("Continue")
    visitor.heading("Who should we pay?")


def say_vendor(visitor: Visitor, vendor: Vendor) -> None:
    """Whom to pay; looked for if it is not on the page."""
    words = f"{vendor.name}, {vendor.town}"
    if not visitor.page.get_by_label(words).count():
        visitor.page.get_by_label("Look for a business").fill(vendor.name)
        visitor.press("Search")
    visitor.page.get_by_label(words).check()
    visitor.press("Continue")
    visitor.heading(AMOUNT)


def fill_line(visitor: Visitor, line: Line) -> None:
    """A line up to its amount, which is typed and not sent yet."""
    category, vendor, amount = line
    say_category(visitor, category)
    say_vendor(visitor, vendor)
    fill_amount(visitor, amount)


def fill_amount(visitor: Visitor, amount: str) -> None:
    """An amount; at a motel it is one night."""
    nights = visitor.page.get_by_label("How many nights?")
    if nights.count():
        nights.fill("1")
        visitor.page.get_by_label(RATE).fill(amount)
    else:
        visitor.page.get_by_label(AMOUNT).fill(amount)


def say_what(visitor: Visitor, lines: Iterable[Line]) -> None:
    """The questions about each line."""
    for number, line in enumerate(lines):
        if number:
            visitor.press("Add another thing")
        fill_line(visitor, line)
    visitor.press("Continue")


def say_who(visitor: Visitor, region: str = "Portland") -> None:
    """The last question: bands, never a name."""
    visitor.heading("Who is it for?")
    page = visitor.page
    page.get_by_role("group", name="Who lives in the household?").get_by_role("radio").first.check()
    page.get_by_role("group", name="How old").get_by_role("radio").first.check()
    page.get_by_label(region).check()
    visitor.press("Continue")
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
