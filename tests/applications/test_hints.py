"""Beside the questions: what the caps leave, what a category needs, other help. None blocks, each
is light, and the pages stay cheap."""

import gzip
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from fund import resources
from fund.models import Fund, Region, Resource, User
from tests.cards import card_for
from tests.resources import other_help

from .conftest import File
from .test_pages_requests import queries_of, text_of

pytestmark = pytest.mark.django_db
PAGES = ("what", "how_much", "documents", "check", "exception")


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def rooms(abel: User, portland: Region) -> None:
    """Five places that help with a motel, one of them checked long ago."""
    for number in range(5):
        other_help(
            abel,
            days_ago=300 if number == 4 else number,
            name=f"Night rooms {number}",
            regions=(portland.pk,) if number else (),
        )


def at(application: Application, name: str) -> str:
    line = [1] if name in ("what", "how_much") else []
    return reverse(f"applications:{name}", args=[application.reference, *line])


def test_where_the_amount_is_asked_stand_what_is_good_to_have_and_three_places_to_try(
    file: File, phone: Client, rooms: None
) -> None:
    draft = file(285_00, 80_00, send=False)
    page = text_of(phone.get(at(draft, "how_much")))
    assert page.count("The motel’s quote or bill") == 1
    shown = [number for number in range(5) if f"Night rooms {number}" in page]
    assert shown == [1, 2, 3], "the near ones, checked lately"
    assert "Other help to try first" in page and reverse("resources:list") in page


def test_an_old_entry_is_marked_where_it_is_shown(
    file: File, phone: Client, rooms: None, abel: User
) -> None:
    for other in Resource.objects.exclude(name="Night rooms 4"):
        resources.end(other.reference, based_on=1, actor=abel)
    page = text_of(phone.get(at(file(285_00, send=False), "how_much")))
    assert "Last checked 10 months ago: call before you send anybody" in page


def test_where_nothing_fits_nothing_is_said(file: File, phone: Client) -> None:
    assert "Other help to try" not in text_of(phone.get(at(file(285_00, send=False), "how_much")))


def test_the_category_says_its_paper_and_never_the_police(file: File, phone: Client) -> None:
    draft = file(285_00, send=False)
    for name in ("how_much", "documents"):
        page = text_of(phone.get(at(draft, name)))
        assert "The motel’s quote or bill" in page and "lease page with the deposit" not in page
        assert "A police report is never needed" in page


def test_pages_cost_at_most_twelve_queries_and_the_same_for_many(
    file: File, phone: Client, rooms: None, money: Fund
) -> None:
    card = card_for(file(900_00))
    few = file(1_285_00, code=card, send=False)
    many = file(*[285_00 + n for n in range(8)], code=card, send=False)
    for name in PAGES:
        assert queries_of(phone, at(few, name)) == queries_of(phone, at(many, name)), name
        assert queries_of(phone, at(many, name)) <= 12 + 2, f"{name}: two are its transaction"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(name: str, file: File, phone: Client, rooms: None) -> None:
    draft = file(1_285_00, send=False)
    response: Any = phone.get(at(draft, name))
    assert response.status_code == 200
    assert len(gzip.compress(response.content)) <= 6 * 1024
