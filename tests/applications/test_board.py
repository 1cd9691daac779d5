"""The committee's list: what each request waits for, filters, search, views, and the file."""

import csv
import hashlib
import io
import tracemalloc
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.base import ModelState
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications import actions, committee_exports
from applications.actions import viewing
from applications.models import Application, SavedView
from applications.pending import Waiting, in_words
from applications.queries.looking import Looking
from applications.refusals import Refused
from applications.states import Lane, State
from fund import tenancy
from fund.models import Agency, AuditEvent, Fund, NeedCategory, User, Vendor
from fund.roles import Role
from tests.cast import person

from .desk import approve, sent_request
from .test_pages_committee import INBOX, at, desk, large, section, small
from .test_pages_requests import copies, queries_of, text_of

__all__ = ["desk", "large", "small"]

NOON = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
VIEWS, FILE = f"{INBOX}views/", f"{INBOX}file/"


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (Waiting(State.SUBMITTED, 1), "0 of 1 vote; waits for you or one other member"),
        (Waiting(State.SUBMITTED, 3), "0 of 3 votes; waits for you and 2 other members"),
        (Waiting(State.IN_REVIEW, 3, cast=2), "2 of 3 votes; waits for you or one other member"),
        (Waiting(State.IN_REVIEW, 3, 2, voted=True), "2 of 3 votes; waits for 1 more member"),
        (Waiting(State.IN_REVIEW, 3, 1, voted=True), "1 of 3 votes; waits for 2 more members"),
        (
            Waiting(State.INFORMATION_REQUESTED, 3, 1, asked_at=NOON - timedelta(minutes=55)),
            "1 of 3 votes; waiting for the agency’s answer since 11:05\N{NO-BREAK SPACE}a.m. today",
        ),
        (
            Waiting(State.IN_REVIEW, 3, 1, escalated_at=NOON - timedelta(minutes=5)),
            "1 of 3 votes; late, the chair was told at 11:55\N{NO-BREAK SPACE}a.m. today",
        ),
    ],
)
def test_each_request_says_what_it_waits_for(waiting: Waiting, words: str) -> None:
    assert in_words(waiting, NOON) == words


def test_an_answer_that_i_have_not_opened_is_marked_until_i_open_it(
    desk: Client, small: Application, ada: User, carl: User
) -> None:
    actions.request_information(small.pk, "How many nights?", actor=carl)
    assert "New answer" not in text_of(desk.get(INBOX))
    actions.answer(small.pk, "Three.", actor=ada)
    assert "New answer" in text_of(desk.get(INBOX))
    desk.get(at(small))
    assert "New answer" not in text_of(desk.get(INBOX))


def test_the_money_asked_stands_beside_each_fund_that_could_pay_it(
    desk: Client, money: Fund, small: Application, ada: User, motel: Vendor
) -> None:
    only_health = Fund.objects.create(
        code="care", name="Care", is_restricted=True, purpose_group="health_legal"
    )
    sent_request(ada, motel, 90_00, category=NeedCategory.MEDICAL)
    asked = {fund.name: fund.asked_cents for fund in desk.get(INBOX).context["funds"]}
    assert asked == {money.name: 285_00 + 90_00, only_health.name: 90_00}


def test_every_decision_can_be_reached_page_by_page(
    desk: Client, money: Fund, small: Application, carl: User
) -> None:
    approve(small, carl)
    done = Application.objects.get(pk=small.pk)
    copies(done, 59)
    seen: list[str] = []
    url = "?show=decided"
    while url:
        found = desk.get(INBOX + url).context["sections"][0]
        seen += [card.reference for card in found.cards]
        url = found.page.older_url
    assert len(seen) == len(set(seen)) == 60
    assert "show=decided" in text_of(desk.get(f"{INBOX}?show=decided"))


def test_filters_fit_together_and_stay_in_every_link(
    desk: Client, ada: User, motel: Vendor, small: Application, large: Application
) -> None:
    food = sent_request(ada, motel, category=NeedCategory.FOOD)
    assert section(desk, "mine", "?category=food") == [food.reference]
    assert section(desk, "mine", "?category=food&state=in_review") == []
    query = f"?region={motel.region_id}&category=food"
    page = text_of(desk.get(INBOX + query))
    assert f"{at(food)}{query.replace('&', '&amp;')}" in page
    back = text_of(desk.get(at(food) + query))
    assert f'href="{INBOX}{query.replace("&", "&amp;")}"' in back


@pytest.mark.parametrize(
    "typed", ["{number}", "{lower}", "{bare}", "$285.00", "285", "pine tre motl", "Pinetree"]
)
def test_a_request_is_found_by_number_amount_and_business_in_spite_of_typing_errors(
    desk: Client, small: Application, large: Application, ada: User, busline: Vendor, typed: str
) -> None:
    number = small.reference
    other = sent_request(ada, busline, 77_00)
    text = typed.format(number=number, lower=number.lower(), bare=number.replace("-", ""))
    found = section(desk, "all", f"?q={text.replace('$', '%24').replace(' ', '+')}")
    assert number in found and other.reference not in found


def test_what_is_not_found_says_so_and_nothing_breaks(desk: Client, small: Application) -> None:
    for typed in ("zzzz qqqq", "%00", "-5", "9" * 80, "ZZ9-999", "'; --"):
        response = desk.get(INBOX, {"q": typed})
        assert response.status_code == 200 and "No request fits" in text_of(response), typed


def test_a_search_finds_only_what_the_policies_of_a_request_show(
    client: Client, small: Application, harbor: Agency, motel: Vendor
) -> None:
    client.force_login(person("Mary", Role.COMMITTEE_MEMBER, agency=harbor))
    for typed in (small.reference, "285", motel.name):
        assert small.reference not in section(client, "all", f"?q={typed}")


def test_the_lines_categories_are_kept_on_the_request_whoever_saves_it(
    small: Application, motel: Vendor
) -> None:
    old = Application.objects.get(pk=small.pk)
    small.needs.create(position=2, category="food", vendor=motel, amount_cents=5_00)
    old.save()
    assert Application.objects.get(pk=small.pk).categories == ["motel", "food"]
    small.needs.filter(position=1).update(category="rent")
    assert Application.objects.get(pk=small.pk).categories == ["rent", "food"]
    small.needs.filter(position=1).delete()
    assert Application.objects.get(pk=small.pk).categories == ["food"]


def test_a_view_is_saved_shown_with_its_count_renamed_and_deleted(
    desk: Client, cora: User, ada: User, motel: Vendor, small: Application
) -> None:
    sent_request(ada, motel, lane=Lane.URGENT)
    desk.post(f"{VIEWS}?lane=urgent&q=pine&after={small.reference}", {"name": "Soon ones"})
    view = SavedView.objects.get()
    assert (view.user, view.query) == (cora, "lane=urgent")
    tab = next(tab for tab in desk.get(INBOX).context["tabs"] if tab.label == "Soon ones")
    assert (tab.address, tab.count) == ("?lane=urgent", "1")
    desk.post(f"{VIEWS}{view.pk}/", {"act": "rename", "name": "By tomorrow"})
    assert "By tomorrow" in text_of(desk.get(INBOX))
    desk.post(f"{VIEWS}{view.pk}/", {"act": "delete"})
    assert not SavedView.objects.exists()


def test_a_view_keeps_no_words_and_needs_a_filter_and_a_name(desk: Client) -> None:
    response = desk.post(f"{VIEWS}?q=somebody", {"name": "Mine"})
    assert response.status_code == 422 and "Choose filters first" in text_of(response)
    response = desk.post(f"{VIEWS}?lane=urgent", {"name": ""})
    assert response.status_code == 422 and "There is a problem" in text_of(response)
    assert not SavedView.objects.exists()


def test_twelve_views_and_no_two_of_one_name(cora: User) -> None:
    with tenancy.acting(cora.pk):
        for number in range(12):
            viewing.save_view(f"View {number}", Looking(lane="urgent"), actor=cora)
        viewing.save_view("View 3", Looking(state="declined"), actor=cora)
        with pytest.raises(Refused, match="Delete one first"):
            viewing.save_view("One more", Looking(lane="urgent"), actor=cora)
        with pytest.raises(Refused, match="another view"):
            viewing.rename_view(cora.saved_views.earliest("id").pk, "View 3", actor=cora)
        assert cora.saved_views.get(name="View 3").query == "state=declined"


def test_anothers_view_is_nobodys_business(desk: Client, client: Client, carl: User) -> None:
    desk.post(f"{VIEWS}?lane=urgent", {"name": "Soon"})
    path = f"{VIEWS}{SavedView.objects.get().pk}/"
    client.force_login(carl)
    assert client.get(path).status_code == 404
    assert client.post(path, {"act": "delete"}).status_code == 404
    with tenancy.acting(carl.pk):
        assert not SavedView.objects.exists()


def test_the_inbox_costs_the_same_with_twelve_views(
    desk: Client, cora: User, money: Fund, small: Application
) -> None:
    few = queries_of(desk, INBOX)
    with tenancy.acting(cora.pk):
        for number in range(12):
            viewing.save_view(f"View {number}", Looking(lane="standard"), actor=cora)
    copies(small, 40)
    assert queries_of(desk, INBOX) == few <= 15
    counts = {tab.label: tab.count for tab in desk.get(INBOX).context["tabs"]}
    assert counts["Mine"] == counts["View 11"] == "25+"


def test_looking_again_costs_little_until_something_happens(
    desk: Client, cora: User, money: Fund, small: Application, ada: User, motel: Vendor
) -> None:
    seen = desk.get(INBOX).context["seen"]
    again = f"{INBOX}fresh/?seen={seen}"
    with CaptureQueriesContext(connection) as ran:
        assert desk.get(again).status_code == 204
    assert len(ran) <= 6
    new = sent_request(ada, motel, lane=Lane.EMERGENCY)
    part = desk.get(again)
    assert part.status_code == 200 and new.reference in text_of(part)
    assert "<html" not in text_of(part)
    assert part.context["seen"] != seen


def test_looking_again_keeps_no_session_awake(desk: Client, small: Application) -> None:
    desk.get(INBOX)
    session = desk.session
    session["seen"] = 0
    session.save()
    desk.get(f"{INBOX}fresh/")
    assert desk.session["seen"] == 0
    desk.get(INBOX)
    assert desk.session["seen"] > 0


def test_htmx_is_the_file_that_was_looked_at() -> None:
    folder = settings.BASE_DIR / "fund" / "static" / "fund" / "vendor"
    content = (folder / "htmx-4.0.1.min.js").read_bytes()
    expected = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
    assert hashlib.sha256(content).hexdigest() == expected
    assert "Zero-Clause BSD" in (folder / "htmx-LICENSE.txt").read_text()


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_chairs_file_names_no_agency_no_business_and_nobody(
    client: Client, chen: User, money: Fund, small: Application, large: Application, carl: User
) -> None:
    approve(small, carl)
    client.force_login(chen)
    assert "Get the file" in text_of(client.get(FILE))
    response = client.post(f"{FILE}?state=approved")
    assert "attachment" in response["Content-Disposition"]
    heads, row = rows_of(response.getvalue())
    assert heads[0] == "Number" and heads[-1] == "Hours to decision"
    assert row[0] == small.reference and row[5:7] == ["285.00", "285.00"] and row[-1] == "0.0"
    for hidden in ("Harbor", "Ada", "Pine Tree"):
        assert not any(hidden in cell for cell in row)
    assert AuditEvent.objects.filter(act="committee.export", actor=chen).count() == 1


def test_only_the_chair_takes_the_file(desk: Client, small: Application) -> None:
    assert desk.get(FILE).status_code == desk.post(FILE).status_code == 403
    assert "Requests as a file" not in text_of(desk.get(INBOX))


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(
    client: Client, chen: User, small: Application
) -> None:
    small.region.name = '=HYPERLINK("x")'
    small.region.save()
    with tenancy.acting(chen.pk):
        text = "".join(committee_exports.export(chen, Looking()))
    assert "\"'=HYPERLINK" in text


def test_a_long_file_takes_the_memory_and_the_queries_of_a_short_one(
    chen: User, small: Application
) -> None:
    rows = [copy(small) for _each in range(20_000)]
    for number, row in enumerate(rows):
        row.pk, row._state, row.once = None, ModelState(), None
        row.reference = f"QQ{number // 1000}-{number % 1000:03}"
        row.lane = Lane.URGENT if number < 1_000 else Lane.STANDARD
    Application.objects.bulk_create(rows, batch_size=2_000)
    del rows
    found: dict[int, tuple[int, int]] = {}
    assert chen.roles  # read before, as in a page
    for looking in (Looking(lane="urgent"), Looking()):
        tracemalloc.start()
        with CaptureQueriesContext(connection) as ran:
            lines = sum(part.count("\n") for part in committee_exports.export(chen, looking))
        found[lines - 1] = (tracemalloc.get_traced_memory()[1], len(ran))
        tracemalloc.stop()
    (few, asked), (many, asked_of_many) = found[1_000], found[20_001]
    assert asked == asked_of_many <= 4
    assert many < few * 1.2, found
