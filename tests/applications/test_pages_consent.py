"""What the agency sees of consents, records, takes back and prints."""

import re
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client

from applications import actions, consents
from applications.models import Application, Consent, Purpose
from applications.states import State
from fund import clock
from fund.models import User, Vendor
from tests.applications.conftest import File
from tests.applications.desk import sent_request


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def sent(ada: User, motel: Vendor, cora: User) -> Application:
    """Everything but the story is agreed to."""
    agreed = [purpose for purpose in Purpose if purpose is not Purpose.STORY]
    return sent_request(ada, motel, agreed=agreed, note="The car is her own")


def at(application: Application, *rest: str) -> str:
    return "/".join([f"/requests/{application.reference}", *rest, ""])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_no_box_is_ticked_beforehand(phone: Client, file: File) -> None:
    draft = file(send=False)
    page = phone.get(at(draft, "check")).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="agrees_(\w+)"([^>]*)>', page)
    assert [name for name, _rest in boxes] == [purpose.value for purpose in Purpose]
    assert not any("checked" in rest for _name, rest in boxes)


def test_what_is_ticked_is_recorded_and_nothing_else(phone: Client, file: File) -> None:
    draft = file(send=False)
    ticked = {"attested": "on", "agrees_committee": "on", "agrees_vendor": "on"}
    assert phone.post(at(draft, "check"), ticked).status_code == 302
    given = set(Consent.objects.values_list("purpose", flat=True))
    assert given == {Purpose.COMMITTEE, Purpose.VENDOR}


def test_without_the_committee_it_is_not_sent_and_says_why(phone: Client, file: File) -> None:
    draft = file(send=False)
    page = phone.post(at(draft, "check"), {"attested": "on", "agrees_story": "on"})
    assert page.status_code == 422
    assert "only decide if the person agrees" in page.content.decode()
    assert not Consent.objects.exists()


def test_the_request_shows_what_holds_until_when(phone: Client, sent: Application) -> None:
    until = clock.today() + timedelta(days=90)
    page = text(phone, at(sent))
    assert f"Agreed until {until:%B %-d, %Y}" in page
    assert "Story Not agreed" in page


def test_a_later_paper_is_recorded(phone: Client, sent: Application) -> None:
    today = clock.today()
    days = {"given_on": today.isoformat(), "ends_on": (today + timedelta(days=20)).isoformat()}
    address = at(sent, "agreed", "story")
    assert phone.post(address, days).status_code == 302
    assert consents.in_force(sent, Purpose.STORY)
    assert not consents.in_force(sent, Purpose.STORY, today + timedelta(days=21))


@pytest.mark.parametrize(("given", "ends"), [(1, 5), (0, -1), (0, 366), (None, 5)])
def test_days_that_cannot_be_come_back_with_words(
    phone: Client, sent: Application, given: int | None, ends: int
) -> None:
    today = clock.today()
    days = {"ends_on": (today + timedelta(days=ends)).isoformat()}
    if given is not None:
        days["given_on"] = (today + timedelta(days=given)).isoformat()
    page = phone.post(at(sent, "agreed", "story"), days)
    assert page.status_code == 422 and "There is a problem" in page.content.decode()
    assert not consents.in_force(sent, Purpose.STORY)


def test_taking_back_asks_first_and_says_what_follows(phone: Client, sent: Application) -> None:
    page = text(phone, at(sent, "agreed", "committee", "take-back"))
    assert "This also withdraws the request" in page
    assert "withdraws" not in text(phone, at(sent, "agreed", "vendor", "take-back"))
    assert consents.in_force(sent, Purpose.COMMITTEE), "a GET takes nothing back"
    phone.post(at(sent, "agreed", "committee", "take-back"))
    sent.refresh_from_db()
    assert sent.state == State.WITHDRAWN


def test_everything_that_was_recorded_stays_to_be_read(phone: Client, sent: Application) -> None:
    phone.post(at(sent, "agreed", "vendor", "take-back"))
    page = text(phone, at(sent, "agreed"))
    assert "Agreed: The fund may be in contact with the business" in page
    assert "Taken back: The fund may be in contact with the business" in page


def test_the_committee_reads_a_calm_sentence_without_the_consent(
    client: Client, sent: Application, ada: User, cora: User
) -> None:
    client.force_login(cora)
    address = at(sent, "review")
    assert "The car is her own" in text(client, address)
    actions.revoke_consent(sent.pk, Purpose.COMMITTEE, actor=ada)
    page = text(client, address)
    assert "The car is her own" not in page
    assert "does not agree at present that the committee reads" in page


@pytest.mark.parametrize("name", ["", "form.pdf", "story/", "committee/take-back/"])
def test_another_agencys_consents_are_not_there(
    client: Client, sent: Application, alma: User, cora: User, name: str
) -> None:
    for stranger in (alma, cora):
        client.force_login(stranger)
        assert client.get(f"/requests/{sent.reference}/agreed/{name}").status_code in (403, 404)


@pytest.fixture
def paper(phone: Client, sent: Application) -> bytes:
    response = phone.get(f"/requests/{sent.reference}/agreed/form.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    return response.content


def test_the_paper_holds_the_number_and_blank_lines_and_nothing_about_the_person(
    paper: bytes, sent: Application
) -> None:
    printed = pypdfium2.PdfDocument(BytesIO(paper))
    assert len(printed) == 1
    words = printed[0].get_textpage().get_text_range()
    assert sent.reference in words
    assert all(word in words for word in ("Signature", "Name", "change your mind"))
    assert not any(word in words for word in ("The car", "ACCT-77", "Portland", "Ada", "Harbor"))


def test_the_accessibility_checker_finds_nothing_on_the_paper(paper: bytes, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(paper)
    program = Path(sys.executable).with_name("outloud")
    checked = subprocess.run(
        [program, "--fail-on", "warning", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_page_costs_a_fixed_number_of_queries(
    phone: Client, sent: Application, ada: User, django_assert_max_num_queries: object
) -> None:
    for _time in range(3):
        actions.revoke_consent(sent.pk, Purpose.STATISTICS, actor=ada)
        today = clock.today()
        actions.give_consent(sent.pk, Purpose.STATISTICS, given_on=today, ends_on=today, actor=ada)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        phone.get(at(sent, "agreed"))
