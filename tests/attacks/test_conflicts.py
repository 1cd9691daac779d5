"""A member in conflict has no hand in the request at all, and the committee only what was sent."""

import pytest

from applications import actions
from applications.models import Application, Purpose
from applications.states import State
from fund.models import Agency, FundPolicy, NeedCategory, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def tied(motel: Vendor, northern: Agency) -> User:
    """A member whose own agency runs the motel that Harbor House asks the fund to pay."""
    motel.tied_agency = northern
    motel.save()
    return person("Nora", Role.COMMITTEE_MEMBER, agency=northern)


def test_a_member_with_a_tie_to_the_vendor_does_not_hold_a_request_up_with_questions(
    tied: User, file: File
) -> None:
    application = file(300_00)
    with pytest.raises(Application.DoesNotExist):
        actions.request_information(application.pk, "Why not another motel?", actor=tied)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert not application.messages.exists()


def test_an_agency_does_not_ask_itself_in_the_committees_name(ada: User, file: File) -> None:
    application = file(300_00)
    with pytest.raises(actions.Refused):
        actions.request_information(application.pk, "Asked by the committee?", actor=ada)


def test_a_draft_that_was_taken_back_is_never_the_committees_to_see(
    ada: User, cora: User, file: File
) -> None:
    draft = file(300_00, send=False)
    actions.withdraw(draft.pk, actor=ada)
    assert draft not in Application.objects.visible_to(cora)
    sent = file(310_00)
    actions.withdraw(sent.pk, actor=ada)
    assert sent in Application.objects.visible_to(cora)


def test_a_draft_from_before_a_change_of_the_policy_is_not_sent_for_what_is_no_longer_paid(
    ada: User, abel: User, file: File
) -> None:
    draft = file(300_00, send=False)
    standing = FundPolicy.in_force()
    FundPolicy.objects.create(
        **{
            **{
                f.name: getattr(standing, f.name) for f in FundPolicy._meta.fields if f.name != "id"
            },
            "version": standing.version + 1,
            "payable_categories": [NeedCategory.FOOD.value],
        }
    )
    with pytest.raises(actions.Refused, match="can't pay for this"):
        actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
