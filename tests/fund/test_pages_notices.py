"""The page on which a colleague chooses how she hears of news."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from fund.models import AuditEvent, NoticeChoice, Pace, User
from tests.fund.texts import Gateway, gateway

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/account/notices"
CHOSEN = {"pace": "daily", "daily_hour": "17", "quiet_from": "22", "quiet_until": "7"}


@pytest.fixture
def browser(ada: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(ada)


@pytest.fixture
def texting(settings: Any) -> Iterator[Gateway]:
    with gateway() as kept:
        settings.SMS_GATEWAY_URL = kept.url
        yield kept


def test_without_a_choice_news_come_by_mail_as_they_happen(browser: Client, ada: User) -> None:
    page = browser.get(PAGE).content.decode()
    assert ada.email in page and "Mobile number" not in page
    assert 'value="at_once"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert not NoticeChoice.objects.exists()


def test_what_is_chosen_is_kept_shown_and_on_the_trail(browser: Client, ada: User) -> None:
    browser.get(PAGE)
    assert browser.post(PAGE, CHOSEN, follow=True).status_code == 200
    kept = NoticeChoice.objects.get(user=ada)
    assert (kept.pace, kept.daily_hour) == (Pace.DAILY, 17)
    assert (kept.quiet_from, kept.quiet_until) == (22, 7)
    assert '<option value="17" selected>5 pm</option>' in browser.get(PAGE).content.decode()
    event = AuditEvent.objects.get(act="notices.choose")
    assert event.subject == ada.reference
    assert event.facts == {"pace": "daily", "quiet": 1, "ways": "email"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"quiet_until": ""}, "when they end"),
        ({"quiet_from": ""}, "when they end"),
        ({"quiet_from": "7"}, "another hour"),
        ({"pace": "never"}, "Choose one of the answers"),
        ({"daily_hour": "24"}, "Choose one of the answers"),
    ],
)
def test_a_choice_that_makes_no_sense_is_asked_again_and_stays_as_typed(
    browser: Client, wrong: dict[str, str], says: str
) -> None:
    response = browser.post(PAGE, CHOSEN | wrong)
    page = response.content.decode()
    assert response.status_code == 422 and says in page and "There is a problem" in page
    if "daily_hour" not in wrong:
        assert '<option value="17" selected>' in page
    assert not NoticeChoice.objects.exists()


def test_a_number_is_asked_for_where_texts_are_on_and_can_be_taken_away(
    browser: Client, ada: User, texting: Gateway
) -> None:
    browser.post(PAGE, CHOSEN | {"phone": "(207) 555-0104"})
    assert NoticeChoice.objects.get(user=ada).phone == "+12075550104"
    assert "+12075550104" in browser.get(PAGE).content.decode()
    browser.post(PAGE, CHOSEN | {"phone": ""})
    assert NoticeChoice.objects.get(user=ada).sealed_phone == ""
    assert "207" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("typed", ["call me", "555", "+1 1"])
def test_what_is_no_number_is_asked_again(browser: Client, texting: Gateway, typed: str) -> None:
    response = browser.post(PAGE, CHOSEN | {"phone": typed})
    assert response.status_code == 422 and "area code" in response.content.decode()


def test_where_texts_are_off_no_number_is_taken(browser: Client, ada: User) -> None:
    browser.post(PAGE, CHOSEN | {"phone": "(207) 555-0104"})
    assert NoticeChoice.objects.get(user=ada).sealed_phone == ""


def test_each_chooses_for_herself_alone(
    browser: Client, cora: User, signed_in: Callable[[User], Client]
) -> None:
    browser.post(PAGE, CHOSEN)
    assert '<option value="17" selected>' not in signed_in(cora).get(PAGE).content.decode()


def test_it_is_reached_from_ones_own_page(browser: Client) -> None:
    assert f'href="{PAGE}"' in browser.get("/account/second-step/").content.decode()
