"""Other help to try first: kept by an administrator in versions, marked when it is old, and never
in the way of a request."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund import clock, resources
from fund.guides import USUAL, Guide, GuideError, guides, write
from fund.models import AuditEvent, CategoryGuide, FundPolicy, NeedCategory, Region, Resource, User
from fund.policies import figures_of, new_version
from fund.resources import AT_MOST, Entry, ResourceError, checked_in_words
from tests.cast import person

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def entry(**changed: Any) -> Entry:
    usual = Entry(
        name="Town relief office",
        gives="Help with rent and heat. Bring a bill.",
        phone="207-555-0110",
        web="https://relief.example",
        hours="Weekdays 8 to 4",
        categories=("rent", "utilities"),
        regions=(),
        assured_on=clock.today(),
    )
    return replace(usual, **changed)


@pytest.fixture
def relief(abel: User) -> Resource:
    return resources.add(entry(), actor=abel)


def old() -> date:
    return clock.today() - timedelta(days=210)


def test_a_change_an_assurance_and_an_end_each_make_the_next_version(
    relief: Resource, abel: User
) -> None:
    other, reference = person("Amos"), relief.reference
    resources.change(reference, entry(hours="Mornings"), based_on=1, actor=abel)
    with clock.at(clock.now() + timedelta(days=30)):
        resources.assure(reference, based_on=2, actor=other)
        assured_on = clock.today()
    resources.end(reference, based_on=3, actor=abel)
    versions = list(Resource.objects.order_by("version"))
    assert [one.version for one in versions] == [1, 2, 3, 4]
    assert [one.hours for one in versions] == ["Weekdays 8 to 4", *["Mornings"] * 3]
    assert [one.is_ended for one in versions] == [False, False, False, True]
    assert (versions[2].assured_on, versions[2].assured_by) == (assured_on, other)
    assert versions[3].assured_by == other, "who ended it did not check it"
    acts = AuditEvent.objects.filter(subject=reference).order_by("id").values_list("act", flat=True)
    assert list(acts) == [f"resource.{act}" for act in ("add", "change", "assure", "end")]


def test_the_same_click_twice_makes_one_version(relief: Resource, abel: User) -> None:
    assert resources.add(entry(), actor=abel) == relief
    for _ in range(2):
        resources.end(relief.reference, based_on=1, actor=abel)
    resources.assure(relief.reference, based_on=2, actor=abel)
    assert Resource.objects.count() == 2, "checked today already"


def test_whoever_looked_at_an_older_version_is_told(relief: Resource, abel: User) -> None:
    resources.change(relief.reference, entry(hours="Mornings"), based_on=1, actor=abel)
    with pytest.raises(ResourceError, match="meanwhile"):
        resources.end(relief.reference, based_on=1, actor=abel)
    with pytest.raises(ResourceError, match="Look at the entry"):
        resources.end(relief.reference, based_on=9, actor=abel)


@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 9", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["fund_resource", "fund_categoryguide"])
def test_the_database_edits_no_version(
    relief: Resource, abel: User, statement: str, table: str
) -> None:
    write(Guide(NeedCategory.FOOD, "A price", ""), actor=abel)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    ("days", "words", "is_stale"),
    [
        (0, "Checked March 3, 2026", False),
        (180, "Checked September 4, 2025", False),
        (181, "Last checked 6 months ago: call before you send anybody", True),
        (215, "Last checked 7 months ago: call before you send anybody", True),
    ],
)
def test_after_180_days_it_says_call_first(days: int, words: str, is_stale: bool) -> None:
    today = date(2026, 3, 3)
    assured = today - timedelta(days=days)
    assert checked_in_words(assured, today, stale_days=180) == (words, is_stale)


def fitting(category: str, region: Region) -> list[str]:
    return [one.name for one in resources.fitting([category], region.pk, stale_days=180)]


def test_at_most_three_that_fit_and_the_near_and_lately_checked_first(
    abel: User, portland: Region, bangor: Region
) -> None:
    wanted: dict[str, dict[str, Any]] = {
        "A old": {"assured_on": old()},
        "B state": {},
        "C near": {"regions": (portland.pk,)},
        "D elsewhere": {"regions": (bangor.pk,)},
        "E other need": {"categories": ("legal",)},
        "F state": {},
        "G near": {"regions": (portland.pk, bangor.pk)},
    }
    for name, changed in wanted.items():
        resources.add(entry(name=name, **changed), actor=abel)
    ended = resources.add(entry(name="0 ended", regions=(portland.pk,)), actor=abel)
    resources.end(ended.reference, based_on=1, actor=abel)
    assert fitting("rent", portland) == ["C near", "G near", "B state"]
    assert len(fitting("rent", portland)) == AT_MOST
    assert fitting("legal", portland) == ["E other need"]
    assert fitting("phone", portland) == []
    assert resources.fitting([], portland.pk, stale_days=180) == []


def test_an_old_version_that_fitted_fits_no_more(
    relief: Resource, abel: User, portland: Region
) -> None:
    resources.change(relief.reference, entry(categories=("food",)), based_on=1, actor=abel)
    assert fitting("rent", portland) == []
    assert fitting("food", portland) == ["Town relief office"]


# The pages.


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Warm Coats Circle",
        "gives": "Coats and boots for children.",
        "phone": "207-555-0111",
        "web": "",
        "hours": "Saturdays",
        "categories": ["clothing"],
        "assured_on": f"{clock.today()}",
        **changed,
    }


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_an_administrator_keeps_the_directory(abel: User, signed_in: SignIn) -> None:
    browser = signed_in(abel)
    added = browser.post("/resources/new", typed())
    made = Resource.objects.get()
    at = f"/resources/{made.reference}"
    assert added["Location"] == at
    page = text_of(browser.get(f"{at}/change"))
    assert "Coats and boots for children." in page and 'name="based_on" value="1"' in page
    browser.post(f"{at}/change", typed(hours="Sundays", based_on="1", assured_on=f"{old()}"))
    assert "Last checked 7 months ago" in text_of(browser.get(at))
    assert "Warm Coats Circle" in text_of(browser.get("/resources/?show=old"))
    browser.post(f"{at}/still-right", {"based_on": "2"}, follow=True)
    page = text_of(browser.get(at))
    assert f"Checked {clock.today():%B %-d, %Y}" in page and "Still right" in page
    assert "Warm Coats Circle" not in text_of(browser.get("/resources/?show=old"))
    stale = browser.post(f"{at}/take-off", {"based_on": "1"}, follow=True)
    assert "Somebody changed this entry meanwhile" in text_of(stale)
    browser.post(f"{at}/take-off", {"based_on": "3"}, follow=True)
    assert "Warm Coats Circle" not in text_of(browser.get("/resources/"))
    assert "Warm Coats Circle" in text_of(browser.get("/resources/?show=ended"))
    browser.post(f"{at}/change", typed(based_on="4"))
    assert "Warm Coats Circle" in text_of(browser.get("/resources/"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": ""}, "Give a phone number or a website"),
        ({"web": "not a site"}, "Enter a website like https://example.org"),
        ({"web": "javascript:alert(1)"}, "Enter a website like https://example.org"),
        ({"categories": []}, "Choose an answer to “What can it help with?”"),
        ({"assured_on": "2999-01-01"}, "The day can’t be in the future"),
        ({"gives": "Ask Mary, mary@example.org"}, "This looks like an email address"),
    ],
)
def test_a_wrong_entry_is_named_and_what_was_typed_stays(
    wrong: dict[str, Any], words: str, abel: User, signed_in: SignIn
) -> None:
    response = signed_in(abel).post("/resources/new", typed(**wrong))
    assert response.status_code == 422
    page = text_of(response)
    assert words in page.replace("&#x27;", "'") and "Warm Coats Circle" in page
    assert not Resource.objects.exists()


def test_advocates_read_and_filter_it_and_keep_nothing(
    ada: User, abel: User, bangor: Region, portland: Region, signed_in: SignIn
) -> None:
    resources.add(entry(regions=(bangor.pk,)), actor=abel)
    resources.add(entry(name="Law line", categories=("legal",), assured_on=old()), actor=abel)
    browser, before = signed_in(ada), AuditEvent.objects.count()
    page = text_of(browser.get("/resources/"))
    assert "Town relief office" in page and "Last checked 7 months ago" in page
    assert 'href="tel:2075550110"' in page and "Check or change" not in page
    assert "Law line" not in text_of(browser.get("/resources/?category=rent"))
    page = text_of(browser.get(f"/resources/?region={portland.pk}"))
    assert "Law line" in page and "Town relief office" not in page
    assert "Law line" in text_of(browser.get("/resources/?region=x&category=y&show=ended"))
    assert AuditEvent.objects.count() == before, "nobody keeps where an advocate looks"


@pytest.mark.parametrize("who", ["ada", "cora", "finn"])
@pytest.mark.parametrize("path", ["new", "{}/change", "{}/still-right", "{}/take-off", "{}",
                                  "needs/motel"])  # fmt: skip
def test_only_an_administrator_keeps_it(
    who: str, path: str, relief: Resource, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    address = f"/resources/{path.format(relief.reference)}"
    assert browser.post(address, typed(based_on="1")).status_code in (403, 405)
    assert browser.get(address).status_code in (403, 405)
    assert Resource.objects.count() == 1 and not CategoryGuide.objects.exists()


def test_the_list_costs_the_same_queries_for_many(ada: User, abel: User, signed_in: SignIn) -> None:
    browser = signed_in(ada)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/resources/")
        return len(queries)

    resources.add(entry(), actor=abel)
    few = cost()
    for number in range(20):
        resources.add(entry(name=f"Office {number}"), actor=abel)
    assert cost() == few <= 15


# What each category needs.


def test_every_category_has_words_and_none_asks_for_the_police() -> None:
    assert set(USUAL) == set(NeedCategory)
    assert not [words for pair in USUAL.values() for words in pair if "police" in words.lower()]
    for papers, ready in USUAL.values():
        CategoryGuide(category="motel", papers=papers, ready=ready).clean_fields(
            exclude=["made_by"]
        )


def test_an_administrators_words_count_from_then_on_and_old_ones_stay(
    abel: User, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(abel)
    assert "The motel’s quote or bill" in text_of(browser.get("/resources/needs/motel"))
    given = {"papers": "A quote by text message is enough", "ready": "", "based_on": "0"}
    assert browser.post("/resources/needs/motel", given)["Location"] == "/resources/needs"
    given |= {"papers": "A quote by phone is enough", "based_on": "1"}
    browser.post("/resources/needs/motel", given)
    assert list(CategoryGuide.objects.values_list("version", flat=True)) == [2, 1]
    page = text_of(signed_in(ada).get("/resources/needs"))
    assert "A quote by phone is enough" in page and "by text message" not in page
    assert "A police report is never needed." in page
    assert AuditEvent.objects.filter(act="guide.write", subject="motel").count() == 2


def test_nobody_can_ask_for_the_police_or_for_an_unknown_category(
    abel: User, signed_in: SignIn
) -> None:
    browser = signed_in(abel)
    given = {"papers": "The Police report", "ready": "", "based_on": "0"}
    response = browser.post("/resources/needs/motel", given)
    assert "never asks for anything from the police" in text_of(response)
    assert browser.get("/resources/needs/weapons").status_code == 404
    assert not CategoryGuide.objects.exists()


def test_two_administrators_do_not_overwrite_each_other(abel: User) -> None:
    amos = person("Amos")
    guide = Guide(NeedCategory.RENT, "The lease", "")
    first = write(guide, actor=abel)
    assert write(guide, actor=abel) == first
    with pytest.raises(GuideError, match="while you were typing"):
        write(replace(guide, papers="A bill"), actor=amos)


def test_what_the_fund_does_not_pay_for_is_said(ada: User, signed_in: SignIn, abel: User) -> None:
    rules = replace(figures_of(FundPolicy.in_force()), payable_categories=("motel",))
    new_version(rules, based_on=1, effective_at=None, note="", actor=abel)
    page = text_of(signed_in(ada).get("/resources/needs"))
    assert (
        page.index("Motel or emergency") < page.index("can’t pay at present") < page.index("Fuel")
    )


def test_guides_cost_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(guides()) == len(NeedCategory)
