"""Drafts: two windows on one, saved while one types, whom to pay, again, tonight, and their end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications import actions, sealing
from applications.models import Application, Need, Place, StartedLine, Stay
from applications.queries import whom
from applications.states import Lane, State
from fund import clock
from fund.models import Agency, Notice, Region, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File
from tests.applications.desk import sent_request
from tests.applications.test_pages_filing import (
    NEW,
    SEND,
    add_line,
    answered,
    at,
    draft,
    much,
    phone,
    text_of,
    who,
)
from tests.cast import person

__all__ = ["draft", "phone"]


def mark_on(page: Any) -> str:
    """The mark that a form carries of what it showed."""
    found = re.search(r'name="_seen" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


TWO_WINDOWS: list[tuple[tuple[Any, ...], dict[str, str], dict[str, str], str]] = [
    (("soon",), {"lane": "standard"}, {"lane": "urgent"}, "This week or later"),
    (("what", 1), {"category": "food"}, {"category": "fuel"}, "<dd><span class=.*>Food<"),
    (("how_much", 1), much(amount="300"), much(amount="310"), r">\$300.00<"),
    (
        ("who",),
        {"household_band": "alone", "note": "One bag"},
        {"household_band": "unsaid", "note": "Two bags"},
        "One adult(?s:.)*One bag",
    ),
]


@pytest.mark.parametrize(("name", "first", "second", "words"), TWO_WINDOWS)
def test_the_later_window_is_told_what_the_other_saved_and_keeps_its_words(
    phone: Client,
    draft: Application,
    motel: Vendor,
    portland: Region,
    name: tuple[Any, ...],
    first: dict[str, str],
    second: dict[str, str],
    words: str,
) -> None:
    answered(phone, draft, motel, portland)
    rest = who(portland) if name == ("who",) else {}
    page = at(draft, *name)
    one, other = mark_on(phone.get(page)), mark_on(phone.get(page))
    assert phone.post(page, {**rest, **first, "_seen": one}).status_code == 302
    told = phone.post(page, {**rest, **second, "_seen": other})
    assert told.status_code == 422
    text = text_of(told)
    assert "Somebody saved another answer meanwhile" in text
    assert re.search(words, text)
    for value in second.values():
        assert not value or value in text
    again = phone.post(page, {**rest, **second, "_seen": mark_on(told)})
    assert again.status_code == 302, "now that she knows, her answer is saved"


def test_the_same_answer_from_two_windows_is_no_difference(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    page = at(draft, "how_much", 1)
    mark = mark_on(phone.get(page))
    for _window in range(2):
        assert phone.post(page, much(amount="300") | {"_seen": mark}).status_code == 302


def test_a_business_chosen_in_another_window_is_told(
    phone: Client, draft: Application, motel: Vendor, busline: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    page = at(draft, "whom", 1)
    mark = mark_on(phone.get(page))
    phone.post(page, {"vendor": busline.reference, "_seen": mark})
    inn = Vendor.objects.create(
        reference="V-SPRUC4", name="Spruce Inn", kind="motel", town="Orono", region=portland
    )
    told = phone.post(page, {"vendor": inn.reference, "_seen": mark})
    assert told.status_code == 422 and "Down East Bus, Bangor" in text_of(told)
    assert f'value="{inn.reference}"' in text_of(told)


def test_two_windows_that_finish_one_line_make_one_line(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    phone.post(at(draft, "what", 1), {"category": "motel"})
    phone.post(at(draft, "whom", 1), {"vendor": motel.reference})
    page = at(draft, "how_much", 1)
    mark = mark_on(phone.get(page))
    phone.post(page, much(amount="200") | {"_seen": mark})
    told = phone.post(page, much(amount="210") | {"_seen": mark})
    assert told.status_code == 422 and "$200.00" in text_of(told)
    assert 'value="210"' in text_of(told)
    assert draft.needs.get().amount_cents == 200_00


def test_what_was_taken_out_in_another_window_is_said(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    phone.post(at(draft, "remove", 1))
    for name, answer in (("whom", {"vendor": motel.reference}), ("how_much", much())):
        response = phone.post(at(draft, name, 1), answer, follow=True)
        assert "taken out of the request in another window" in text_of(response)


def test_a_changed_draft_is_not_sent_from_an_old_page(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    page = at(draft, "check")
    mark = mark_on(phone.get(page))
    phone.post(at(draft, "how_much", 1), much(amount="900"))
    told = phone.post(page, {**SEND, "_seen": mark})
    assert told.status_code == 422 and "changed in another window" in text_of(told)
    assert "$900.00" in text_of(told)
    assert phone.post(page, {**SEND, "_seen": mark_on(told)}).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [{"nights": "2", "rate": "200"}, {"check_in": "tomorrow"}, {"desk": "guest_id"}],
    ids=["nights and rate", "check-in", "desk"],
)
def test_another_stay_of_the_same_sum_is_told_before_it_is_sent(
    phone: Client, draft: Application, motel: Vendor, portland: Region, changed: dict[str, str]
) -> None:
    answered(phone, draft, motel, portland, amount="400")
    page = at(draft, "check")
    mark = mark_on(phone.get(page))
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    typed = {name: value.replace("tomorrow", tomorrow) for name, value in changed.items()}
    phone.post(at(draft, "how_much", 1), much(amount="400", **typed))
    assert Need.objects.get().amount_cents == 400_00
    told = phone.post(page, {**SEND, "_seen": mark})
    assert told.status_code == 422 and "changed in another window" in text_of(told)
    assert phone.post(page, {**SEND, "_seen": mark_on(told)}).status_code == 302


def test_what_is_typed_is_saved_while_the_page_stays_open(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    phone.post(at(draft, "what", 1), {"category": "food"})
    phone.post(at(draft, "whom", 1), {"vendor": motel.reference})
    page = at(draft, "how_much", 1)
    mark = mark_on(phone.get(page))
    typed = {"_save": "1", "_seen": mark, "amount": "120", "vendor_account": "A-9"}
    saved = phone.post(page, typed)
    assert saved.status_code == 204 and saved["X-Seen"] != mark
    line = StartedLine.objects.get()
    assert line.amount_cents == 120_00 and not draft.needs.exists()
    text = text_of(phone.get(page))
    assert 'value="120.00"' in text and 'value="A-9"' in text
    done = phone.post(page, much(amount="120", vendor_account="A-9") | {"_seen": saved["X-Seen"]})
    assert done.status_code == 302
    need = draft.needs.get()
    words = sealing.read(draft, Place.VENDOR_ACCOUNT, reader=None)
    assert words.found == {(Place.VENDOR_ACCOUNT, need.pk): "A-9"}


def test_a_stay_is_saved_as_it_is_typed_and_its_amount_follows(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    phone.post(at(draft, "what", 1), {"category": "motel"})
    phone.post(at(draft, "whom", 1), {"vendor": motel.reference})
    page = at(draft, "how_much", 1)
    opened = phone.get(page)
    assert f'value="{clock.today()}"' in text_of(opened), "the first night is today"
    saved = phone.post(page, {"_save": "1", "_seen": mark_on(opened), "nights": "3"})
    assert saved.status_code == 204
    line = StartedLine.objects.get()
    assert (line.nights, line.amount_cents) == (3, None)
    assert 'name="nights" value="3"' in text_of(phone.get(page))
    typed = much(nights="3", rate="95", _seen=saved["X-Seen"])
    assert phone.post(page, typed).status_code == 302
    need = draft.needs.get()
    assert need.amount_cents == 285_00 and Stay.objects.get().need == need
    row = text_of(phone.get(at(draft, "line", 1)))
    assert "$285.00" in row and "3 nights at $95.00" in row
    mark = mark_on(phone.get(page))
    phone.post(page, much(nights="4", rate="95", _seen=mark))
    assert draft.needs.get().amount_cents == 380_00
    told = phone.post(page, much(nights="5", rate="95", _seen=mark))
    assert told.status_code == 422 and "4 nights at $95.00" in text_of(told)
    phone.post(at(draft, "what", 1), {"category": "food"})
    assert not Stay.objects.exists()


def test_half_an_answer_is_saved_and_what_the_guard_asks_about_is_not(
    phone: Client, draft: Application
) -> None:
    page = at(draft, "who")
    typed = {"_save": "1", "household_band": "alone", "pseudonym": "Tuesday"}
    saved = phone.post(page, {**typed, "note": "Call 207-774-1234"})
    assert saved.status_code == 204
    draft.refresh_from_db()
    words = sealing.read(draft, Place.PSEUDONYM, Place.NOTE, reader=None)
    assert draft.household_band == "alone"
    assert words.found == {(Place.PSEUDONYM, 0): "Tuesday"}


def test_what_is_behind_one_line_of_words_is_open_if_something_is_in_it(
    phone: Client, draft: Application, portland: Region
) -> None:
    page = at(draft, "who")
    assert "<details open>" not in text_of(phone.get(page))
    wrong = phone.post(page, who(portland, fund_code="KQ4-7M2X-9TRB-X"))
    assert wrong.status_code == 422 and "<details open>" in text_of(wrong)
    phone.post(page, who(portland, pseudonym="Tuesday"))
    assert "<details open>" in text_of(phone.get(page))


def test_a_script_does_not_save_over_another_window(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland)
    page = at(draft, "how_much", 1)
    mark = mark_on(phone.get(page))
    phone.post(page, much(amount="300"))
    typed = {"_save": "1", "_seen": mark, "rate": "310"}
    assert phone.post(page, typed).status_code == 409
    assert draft.needs.get().amount_cents == 300_00


def test_businesses_paid_before_for_this_stand_first_then_those_nearby(
    phone: Client, draft: Application, ada: User, motel: Vendor, busline: Vendor, portland: Region
) -> None:
    sent_request(ada, busline)
    phone.post(at(draft, "what", 1), {"category": "motel"})
    text = text_of(phone.get(at(draft, "whom", 1)))
    assert text.index("Down East Bus, Bangor") < text.index("Pine Tree Motel, Portland")
    assert text.count(whom.SAME) == 1
    phone.post(at(draft, "what", 1), {"category": "medication"})
    assert "Pine Tree Motel" not in text_of(phone.get(at(draft, "whom", 1)))


def test_a_business_is_found_without_a_script_and_by_a_script_alone(
    phone: Client, draft: Application, motel: Vendor, busline: Vendor
) -> None:
    phone.post(at(draft, "what", 1), {"category": "motel"})
    page = at(draft, "whom", 1)
    text = text_of(phone.get(page, {"find": "dwon east"}))
    assert "Down East Bus, Bangor" in text and 'value="dwon east"' in text
    assert "Bangor region" in text
    part = phone.get(page, {"find": "bus"}, headers={"X-Part": "found"})
    assert "Down East Bus" in text_of(part) and "<html" not in text_of(part)
    assert phone.post(f"{page}?find=bus", {"vendor": busline.reference}).status_code == 302


def test_a_business_that_is_not_found_can_be_added_with_the_words_of_the_search(
    phone: Client, draft: Application, portland: Region
) -> None:
    phone.post(at(draft, "what", 1), {"category": "motel"})
    page = at(draft, "whom", 1)
    text = text_of(phone.get(page, {"find": "Spruce Motel\0"}))
    assert "We found no business like" in text and "<details open>" in text
    assert 'name="new_name" value="Spruce Motel' in text
    assert '<option value="motel" selected>' in text
    named = {"new_name": "Spruce Motel", "new_kind": "motel", "new_town": "", "new_phone": ""}
    refused = phone.post(page, named)
    assert refused.status_code == 422
    assert text_of(refused).count("Fill in the town of the business") == 2
    assert not Vendor.objects.filter(name="Spruce Motel").exists()
    assert phone.post(page, {**named, "new_town": "Orono"}).status_code == 302
    made = Vendor.objects.get(name="Spruce Motel")
    assert made.region == portland and StartedLine.objects.get().vendor == made


def test_a_business_like_one_in_the_list_is_asked_about_before_there_are_two(
    phone: Client, draft: Application, motel: Vendor
) -> None:
    phone.post(at(draft, "what", 1), {"category": "food"})
    page = at(draft, "whom", 1)
    named = {"new_name": "Pine Tre Motel", "new_kind": "motel", "new_town": "Portland"}
    asked = phone.post(page, named)
    text = text_of(asked)
    assert asked.status_code == 422 and "Is it one of these?" in text
    assert f'value="{motel.reference}"' in text and 'value="Pine Tre Motel"' in text
    assert 'name="asks_another" value="on"' in text and "It is none of these. Add it" in text
    chosen = phone.post(page, {**named, "asks_another": "on", "vendor": motel.reference})
    assert chosen.status_code == 302 and StartedLine.objects.get().vendor == motel
    added = phone.post(page, {**named, "asks_another": "on", "another": "on"})
    assert added.status_code == 302 and Vendor.objects.filter(name="Pine Tre Motel").exists()


def test_a_line_without_a_payee_is_refused(phone: Client, draft: Application) -> None:
    phone.post(at(draft, "what", 1), {"category": "motel"})
    response = phone.post(at(draft, "whom", 1), {})
    assert "Choose who we should pay, or name a new business" in text_of(response)


def test_same_as_last_time_asks_only_who_lives_in_the_household(
    phone: Client, ada: User, motel: Vendor, portland: Region
) -> None:
    before = sent_request(ada, motel, 190_00, lane=Lane.EMERGENCY)
    page = phone.get(NEW)
    key = f"{before.reference}/1"
    assert f'value="{key}"' in text_of(page) and "$190.00 to Pine Tree Motel" in text_of(page)
    for _click in range(2):
        started = phone.post("/requests/new/again/", {"line": key, "_once": "e" * 32})
    draft = Application.objects.get(state=State.DRAFT)
    assert started["Location"] == at(draft, "who")
    assert phone.post(at(draft, "who"), who(portland))["Location"] == at(draft, "check")
    need = draft.needs.get()
    assert (need.amount_cents, need.vendor, draft.lane) == (190_00, motel, "emergency")
    assert not sealing.read(draft, Place.VENDOR_ACCOUNT, reader=None).found


def test_another_agencys_line_is_not_repeated(phone: Client, alma: User, motel: Vendor) -> None:
    foreign = sent_request(alma, motel)
    assert foreign.reference not in text_of(phone.get(NEW))
    for key in (f"{foreign.reference}/1", "x", "KX7-204/9999", ""):
        response = phone.post("/requests/new/again/", {"line": key}, follow=True)
        assert "not there any more" in text_of(response)
    assert not Application.objects.filter(state=State.DRAFT).exists()


def tonight(motel: Vendor | None, region: Region, **changed: str) -> dict[str, str]:
    whole = {"category": "motel", "vendor": motel.reference if motel else ""}
    return {**whole, **much(changed.get("amount", "285")), **who(region), **changed}


def test_an_emergency_is_filed_on_one_page(phone: Client, motel: Vendor, portland: Region) -> None:
    started = phone.post(NEW, {"then": "tonight", "_once": "f" * 32})
    draft = Application.objects.get()
    assert draft.lane == Lane.EMERGENCY and started["Location"] == at(draft, "tonight")
    assert "Pine Tree Motel" not in text_of(phone.get(at(draft, "tonight")))
    found = phone.post(at(draft, "tonight"), tonight(None, portland, then="find", find="pine"))
    assert found.status_code == 200 and "Pine Tree Motel" in text_of(found)
    assert 'value="285.00"' in text_of(found) or 'value="285"' in text_of(found)
    done = phone.post(at(draft, "tonight"), tonight(motel, portland, _seen=mark_on(found)))
    assert done["Location"] == at(draft, "check")
    assert "$285.00 to Pine Tree Motel" in text_of(phone.get(at(draft, "check")))


def test_what_is_right_on_the_one_page_is_kept_when_something_is_wrong(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    page = at(draft, "tonight")
    response = phone.post(page, tonight(motel, portland, amount="12.345", household_band=""))
    text = text_of(response)
    assert response.status_code == 422 and 'value="12.345"' in text
    assert text.count('class="summary-of-errors"') == 1 and "<title>Error: " in text
    line = StartedLine.objects.get()
    assert (line.category, line.vendor, line.amount_cents) == ("motel", motel, None)
    saved = phone.post(page, tonight(motel, portland, amount="95", _save="1"))
    assert saved.status_code == 204
    line.refresh_from_db()
    assert line.amount_cents == 95_00
    done = phone.post(page, tonight(motel, portland, amount="95", _seen=saved["X-Seen"]))
    assert done["Location"] == at(draft, "check")


def test_the_one_page_asks_the_nights_of_a_motel(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    page = at(draft, "tonight")
    wrong = tonight(motel, portland, amount="285", nights="", rate="95")
    told = phone.post(page, wrong)
    assert told.status_code == 422 and "Fill in “How many nights?”" in text_of(told)
    assert 'id="id_amount_error"' not in text_of(told)
    assert StartedLine.objects.get().rate_cents == 95_00
    right = {**wrong, "nights": "3", "desk": "guest_id", "vendor_account": "B-7"}
    done = phone.post(page, {**right, "_seen": mark_on(told)})
    assert done["Location"] == at(draft, "check")
    assert (Need.objects.get().amount_cents, Stay.objects.get().nights) == (285_00, 3)
    check = text_of(phone.get(at(draft, "check")))
    assert "3 nights at $95.00" in check and "B-7" in check


def test_for_anything_else_the_one_page_asks_an_amount(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    page = at(draft, "tonight")
    typed = tonight(motel, portland, category="food", amount="", rate="95", nights="3")
    told = phone.post(page, typed)
    assert told.status_code == 422 and "#id_amount" in text_of(told)
    assert "#id_rate" not in text_of(told)
    assert "How many nights" in text_of(told) and 'value="95"' in text_of(told)
    assert phone.post(page, {**typed, "amount": "40"})["Location"] == at(draft, "check")
    assert Need.objects.get().amount_cents == 40_00 and not Stay.objects.exists()


def test_a_stay_is_the_same_on_the_one_page_and_on_the_questions(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    page, question = at(draft, "tonight"), at(draft, "how_much", 1)
    begun = tonight(motel, portland, nights="3", rate="", desk="guest_id", _save="1")
    assert phone.post(page, begun).status_code == 204
    text = text_of(phone.get(question))
    assert 'name="nights" value="3"' in text and 'value="guest_id"' in text
    phone.post(question, much(nights="3", rate="95", desk="guest_id"))
    again = phone.get(page)
    text = text_of(again)
    assert 'name="nights" value="3"' in text and 'name="rate" value="95.00"' in text
    assert 'name="amount" value="285' not in text
    same = tonight(motel, portland, nights="3", rate="95", desk="guest_id", _seen=mark_on(again))
    assert phone.post(page, same)["Location"] == at(draft, "check")
    assert Stay.objects.get().terms.words.startswith("3 nights at $95.00")


def test_a_slip_of_the_thumb_to_food_and_back_keeps_the_nights(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    page = at(draft, "tonight")
    typed = tonight(motel, portland, amount="", nights="3", rate="95")
    phone.post(page, typed)
    mark = mark_on(phone.get(page))
    for category in ("food", "motel"):
        saved = phone.post(page, {**typed, "category": category, "_seen": mark, "_save": "1"})
        assert saved.status_code == 204, category
        mark = saved["X-Seen"]
    assert (Stay.objects.get().nights, Need.objects.get().amount_cents) == (3, 285_00)


def test_a_whole_line_that_becomes_a_motel_is_asked_for_its_nights(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    answered(phone, draft, motel, portland, category="food", amount="50")
    moved = phone.post(at(draft, "what", 1), {"category": "motel"})
    assert moved["Location"] == at(draft, "how_much", 1)
    typed = tonight(motel, portland, amount="", nights="2", rate="", _save="1")
    assert phone.post(at(draft, "tonight"), typed).status_code == 204
    assert Need.objects.get().amount_cents == 50_00
    phone.post(at(draft, "how_much", 1), much(nights="2", rate="40"))
    assert Need.objects.get().amount_cents == 80_00


def test_the_one_page_tells_what_another_window_saved(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    page = at(draft, "tonight")
    mark = mark_on(phone.get(page))
    phone.post(page, tonight(motel, portland, amount="200"))
    told = phone.post(page, tonight(motel, portland, amount="250", _seen=mark))
    assert told.status_code == 422 and "$200.00" in text_of(told)
    assert 'value="250"' in text_of(told)


def test_the_same_request_within_a_day_is_warned_of_and_may_go_on(
    phone: Client, draft: Application, ada: User, alma: User, motel: Vendor, portland: Region
) -> None:
    other = sent_request(alma, motel, 285_00)
    answered(phone, draft, motel, portland)
    assert "You may have sent this already" not in text_of(phone.get(at(draft, "check")))
    with clock.at(clock.now() - timedelta(hours=25)):
        sent_request(ada, motel, 285_00)
    sent_request(ada, motel, 286_00)
    assert "You may have sent this already" not in text_of(phone.get(at(draft, "check")))
    twin = sent_request(ada, motel, 285_00)
    text = text_of(phone.get(at(draft, "check")))
    assert "You may have sent this already" in text and at(twin, "show") in text
    assert other.reference not in text
    assert phone.post(at(draft, "check"), SEND)["Location"] == at(draft, "sent")


def test_a_draft_ends_so_many_days_after_its_last_change_and_the_list_warns(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    start = clock.now()
    with clock.at(start + timedelta(days=11)):
        page = text_of(phone.get("/requests/"))
        assert "We keep it until" in page and "to keep it" not in page
    with clock.at(start + timedelta(days=13)):
        assert "Change or send it to keep it" in text_of(phone.get("/requests/"))
        add_line(phone, draft, motel)
    with clock.at(start + timedelta(days=20)):
        assert actions.expire_drafts() == 0
    with clock.at(start + timedelta(days=28)):
        assert actions.expire_drafts() == 1
    draft.refresh_from_db()
    assert draft.state == State.EXPIRED


def told_of(draft: Application) -> list[str]:
    told = Notice.objects.filter(reference=draft.reference).select_related("user")
    return sorted(notice.user.name for notice in told)


def test_two_days_before_the_end_the_advocate_is_told_once(
    draft: Application, phone: Client, ada: User, motel: Vendor
) -> None:
    start = clock.now()
    with clock.at(start + timedelta(days=11)):
        assert actions.warn_drafts() == 0
    with clock.at(start + timedelta(days=12, minutes=1)):
        assert [actions.warn_drafts() for _minute in range(2)] == [1, 0]
        assert told_of(draft) == ["Ada"]
        add_line(phone, draft, motel)
    with clock.at(start + timedelta(days=25)):
        assert actions.warn_drafts() == 1
    assert told_of(draft) == ["Ada", "Ada"]


def test_if_she_has_left_the_agency_her_colleagues_are_told(
    draft: Application, ada: User, harbor: Agency, northern: Agency
) -> None:
    person("Ann", Role.ADVOCATE, agency=harbor)
    person("Nia", Role.ADVOCATE, agency=northern)
    ada.role_grants.update(ends_on=clock.today() - timedelta(days=1))
    with clock.at(clock.now() + timedelta(days=13)):
        actions.warn_drafts()
    assert told_of(draft) == ["Ann"]


@pytest.mark.parametrize("lines", [1, 30])
def test_each_page_costs_few_queries_however_many_lines_there_are(
    phone: Client,
    draft: Application,
    ada: User,
    motel: Vendor,
    portland: Region,
    lines: int,
) -> None:
    for _earlier in range(3):
        sent_request(ada, motel)
    answered(phone, draft, motel, portland)
    for position in range(2, lines + 1):
        draft.needs.create(position=position, category="food", vendor=motel, amount_cents=position)
    pages = [
        *(at(draft, name, 1) for name in ("what", "whom", "how_much", "line")),
        *(at(draft, name) for name in ("soon", "who", "check")),
        *([at(draft, "tonight")] if lines == 1 else []),
        NEW,
    ]
    spent = {}
    for page in pages:
        with CaptureQueriesContext(connection) as ran:
            assert phone.get(page).status_code == 200
        spent[page] = [q["sql"] for q in ran if "SAVEPOINT" not in q["sql"]]
    assert {page: len(sql) for page, sql in spent.items() if len(sql) > 12} == {}, spent


def test_a_draft_is_filed_without_touching_another_agencys_rows(file: File, alma: User) -> None:
    foreign = file(send=False)
    with pytest.raises(Application.DoesNotExist):
        actions.say_soon(foreign.pk, Lane.URGENT, actor=alma)
