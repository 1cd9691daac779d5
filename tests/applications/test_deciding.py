"""A request from filing to its award: state, audit row and money, in a real PostgreSQL."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from applications import actions
from applications.actions import Refused
from applications.models import Application, AwardLine, Purpose, Recusal
from applications.states import Lane, LineState, NeedState, RefusedFor, State
from fund import books, clock
from fund.models import Agency, AuditEvent, Fund, RoleGrant, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File, Vote
from tests.cards import card_for
from tests.cast import person

pytestmark = pytest.mark.django_db


def acts(application: Application) -> list[str]:
    rows = AuditEvent.objects.filter(subject=application.reference).order_by("id")
    return [row.act for row in rows]


def test_sending_starts_the_clock_of_the_lane(file: File) -> None:
    application = file(300_00)
    assert application.state == State.SUBMITTED
    assert application.submitted_at and application.due_at
    assert application.due_at - application.submitted_at == timedelta(hours=72)
    assert acts(application)[:2] == ["application.start", "application.submit"]


def test_sending_twice_is_one_request(file: File, ada: User) -> None:
    application = file(300_00)
    again = actions.submit(application.pk, attested=True, agreed=Purpose, actor=ada)
    assert again.submitted_at == application.submitted_at
    assert acts(application).count("application.submit") == 1


def test_a_request_without_attestation_or_line_is_not_sent(file: File, ada: User) -> None:
    draft = file(300_00, send=False)
    with pytest.raises(Refused, match="Confirm"):
        actions.submit(draft.pk, attested=False, agreed=Purpose, actor=ada)
    need = draft.needs.get()
    actions.remove_line(draft.pk, need.position, actor=ada)
    with pytest.raises(Refused, match="at least one"):
        actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)


def test_another_agency_cannot_even_find_the_request(file: File, alma: User) -> None:
    application = file(300_00)
    with pytest.raises(Application.DoesNotExist):
        actions.withdraw(application.pk, actor=alma)


def test_a_small_request_is_decided_by_one_reviewer_and_reserved_on_a_fund(
    file: File, vote: Vote, cora: User, money: Fund
) -> None:
    application = file(300_00)
    actions.review(application.pk, vote(application, 300_00), actor=cora)
    application.refresh_from_db()
    line = AwardLine.objects.get()
    assert (application.state, application.approved_cents) == (State.APPROVED, 300_00)
    assert (line.state, line.paid_by) == (LineState.PAYABLE, {money: 300_00})
    assert books.available_cents(money) == 10_000_00 - 300_00
    assert acts(application)[-3:] == [
        "application.review",
        "application.approve",
        "decision.record",
    ]


def test_a_larger_request_needs_two_of_three_and_a_line_can_be_reduced(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00, 200_00)
    ballot = vote(application, 600_00, 150_00)
    actions.review(application.pk, ballot, actor=cora)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    actions.review(application.pk, ballot, actor=carl)
    application.refresh_from_db()
    assert (application.state, application.approved_cents) == (State.APPROVED, 750_00)
    first, second = application.needs.all()
    assert (first.state, second.state) == (NeedState.APPROVED, NeedState.REDUCED)


def test_a_vote_may_be_changed_until_the_close(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.review(application.pk, vote(application, 600_00), actor=cora)
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    application.refresh_from_db()
    assert application.state == State.APPROVED
    with pytest.raises(Refused, match="decided already"):
        actions.review(application.pk, vote(application, 0), actor=chen)


def test_reviewer_from_the_same_agency_is_kept_out(
    file: File, vote: Vote, harbor: Agency, ada: User, money: Fund
) -> None:
    application = file(300_00)
    inside = person("Ines", Role.COMMITTEE_MEMBER, agency=harbor)
    with pytest.raises(Application.DoesNotExist):
        actions.review(application.pk, vote(application, 300_00), actor=inside)
    RoleGrant.objects.create(
        user=ada, role=Role.COMMITTEE_MEMBER, agency=harbor, starts_on=date(2020, 1, 1)
    )
    ada = User.objects.get(pk=ada.pk)
    with pytest.raises(Refused, match="You filed"):
        actions.review(application.pk, vote(application, 300_00), actor=ada)


def test_supervisor_of_the_advocate_is_kept_out(
    file: File, vote: Vote, ada: User, cora: User, money: Fund
) -> None:
    ada.supervisor = cora
    ada.save()
    application = file(300_00)
    with pytest.raises(Application.DoesNotExist):
        actions.review(application.pk, vote(application, 300_00), actor=cora)


def test_recused_reviewer_no_longer_counts_or_sees(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.recuse(application.pk, "I know the landlord", actor=cora)
    assert Recusal.objects.count() == 1
    assert not Application.objects.visible_to(cora).exists()
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    actions.review(application.pk, vote(application, 600_00), actor=chen)
    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_a_grant_that_ends_mid_vote_takes_its_vote_along(
    file: File, vote: Vote, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(600_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    cora.role_grants.update(ends_on=clock.today() - timedelta(days=1))
    actions.review(application.pk, vote(application, 600_00), actor=carl)
    actions.review(application.pk, vote(application, 600_00), actor=chen)
    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_the_caps_bind_the_committee_by_household(
    file: File, vote: Vote, cora: User, money: Fund
) -> None:
    first = file(500_00)
    actions.review(first.pk, vote(first, 500_00), actor=cora)
    code = card_for(first)
    second = file(500_00, code=code)
    actions.review(second.pk, vote(second, 500_00), actor=cora)
    third = file(500_00, code=code)
    actions.review(third.pk, vote(third, 500_00), actor=cora)
    fourth = file(500_00, code=code)
    with pytest.raises(Refused, match=r"room for \$0.00"):
        actions.review(fourth.pk, vote(fourth, 500_00), actor=cora)


def test_more_than_asked_is_never_approved(file: File, vote: Vote, cora: User, money: Fund) -> None:
    application = file(300_00)
    with pytest.raises(Refused, match="does not fit"):
        actions.review(application.pk, vote(application, 300_01), actor=cora)


def test_on_call_member_decides_an_emergency_alone_and_another_ratifies(
    file: File, vote: Vote, olive: User, cora: User, money: Fund
) -> None:
    application = file(400_00, lane=Lane.EMERGENCY)
    actions.decide_emergency(application.pk, vote(application, 400_00), actor=olive)
    application.refresh_from_db()
    assert (application.state, application.decided_alone) == (State.APPROVED, True)
    with pytest.raises(Refused, match="Another committee member"):
        actions.ratify(application.pk, agreed=True, actor=olive)
    actions.ratify(application.pk, agreed=False, refused_for=RefusedFor.COULD_WAIT, actor=cora)
    application.refresh_from_db()
    assert application.ratification_refused_at
    assert application.state == State.APPROVED, "the money stands"


def test_nobody_decides_a_standard_request_or_a_large_emergency_alone(
    file: File, vote: Vote, olive: User, money: Fund
) -> None:
    standard = file(400_00)
    with pytest.raises(Refused, match="Only an emergency"):
        actions.decide_emergency(standard.pk, vote(standard, 400_00), actor=olive)
    large = file(600_00, lane=Lane.EMERGENCY)
    with pytest.raises(Refused, match="at most"):
        actions.decide_emergency(large.pk, vote(large, 600_00), actor=olive)


def test_an_approved_line_without_money_waits_and_gets_the_next_gift(
    file: File, vote: Vote, cora: User, general: Fund, give: object
) -> None:
    application = file(300_00)
    actions.review(application.pk, vote(application, 300_00), actor=cora)
    assert AwardLine.objects.get().state == LineState.UNFUNDED
    give(general, 1_000_00)  # type: ignore[operator]
    assert actions.fund_lines() == 1
    assert AwardLine.objects.get().state == LineState.PAYABLE


def test_a_restricted_fund_that_fits_pays_before_the_general_fund(
    file: File, vote: Vote, cora: User, money: Fund, give: object
) -> None:
    housing = Fund.objects.create(
        code="housing", name="Housing fund", is_restricted=True, purpose_group="housing"
    )
    legal = Fund.objects.create(
        code="legal", name="Legal fund", is_restricted=True, purpose_group="health_legal"
    )
    give(housing, 1_000_00)  # type: ignore[operator]
    give(legal, 1_000_00)  # type: ignore[operator]
    application = file(300_00)
    actions.review(application.pk, vote(application, 300_00), actor=cora)
    assert AwardLine.objects.get().paid_by == {housing: 300_00}


def test_a_declined_request_is_looked_at_again_once(
    file: File, vote: Vote, cora: User, carl: User, ada: User, money: Fund
) -> None:
    application = file(300_00)
    actions.review(application.pk, vote(application, 0), actor=cora)
    actions.reconsider(application.pk, actor=ada)
    actions.review(application.pk, vote(application, 0), actor=carl)
    with pytest.raises(Refused, match="second time"):
        actions.reconsider(application.pk, actor=ada)


def test_question_and_answer_move_the_request_there_and_back(
    file: File, cora: User, ada: User
) -> None:
    application = file(300_00)
    actions.request_information(application.pk, "How many nights?", actor=cora)
    application.refresh_from_db()
    assert application.state == State.INFORMATION_REQUESTED
    actions.answer(application.pk, "Three", actor=ada)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_late_requests_are_escalated_once_and_never_approved(file: File, chen: User) -> None:
    application = file(300_00)
    with clock.at(clock.now() + timedelta(hours=73)):
        assert actions.escalate_late() == 1
        assert actions.escalate_late() == 0
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_drafts_that_nobody_sends_expire(file: File) -> None:
    draft = file(300_00, send=False)
    with clock.at(clock.now() + timedelta(days=15)):
        assert actions.expire_drafts() == 1
    draft.refresh_from_db()
    assert draft.state == State.EXPIRED


@pytest.mark.parametrize("state", [state for state in State if state not in (State.DRAFT,)])
def test_the_database_refuses_a_state_without_its_facts(file: File, state: State) -> None:
    draft = file(300_00, send=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=draft.pk).update(state=state)


def test_the_vendor_tie_of_an_agency_keeps_its_people_out(
    file: File, vote: Vote, northern: Agency, motel: Vendor, money: Fund
) -> None:
    motel.tied_agency = northern
    motel.save()
    application = file(300_00)
    tied = person("Tessa", Role.COMMITTEE_MEMBER, agency=northern)
    with pytest.raises(Application.DoesNotExist):
        actions.review(application.pk, vote(application, 300_00), actor=tied)
