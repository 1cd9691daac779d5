"""Filing a request: one question a page, nothing lost, nothing twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, Need
from applications.states import State
from fund import clock
from fund.models import Agency, AuditEvent, Region, User, Vendor

NEW = "/requests/new/"
SEND = {"attested": "on", "agrees_committee": "on"}


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    """Ada's phone, signed in."""
    client.force_login(ada)
    return client


@pytest.fixture
def draft(phone: Client) -> Application:
    """A draft with the first question answered."""
    phone.post(NEW, {"lane": "emergency", "_once": "1" * 32})
    found: Application = Application.objects.get()
    return found


def at(application: Application, name: str, *rest: Any) -> str:
    return reverse(f"applications:{name}", args=[application.reference, *rest])


def line(vendor: Vendor | None = None, /, **changed: str) -> dict[str, str]:
    typed = {
        "category": "motel",
        "vendor": vendor.reference if vendor else "",
        "amount": "285",
        "needed_by": "",
        "vendor_account": "",
    }
    return {**typed, **changed}


def who(region: Region, **changed: str) -> dict[str, str]:
    typed = {
        "household_band": "with_children",
        "age_band": "unsaid",
        "region": str(region.pk),
        "fund_code": "",
    }
    return {**typed, **changed}


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_whole_request_takes_three_questions_and_ends_with_number_and_clock(
    phone: Client, motel: Vendor, portland: Region
) -> None:
    assert "An answer within 2 hours, day or night" in text_of(phone.get(NEW))
    assert phone.post(NEW, {"lane": "emergency", "_once": "a" * 32}).status_code == 302
    draft = Application.objects.get()
    assert phone.post(at(draft, "add"), line(motel, amount="$1,000.50"))["Location"] == at(
        draft, "lines"
    )
    page = text_of(phone.get(at(draft, "lines")))
    assert "$1,000.50" in page and "Add another thing" in page and at(draft, "who") in page
    assert phone.post(at(draft, "who"), who(portland))["Location"] == at(draft, "check")
    page = text_of(phone.get(at(draft, "check")))
    assert "$1,000.50 to Pine Tree Motel, Portland" in page
    assert "more than the fund can pay now" in page
    response = phone.post(at(draft, "check"), SEND, follow=True)
    assert response.redirect_chain == [(at(draft, "sent"), 302)]
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED and draft.due_at is not None
    page = text_of(response)
    assert draft.reference in page and at(draft, "card") in page
    assert "The committee means to answer by" in page
    assert AuditEvent.objects.filter(act="application.submit", subject=draft.reference).exists()


def test_the_same_form_sent_twice_is_one_request(phone: Client) -> None:
    for _click in range(2):
        response = phone.post(NEW, {"lane": "urgent", "_once": "b" * 32})
        assert response.status_code == 302
    assert Application.objects.count() == 1


def test_the_same_line_sent_twice_is_one_line(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    for _click in range(2):
        phone.post(at(draft, "add"), line(motel))
    assert draft.needs.count() == 1
    phone.post(at(draft, "add"), line(motel, amount="286"))
    assert draft.needs.count() == 2


def test_sending_twice_is_sending_once(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    phone.post(at(draft, "add"), line(motel))
    phone.post(at(draft, "who"), who(portland))
    for _click in range(2):
        response = phone.post(at(draft, "check"), SEND)
        assert response["Location"] == at(draft, "sent")
    assert AuditEvent.objects.filter(act="application.submit").count() == 1


@pytest.mark.parametrize("name", ["soon", "lines", "add", "who", "check"])
def test_going_back_after_sending_shows_the_sent_request(
    phone: Client, draft: Application, motel: Vendor, portland: Region, name: str
) -> None:
    phone.post(at(draft, "add"), line(motel))
    phone.post(at(draft, "who"), who(portland))
    phone.post(at(draft, "check"), SEND)
    response = phone.get(at(draft, name), follow=True)
    assert response.redirect_chain[-1][0] == at(draft, "show")
    assert "You have already sent this request" in text_of(response)


def test_nothing_is_sent_before_every_question_has_an_answer(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    assert phone.get(at(draft, "check"))["Location"] == at(draft, "add")
    phone.post(at(draft, "add"), line(motel))
    assert phone.get(at(draft, "check"))["Location"] == at(draft, "who")
    response = phone.post(at(draft, "check"), SEND)
    assert response.status_code == 422 and "Say who lives in the household" in text_of(response)
    assert Application.objects.get().state == State.DRAFT


def test_without_her_word_nothing_is_sent(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    phone.post(at(draft, "add"), line(motel))
    phone.post(at(draft, "who"), who(portland))
    response = phone.post(at(draft, "check"), {})
    assert response.status_code == 422
    assert text_of(response).count("Tick the box to say that you have checked the request") == 2
    assert "<title>Error: " in text_of(response)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an amount, like 120"),
        ("-5", "without a minus sign"),
        ("0", "above zero"),
        ("12.345", "no more than two numbers after the point"),
        ("1000000000000", "too large"),
        ("about 50", "dollars and cents"),
    ],
)
def test_a_wrong_amount_is_said_twice_and_stays_as_typed(
    phone: Client, draft: Application, motel: Vendor, typed: str, words: str
) -> None:
    response = phone.post(at(draft, "add"), line(motel, amount=typed, vendor_account="77-1"))
    page = text_of(response)
    assert response.status_code == 422 and page.count(words) == 2
    assert 'href="#id_amount"' in page and 'value="77-1"' in page
    assert not typed or f'value="{typed}"' in page
    assert not Need.objects.exists()


@pytest.mark.parametrize(("days", "words"), [(-1, "in the past"), (367, "within a year")])
def test_the_last_day_is_neither_past_nor_far_away(
    phone: Client, draft: Application, motel: Vendor, days: int, words: str
) -> None:
    day = (clock.today() + timedelta(days=days)).isoformat()
    response = phone.post(at(draft, "add"), line(motel, needed_by=day))
    assert response.status_code == 422 and words in text_of(response)
    assert f'value="{day}"' in text_of(response)


def test_a_business_that_is_not_in_the_list_is_named_on_the_same_page(
    phone: Client, draft: Application, bangor: Region
) -> None:
    named = {
        "new_name": "Spruce Motel",
        "new_kind": "motel",
        "new_town": "Orono",
        "new_region": str(bangor.pk),
        "new_phone": "",
    }
    assert phone.post(at(draft, "add"), line(**named)).status_code == 302
    named["new_name"] = "SPRUCE MOTEL"
    phone.post(at(draft, "add"), line(amount="10", **named))
    assert Vendor.objects.filter(name__iexact="spruce motel").count() == 1
    assert {need.vendor.name for need in draft.needs.all()} == {"Spruce Motel"}


def test_half_a_business_is_asked_for_the_rest_and_the_part_stays_open(
    phone: Client, draft: Application
) -> None:
    response = phone.post(at(draft, "add"), line(new_name="Spruce Motel"))
    page = text_of(response)
    assert response.status_code == 422 and "<details open>" in page
    assert page.count("Fill in the town of the business") == 2 and 'value="Spruce Motel"' in page
    assert not Vendor.objects.filter(name="Spruce Motel").exists()


def test_a_line_without_a_payee_is_refused(phone: Client, draft: Application) -> None:
    response = phone.post(at(draft, "add"), line())
    assert "Choose who we should pay, or name a new business" in text_of(response)


def test_a_line_can_be_changed_and_taken_out(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    phone.post(at(draft, "add"), line(motel))
    assert 'value="285.00"' in text_of(phone.get(at(draft, "line", 1)))
    phone.post(at(draft, "line", 1), line(motel, amount="300"))
    draft.refresh_from_db()
    assert draft.requested_cents == 300_00
    phone.post(at(draft, "remove", 1))
    assert phone.get(at(draft, "lines"))["Location"] == at(draft, "add")


def test_another_lane_keeps_the_other_answers(
    phone: Client, draft: Application, motel: Vendor, bangor: Region
) -> None:
    phone.post(at(draft, "add"), line(motel))
    phone.post(at(draft, "who"), who(bangor))
    household = Application.objects.get().household_id
    assert phone.post(at(draft, "soon"), {"lane": "standard"})["Location"] == at(draft, "check")
    draft.refresh_from_db()
    assert (draft.lane, draft.region, draft.household_band, draft.household_id) == (
        "standard",
        bangor,
        "with_children",
        household,
    )


def test_a_form_without_an_answer_says_so(phone: Client) -> None:
    response = phone.post(NEW, {"_once": "c" * 32})
    assert response.status_code == 422
    assert "How soon is the help needed?" in text_of(response)
    assert not Application.objects.exists()


def test_what_was_typed_survives_the_end_of_the_session(
    phone: Client, ada: User, draft: Application, motel: Vendor
) -> None:
    owner = phone.get(at(draft, "add")).context["form_owner"]
    phone.logout()
    typed = line(motel, amount="419.75", vendor_account="88-2", _for=owner)
    response = phone.post(at(draft, "add"), typed)
    assert response.status_code == 302 and "next=" in response["Location"]
    phone.force_login(ada)
    page = text_of(phone.get(at(draft, "add")))
    assert 'value="419.75"' in page and 'value="88-2"' in page
    assert "What you typed is still here" in page
    assert "What you typed is still here" not in text_of(phone.get(at(draft, "add")))


def test_another_agencys_draft_does_not_exist_for_her(
    phone: Client, draft: Application, alma: User, motel: Vendor
) -> None:
    phone.force_login(alma)
    for name in ("show", "soon", "lines", "add", "who", "check", "sent", "withdraw"):
        assert phone.get(at(draft, name)).status_code == 404
    assert phone.post(at(draft, "add"), line(motel)).status_code == 404
    assert not draft.needs.exists()


@pytest.mark.parametrize("person", ["cora", "finn", "dana", "abel"])
def test_only_those_who_file_open_the_questions(
    client: Client, request: pytest.FixtureRequest, person: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"lane": "urgent"}).status_code == 403
    assert not Application.objects.exists()


def test_nobody_files_without_signing_in(client: Client, db: None) -> None:
    assert client.get(NEW)["Location"].startswith("/account/login/")


def test_addresses_and_titles_say_nothing_that_was_typed(
    phone: Client, draft: Application, motel: Vendor, harbor: Agency
) -> None:
    phone.post(at(draft, "add"), line(motel, vendor_account="ACCT-77"))
    for name in ("lines", "line", "who"):
        path = at(draft, name, *([1] if name == "line" else []))
        title = re.search(r"<title>(.*?)</title>", text_of(phone.get(path)))
        assert title is not None
        for typed in ("ACCT-77", "Pine Tree", "motel", harbor.name):
            assert typed.lower() not in f"{path} {title[1]}".lower()


def test_the_list_of_businesses_begins_with_the_requests_own_region(
    phone: Client, draft: Application, motel: Vendor, busline: Vendor
) -> None:
    page = text_of(phone.get(at(draft, "add")))
    assert page.index("Pine Tree Motel, Portland") < page.index("Down East Bus, Bangor")


def answered(
    phone: Client, draft: Application, motel: Vendor, portland: Region, amount: str
) -> Application:
    phone.post(at(draft, "add"), line(motel, amount=amount))
    phone.post(at(draft, "who"), who(portland))
    return draft


def test_an_emergency_above_one_persons_limit_says_that_it_can_take_longer(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland, "500.01")
    words = "Above $500.00 an emergency takes 3 votes, so it can take longer."
    page = text_of(phone.get(at(draft, "check")))
    assert words in page and "Take out what can wait" in page
    page = text_of(phone.post(at(draft, "check"), SEND, follow=True))
    assert words in page and "The committee means to answer by" in page
    assert "You will have an answer by" not in page


@pytest.mark.parametrize(("amount", "lane"), [("500", "emergency"), ("500.01", "standard")])
def test_within_the_limit_or_without_haste_nothing_is_said_of_votes(
    phone: Client, draft: Application, motel: Vendor, portland: Region, amount: str, lane: str
) -> None:
    answered(phone, draft, motel, portland, amount)
    phone.post(at(draft, "soon"), {"lane": lane})
    assert "votes, so it can take" not in text_of(phone.get(at(draft, "check")))
    page = text_of(phone.post(at(draft, "check"), SEND, follow=True))
    assert "votes, so it can take" not in page and "You will have an answer by" in page


def test_before_sending_she_reads_that_a_known_business_is_paid_faster(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland, "285")
    page = text_of(phone.get(at(draft, "check")))
    assert "Pine Tree Motel is new to the fund." in page
    assert "a business that the fund knows is faster" in page
