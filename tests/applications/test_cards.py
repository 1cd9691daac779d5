"""The card on screen: made by choice, shown once, used at another agency, stopped at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, FundCode
from fund import clock
from fund.models import AuditEvent, Region, User, Vendor
from tests.cards import card_for

from .conftest import File
from .desk import approve, sent_request
from .test_pages_requests import text_of

CODE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]\b")


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    """Ada's phone, signed in."""
    client.force_login(ada)
    return client


@pytest.fixture
def sent(ada: User, motel: Vendor) -> Application:
    return sent_request(ada, motel)


def at(application: Application, name: str = "card") -> str:
    return reverse(f"applications:{name}", args=[application.reference])


def offer(phone: Client, application: Application) -> dict[str, str]:
    """What the form on the card's page would send."""
    context = phone.get(at(application)).context
    return {"new_card": context["new_card"], **({"lost": "1"} if context["works"] else {})}


def shown_code(response: Any) -> str:
    found = re.search(r'class="wallet-code">([^<]+)<', response.content.decode())
    assert found and response.status_code == 200
    return found[1]


def acts() -> list[str]:
    found = AuditEvent.objects.filter(act__startswith="card.").order_by("id")
    return list(found.values_list("act", flat=True))


def who(region: Region, **changed: str) -> dict[str, str]:
    typed = {"household_band": "alone", "age_band": "unsaid", "region": str(region.pk)}
    return {**typed, "fund_code": "", **changed}


def test_a_request_without_a_card_asks_for_none(phone: Client, sent: Application) -> None:
    assert at(sent) in text_of(phone.get(at(sent, "sent")))
    assert at(sent) in text_of(phone.get(at(sent, "show")))
    assert "Help does not depend on a card" in text_of(phone.get(at(sent)))
    assert not FundCode.objects.exists()


def test_a_card_is_shown_once_with_words_that_say_nothing(phone: Client, sent: Application) -> None:
    response = phone.post(at(sent), offer(phone, sent))
    code = shown_code(response)
    wallet = re.search(r'<section class="wallet".*?</section>', response.content.decode(), re.S)
    assert wallet and not re.search(r"fund|victim|survivor|safe|help|shelter", wallet[0], re.I)
    assert response.headers["Cache-Control"] == "no-store"
    for name in ("card", "show", "sent"):
        assert code not in text_of(phone.get(at(sent, name)))
    assert acts() == ["card.make"]


def test_a_double_click_makes_one_card_and_shows_it_twice(phone: Client, sent: Application) -> None:
    typed = offer(phone, sent)
    first, second = (shown_code(phone.post(at(sent), typed)) for _click in range(2))
    assert first == second and FundCode.objects.count() == 1
    with clock.at(clock.now() + timedelta(minutes=6)):
        late = phone.post(at(sent), typed)
    assert late.status_code == 422 and first not in text_of(late)
    assert "This card was shown already" in text_of(late)


def test_a_second_window_makes_no_second_card(phone: Client, sent: Application) -> None:
    one, other = offer(phone, sent), offer(phone, sent)
    phone.post(at(sent), one)
    response = phone.post(at(sent), other)
    assert response.status_code == 422 and "There is a card for this request" in text_of(response)
    assert FundCode.objects.count() == 1


def test_an_offer_is_for_this_person_and_this_request(
    phone: Client, sent: Application, alma: User, ada: User, motel: Vendor
) -> None:
    typed, other = offer(phone, sent), sent_request(ada, motel)
    assert phone.post(at(other), typed).status_code == 422
    assert phone.post(at(sent), {"new_card": "made up"}).status_code == 422
    phone.force_login(alma)
    assert phone.post(at(sent), typed).status_code == 404
    assert not FundCode.objects.exists()


def test_a_draft_has_no_card_yet(phone: Client, file: File) -> None:
    draft = file(100_00, send=False)
    assert phone.get(at(draft)).status_code == 302
    other = sent_request(draft.filed_by, draft.needs.get().vendor)
    assert phone.post(at(draft), offer(phone, other)).status_code == 422


def test_a_lost_card_stops_at_once_and_the_new_one_works(
    phone: Client, sent: Application, file: File, portland: Region
) -> None:
    lost = card_for(sent)
    new = shown_code(phone.post(at(sent), offer(phone, sent)))
    draft = file(100_00, send=False)
    refused = phone.post(at(draft, "who"), who(portland, fund_code=lost))
    assert refused.status_code == 422 and "no longer works" in text_of(refused)
    assert phone.post(at(draft, "who"), who(portland, fund_code=new)).status_code == 302
    draft.refresh_from_db()
    assert draft.household == sent.household
    assert acts() == ["card.make", "card.stop", "card.make", "card.refuse", "card.use"]


def test_a_card_can_be_stopped_without_a_new_one(
    phone: Client, sent: Application, file: File, portland: Region
) -> None:
    code = card_for(sent)
    for _click in range(2):
        page = phone.post(at(sent, "stop_card"), follow=True)
    assert "The card does not work any more" in text_of(page) and "Make a card" in text_of(page)
    draft = file(100_00, send=False)
    assert phone.post(at(draft, "who"), who(portland, fund_code=code)).status_code == 422
    assert acts() == ["card.make", "card.stop", "card.refuse"]


def test_the_card_is_typed_in_any_way_and_keeps_the_household_together(
    phone: Client, sent: Application, file: File, portland: Region
) -> None:
    typed = card_for(sent).lower().replace("-", " ")
    draft = file(100_00, send=False)
    assert phone.post(at(draft, "who"), who(portland, fund_code=typed))["Location"] == at(
        draft, "check"
    )
    draft.refresh_from_db()
    assert draft.household == sent.household
    assert "Counts with the card" in text_of(phone.get(at(draft, "check")))
    page = text_of(phone.get(at(draft, "who")))
    assert "A card is on this request" in page and not CODE.search(page)
    phone.post(at(draft, "who"), who(portland))
    draft.refresh_from_db()
    assert draft.household == sent.household, "an empty field keeps the card"
    phone.post(at(draft, "who"), who(portland, no_card="on"))
    draft.refresh_from_db()
    assert draft.household != sent.household and draft.card_shown_at is None


@pytest.mark.parametrize("code", ["KQ4-7M2", "KQ4-7M2X-9TRB-!", "Ruth Miller"])
def test_a_typo_is_told_as_a_typo_and_counts_as_no_guess(
    phone: Client, file: File, portland: Region, code: str
) -> None:
    draft = file(100_00, send=False)
    response = phone.post(at(draft, "who"), who(portland, fund_code=code))
    assert response.status_code == 422
    assert text_of(response).count("One of the signs is not right") == 2
    assert acts() == []


def test_she_found_her_card_until_it_is_decided(
    phone: Client, sent: Application, ada: User, cora: User, motel: Vendor, money: Any
) -> None:
    code, later = card_for(sent), sent_request(ada, motel)
    assert "Is there a card from before?" in text_of(phone.get(at(later)))
    wrong = phone.post(at(later, "use_card"), {"fund_code": "KQ4"})
    assert wrong.status_code == 422 and "One of the signs is not right" in text_of(wrong)
    phone.post(at(later, "use_card"), {"fund_code": code})
    later.refresh_from_db()
    assert later.household == sent.household
    assert "Is there a card from before?" not in text_of(phone.get(at(later)))
    decided = approve(sent_request(ada, motel), cora)
    response = phone.post(at(decided, "use_card"), {"fund_code": code})
    assert response.status_code == 422 and "This request is decided" in text_of(response)


def test_a_request_with_a_card_of_its_own_takes_no_other(
    phone: Client, sent: Application, ada: User, motel: Vendor
) -> None:
    code, other = card_for(sent), sent_request(ada, motel)
    card_for(other)
    assert phone.post(at(other, "use_card"), {"fund_code": code}).status_code == 422
    household = other.household_id
    other.refresh_from_db()
    assert other.household_id == household


def test_what_the_caps_leave_is_said_before_sending_and_nothing_else(
    phone: Client, file: File, alma: User, cora: User, portland: Region, money: Any
) -> None:
    elsewhere = file(500_00, by=alma)
    code = card_for(elsewhere)
    approve(elsewhere, cora)
    first = file(500_00, code=code, by=alma)
    approve(first, cora)
    draft = file(600_00, send=False)
    phone.post(at(draft, "who"), who(portland, fund_code=code))
    page = text_of(phone.get(at(draft, "check")))
    assert "$500.00 is the most the committee can approve" in page
    for private in (elsewhere.reference, first.reference, "Northern Light"):
        assert private not in page
