"""Filing a request: one question a page, nothing lost, nothing twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions.lines import MOST_NEEDS
from applications.models import Application, Need, StartedLine
from applications.states import State
from fund import clock
from fund.models import Agency, AuditEvent, FundPolicy, Region, User, Vendor
from fund.roles import Role
from tests.cast import person

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


def much(amount: str = "285", **changed: str) -> dict[str, str]:
    """An amount; at a motel, one night from today at this rate."""
    stay = {"check_in": clock.today().isoformat(), "nights": "1", "rate": amount, "desk": "nothing"}
    return {"amount": amount, "needed_by": "", "vendor_account": "", **stay, **changed}


def add_line(
    phone: Client, draft: Application, vendor: Vendor, position: int = 1, /, **changed: str
) -> Any:
    """The three questions about a line; the answer to the last."""
    category = changed.pop("category", "motel")
    phone.post(at(draft, "what", position), {"category": category})
    phone.post(at(draft, "whom", position), {"vendor": vendor.reference})
    return phone.post(at(draft, "how_much", position), much(**changed))


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


def test_a_whole_request_takes_five_questions_and_ends_with_number_and_clock(
    phone: Client, motel: Vendor, portland: Region
) -> None:
    assert "An answer within 2 hours, day or night" in text_of(phone.get(NEW))
    started = phone.post(NEW, {"lane": "emergency", "_once": "a" * 32})
    draft = Application.objects.get()
    assert started["Location"] == at(draft, "what", 1)
    said = phone.post(at(draft, "what", 1), {"category": "motel"})
    assert said["Location"] == at(draft, "whom", 1)
    said = phone.post(at(draft, "whom", 1), {"vendor": motel.reference})
    assert said["Location"] == at(draft, "how_much", 1)
    said = phone.post(at(draft, "how_much", 1), much(amount="$1,000.50"))
    assert said["Location"] == at(draft, "who")
    assert phone.post(at(draft, "who"), who(portland))["Location"] == at(draft, "check")
    page = text_of(phone.get(at(draft, "check")))
    assert "$1,000.50 to Pine Tree Motel, Portland" in page and "Add another thing" in page
    assert "$1,000.00 is the most the committee can approve, and you can leave it at that" in page
    response = phone.post(at(draft, "check"), SEND, follow=True)
    assert response.redirect_chain == [(at(draft, "sent"), 302)]
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED and draft.due_at is not None
    page = text_of(response)
    assert draft.reference in page and at(draft, "card") in page
    assert "The committee means to answer by" in page
    assert AuditEvent.objects.filter(act="application.submit", subject=draft.reference).exists()


def test_each_answer_is_on_the_server_and_the_list_leads_to_the_open_question(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    steps = [
        ("what", {"category": "food"}),
        ("whom", {"vendor": motel.reference}),
        ("how_much", much()),
    ]
    for name, answer in steps:
        assert phone.get(at(draft, "show"))["Location"] == at(draft, name, 1)
        phone.post(at(draft, name, 1), answer)
    assert phone.get(at(draft, "show"))["Location"] == at(draft, "who")
    need = draft.needs.get()
    assert (need.category, need.vendor, need.amount_cents) == ("food", motel, 285_00)
    assert not StartedLine.objects.exists()


def test_the_same_form_sent_twice_is_one_request(phone: Client) -> None:
    for _click in range(2):
        response = phone.post(NEW, {"lane": "urgent", "_once": "b" * 32})
        assert response.status_code == 302
    assert Application.objects.count() == 1


def test_the_same_answers_sent_twice_are_one_line(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    add_line(phone, draft, motel)
    add_line(phone, draft, motel)
    assert draft.needs.count() == 1
    add_line(phone, draft, motel, 2, amount="286")
    assert draft.needs.count() == 2


def test_sending_twice_is_sending_once(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    for _click in range(2):
        response = phone.post(at(draft, "check"), SEND)
        assert response["Location"] == at(draft, "sent")
    assert AuditEvent.objects.filter(act="application.submit").count() == 1


QUESTIONS: list[tuple[Any, ...]] = [
    ("soon",),
    ("what", 1),
    ("whom", 1),
    ("how_much", 1),
    ("line", 1),
    ("who",),
]


@pytest.mark.parametrize("name", [*QUESTIONS, ("check",), ("tonight",)])
def test_going_back_after_sending_shows_the_sent_request(
    phone: Client, draft: Application, motel: Vendor, portland: Region, name: tuple[Any, ...]
) -> None:
    answered(phone, draft, motel, portland)
    phone.post(at(draft, "check"), SEND)
    response = phone.get(at(draft, *name), follow=True)
    assert response.redirect_chain[-1][0] == at(draft, "show")
    assert "You have already sent this request" in text_of(response)


def test_nothing_is_sent_before_every_question_has_an_answer(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    assert phone.get(at(draft, "check"))["Location"] == at(draft, "what", 1)
    add_line(phone, draft, motel)
    assert phone.get(at(draft, "check"))["Location"] == at(draft, "who")
    response = phone.post(at(draft, "check"), SEND)
    assert response.status_code == 422 and "Say who lives in the household" in text_of(response)
    assert Application.objects.get().state == State.DRAFT


def test_a_line_in_progress_is_finished_or_left_out_before_sending(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    phone.post(at(draft, "what", 2), {"category": "food"})
    assert "One thing is not finished" in text_of(phone.get(at(draft, "check")))
    response = phone.post(at(draft, "check"), SEND)
    assert response.status_code == 422 and "Finish this or take it out: food." in text_of(response)
    assert "Leave this one out" in text_of(phone.get(at(draft, "whom", 2)))
    assert phone.post(at(draft, "remove", 2))["Location"] == at(draft, "check")
    assert phone.post(at(draft, "check"), SEND)["Location"] == at(draft, "sent")


def test_without_her_word_nothing_is_sent(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
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
    response = add_line(phone, draft, motel, category="food", amount=typed, vendor_account="77-1")
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
    response = add_line(phone, draft, motel, category="food", needed_by=day)
    assert response.status_code == 422 and words in text_of(response)
    assert f'value="{day}"' in text_of(response)


def test_the_common_things_stand_first_and_a_rare_one_that_was_chosen_is_in_sight(
    phone: Client, draft: Application
) -> None:
    page = text_of(phone.get(at(draft, "what", 1)))
    assert page.index("Motel or emergency shelter") < page.index("<details") < page.index("Deposit")
    phone.post(at(draft, "what", 1), {"category": "tattoo_removal"})
    page = text_of(phone.get(at(draft, "what", 1)))
    assert "<details open>" in page and 'value="tattoo_removal"' in page


def test_what_the_policy_closed_meanwhile_is_said_with_a_way_out(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    open_now = [one for one in FundPolicy.in_force().payable_categories if one != "motel"]
    FundPolicy.objects.create(version=9, effective_at=clock.now(), payable_categories=open_now)
    page = text_of(phone.get(at(draft, "check")))
    assert "The fund can’t pay for this at present" in page and at(draft, "line", 1) in page
    response = phone.post(at(draft, "check"), SEND)
    assert response.status_code == 422
    assert "pay for this at present: motel or emergency shelter" in text_of(response)
    assert 'value="motel"' not in text_of(phone.get(at(draft, "what", 1)))
    phone.post(at(draft, "what", 1), {"category": "food"})
    assert phone.post(at(draft, "check"), SEND)["Location"] == at(draft, "sent")


def test_forty_things_fit_and_one_more_is_refused_in_words(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    for position in range(2, MOST_NEEDS + 1):
        draft.needs.create(position=position, category="food", vendor=motel, amount_cents=position)
    page = text_of(phone.get(at(draft, "check")))
    assert "This request is full" in page and "Add another thing" not in page
    words = "A request can have 40 lines. Send this one and start another."
    response = phone.get(at(draft, "what", MOST_NEEDS + 1), follow=True)
    assert words in text_of(response)
    response = phone.post(at(draft, "what", MOST_NEEDS + 1), {"category": "food"})
    assert response.status_code == 422 and words in text_of(response)
    assert draft.needs.count() == MOST_NEEDS


def test_words_of_any_script_are_kept_and_shown_in_their_own_direction(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    name, note = (
        "\u0634\u0642\u0629 \U0001f3e0",
        "\u05d4\u05d7\u05d3\u05e8 \u05e4\u05e0\u05d5\u05d9 \u2728",
    )
    add_line(phone, draft, motel)
    phone.post(at(draft, "who"), who(portland, pseudonym=name, note=note))
    page = text_of(phone.get(at(draft, "check")))
    assert f'dir="auto">{name}<' in page and f'dir="auto">{note}<' in page
    page = text_of(phone.get(at(draft, "who")))
    assert f'value="{name}"' in page and f"{note}</textarea>" in page


def test_a_line_can_be_changed_and_taken_out(
    phone: Client, draft: Application, motel: Vendor, busline: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    page = text_of(phone.get(at(draft, "line", 1)))
    assert "$285.00" in page and at(draft, "whom", 1) in page
    assert 'value="285.00"' in text_of(phone.get(at(draft, "how_much", 1)))
    changes: list[tuple[str, dict[str, str]]] = [
        ("what", {"category": "relocation"}),
        ("whom", {"vendor": busline.reference}),
        ("how_much", much(amount="300")),
    ]
    for name, answer in changes:
        assert phone.post(at(draft, name, 1), answer)["Location"] == at(draft, "check")
    draft.refresh_from_db()
    assert draft.requested_cents == 300_00
    assert (draft.needs.get().category, draft.needs.get().vendor) == ("relocation", busline)
    assert phone.post(at(draft, "remove", 1))["Location"] == at(draft, "what", 1)


def test_another_lane_keeps_the_other_answers(
    phone: Client, draft: Application, motel: Vendor, bangor: Region
) -> None:
    answered(phone, draft, motel, bangor)
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


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (("soon",), {"lane": "standard"}),
        (("what", 1), {"category": "food"}),
        (("whom", 1), {"vendor": "", "new_name": "Spruce Inn"}),
        (("how_much", 1), much(amount="419.75", vendor_account="88-2")),
        (("who",), {"household_band": "alone", "pseudonym": "our Tuesday"}),
        (("tonight",), {"category": "food", "amount": "77.10"}),
        (("check",), {"attested": "on"}),
    ],
)
def test_what_was_typed_survives_the_end_of_the_session_on_every_page(
    phone: Client,
    ada: User,
    draft: Application,
    motel: Vendor,
    portland: Region,
    name: tuple[Any, ...],
    typed: dict[str, str],
) -> None:
    answered(phone, draft, motel, portland)
    owner = phone.get(at(draft, *name)).context["form_owner"]
    phone.logout()
    response = phone.post(at(draft, *name), {**typed, "_for": owner})
    assert response.status_code == 302 and "next=" in response["Location"]
    phone.force_login(ada)
    page = text_of(phone.get(at(draft, *name)))
    for field, value in typed.items():
        answer = f'value="{value}"' if value != "on" else f'name="{field}" id="id_{field}" checked'
        assert answer in page or not value
    assert "What you typed is still here" in page
    assert "What you typed is still here" not in text_of(phone.get(at(draft, *name)))


def test_another_agencys_draft_does_not_exist_for_her(
    phone: Client, draft: Application, alma: User, motel: Vendor
) -> None:
    phone.force_login(alma)
    for name in (*QUESTIONS, ("check",), ("tonight",), ("show",), ("sent",), ("withdraw",)):
        assert phone.get(at(draft, *name)).status_code == 404
    assert phone.post(at(draft, "what", 1), {"category": "food"}).status_code == 404
    assert not StartedLine.objects.exists()


def test_whose_role_ended_reads_that_the_draft_stays_and_a_colleague_goes_on(
    phone: Client, draft: Application, ada: User, harbor: Agency, motel: Vendor
) -> None:
    ada.role_grants.update(ends_on=clock.today() - timedelta(days=1))
    response = phone.post(at(draft, "what", 1), {"category": "motel"})
    assert response.status_code == 403
    assert "A draft that you began is not lost" in text_of(response)
    phone.force_login(person("Ann", Role.ADVOCATE, agency=harbor))
    assert draft.reference in text_of(phone.get("/requests/"))
    assert add_line(phone, draft, motel)["Location"] == at(draft, "who")


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
    phone: Client, draft: Application, motel: Vendor, harbor: Agency, portland: Region
) -> None:
    answered(phone, draft, motel, portland, vendor_account="ACCT-77")
    for name in (*QUESTIONS, ("check",), ("tonight",)):
        path = at(draft, *name)
        title = re.search(r"<title>(.*?)</title>", text_of(phone.get(path)))
        assert title is not None
        for typed in ("ACCT-77", "Pine Tree", "motel", harbor.name):
            assert typed.lower() not in f"{path} {title[1]}".lower()


def answered(
    phone: Client,
    draft: Application,
    motel: Vendor,
    region: Region,
    amount: str = "285",
    **changed: str,
) -> Application:
    """Every question has an answer."""
    add_line(phone, draft, motel, amount=amount, **changed)
    phone.post(at(draft, "who"), who(region))
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
