"""The trail: everything is in it, it is read by number, and it holds no person's words."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from fund import audit, clock
from fund.models import AuditEvent, User
from fund.proof import daily

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_an_act_is_shown_with_who_what_and_its_money(
    audra: User, finn: User, signed_in: SignIn
) -> None:
    audit.record("books.gift", "G-2ABCDEF3", actor=finn, amount_cents=120_050, fund="general")
    audit.record("application.expire", "KX7-204", actor=None)
    page = signed_in(audra).get("/audit/").content.decode()
    for words in ("Gift recorded", "Amount $1,200.50", "Fund general", "Finn", "The system"):
        assert words in page


@pytest.mark.parametrize("typed", ["KX7-204", " kx7-204 "])
def test_the_trail_of_one_number_holds_no_other(audra: User, signed_in: SignIn, typed: str) -> None:
    audit.record("application.submit", "KX7-204", actor=None)
    audit.record("application.submit", "PR4-382", actor=None)
    page = signed_in(audra).get("/audit/", {"subject": typed}).content.decode()
    assert page.count("Request sent") == 1
    assert "PR4-382" not in page


def test_old_pages_are_reached_by_key_and_hold_every_act_once(
    audra: User, signed_in: SignIn
) -> None:
    for number in range(120):
        audit.record("application.submit", f"KX7-{number:03d}", actor=None)
    browser, url, seen = signed_in(audra), "/audit/", []
    while url:
        response = browser.get(url)
        seen.append([row.subject for row in response.context["rows"]])
        older = response.context["page"].older_url
        url = f"/audit/{older}" if older else ""
    assert [len(rows) for rows in seen] == [50, 50, 20]
    assert [subject for rows in seen for subject in rows] == [
        f"KX7-{number:03d}" for number in reversed(range(120))
    ]
    newer = response.context["page"].newer_url
    assert [r.subject for r in browser.get(f"/audit/{newer}").context["rows"]] == seen[1]


@pytest.mark.parametrize("asked", ["after=x", "before=99999999999999999999", "after=-1", "before="])
def test_an_address_that_names_no_act_shows_the_newest(
    audra: User, signed_in: SignIn, asked: str
) -> None:
    audit.record("application.submit", "KX7-204", actor=None)
    assert "KX7-204" in signed_in(audra).get(f"/audit/?{asked}").content.decode()


def test_reading_the_trail_costs_the_same_queries_for_few_acts_and_many(
    audra: User, finn: User, signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = signed_in(audra)
    for number in range(60):
        audit.record("books.gift", f"G-{number}", actor=finn)
    with django_assert_max_num_queries(7):  # type: ignore[attr-defined]
        browser.get("/audit/")
    assert AuditEvent.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_the_trail_says_how_far_it_is_proved_and_prints_the_proof(
    audra: User, signed_in: SignIn
) -> None:
    browser = signed_in(audra)
    assert "No checkpoint yet" in browser.get("/audit/checkpoint").content.decode()
    audit.record("application.submit", "KX7-204", actor=None)
    assert "Print the proof" not in browser.get("/audit/").content.decode()
    with clock.at(datetime(2026, 3, 4, 17, tzinfo=UTC)):
        made = daily.make_checkpoint()
    assert made is not None
    trail = browser.get("/audit/").content.decode()
    assert "Acts 1 to 1 were proved whole on March 4, 2026." in trail
    assert 'href="/audit/checkpoint"' in trail
    assert made.text in unescape(browser.get("/audit/checkpoint").content.decode())
