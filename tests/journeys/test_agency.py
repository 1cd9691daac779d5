"""An advocate leaves: her supervisor hands over by phone, and news goes to the right person."""

import pytest

from applications import actions
from applications.models import Application
from fund.models import Agency, NoticeChoice, Pace, User, Vendor
from fund.roles import Role
from tests.applications.desk import sent_request
from tests.cast import person
from tests.fund.mailbox import Mailbox
from tests.journeys.stack import Stack
from tests.journeys.visitor import PHONE, Visit
from tests.rails.sandbox_fixture import wait_until


@pytest.fixture
def abby(harbor: Agency) -> User:
    return person("Abby", Role.ADVOCATE, agency=harbor)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_caseload_is_handed_over_and_the_next_question_reaches_the_new_person(
    visit: Visit,
    working: Stack,
    mailbox: Mailbox,
    ada: User,
    abby: User,
    sage: User,
    cora: User,
    motel: Vendor,
    scripts: bool,
) -> None:
    request = sent_request(ada, motel)
    phone = visit(sage, PHONE, java_script_enabled=scripts)
    phone.go("/")
    phone.follow("Agency")
    phone.follow("People")
    phone.follow("Hand over")
    phone.page.get_by_label("Abby").check()
    phone.press("Hand over")
    phone.reads("Abby now looks after 1 request. Both are told.")
    wait_until(lambda: {"ada@example.org", "abby@example.org"} <= _told(mailbox), 30)
    mailbox.received.clear()
    actions.request_information(request.pk, "How many nights?", actor=cora)
    wait_until(lambda: abby.email in _told(mailbox), 30)
    (mail,) = (mail for mail in mailbox.received if mail.to == [abby.email])
    assert mail.subject == f"Update on {request.reference}" and "nights" not in mail.text
    assert ada.email not in _told(mailbox)
    assert Application.objects.get().filed_by == ada


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_she_chooses_one_mail_a_day_and_takes_her_agencys_figures_with_her(
    visit: Visit, ada: User, sage: User, motel: Vendor, scripts: bool
) -> None:
    request = sent_request(ada, motel)
    phone = visit(sage, PHONE, java_script_enabled=scripts)
    phone.go("/account/notices")
    phone.page.get_by_role("radio", name="Once a day").check()
    phone.page.get_by_label("Quiet from").select_option(label="10 pm")
    phone.press("Save")
    phone.reads("There is a problem")
    assert phone.page.get_by_role("radio", name="Once a day").is_checked()
    phone.page.get_by_label("Quiet until").select_option(label="7 am")
    phone.press("Save")
    phone.reads("This holds from now on")
    assert NoticeChoice.objects.get(user=sage).pace == Pace.DAILY
    phone.go("/agency/export/")
    with phone.page.expect_download() as waiting:
        phone.press("Get the file")
    assert waiting.value.suggested_filename.startswith("figures-")
    assert request.reference in waiting.value.path().read_text()


def _told(mailbox: Mailbox) -> set[str]:
    return {address for mail in mailbox.received for address in mail.to}
