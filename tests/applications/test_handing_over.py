"""When somebody leaves, a colleague looks after what is in hand; who filed it is history."""

from datetime import timedelta

import pytest

from applications import actions
from applications.models import Application
from applications.reviewers import eligible_reviewers
from applications.states import IN_HAND, State, Verdict
from fund import clock
from fund.models import Agency, AuditEvent, Fund, Notice, RoleGrant, User, Vendor
from fund.roles import Role
from tests.applications.desk import approve, sent_request, vote
from tests.cast import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def abby(harbor: Agency) -> User:
    """Another advocate at Harbor House."""
    return person("Abby", Role.ADVOCATE, agency=harbor)


def cares(application: Application) -> User:
    found: User = Application.objects.get(pk=application.pk).cared_for_by
    return found


def test_whoever_files_cares_for_it_until_it_is_handed_over(ada: User, motel: Vendor) -> None:
    assert cares(sent_request(ada, motel)) == ada


def test_all_that_is_in_hand_goes_and_what_is_over_stays(
    ada: User, abby: User, sage: User, cora: User, motel: Vendor, money: Fund, file: object
) -> None:
    sent, asked, approved, declined, withdrawn = (sent_request(ada, motel) for _ in range(5))
    actions.request_information(asked.pk, "How many nights?", actor=cora)
    approve(approved, cora)
    vote(declined, cora, Verdict.DECLINE, reason="Another source pays")
    actions.withdraw(withdrawn.pk, actor=ada)
    draft = Application.objects.get(pk=file(send=False).pk)  # type: ignore[operator]
    moved = {draft, sent, asked, approved}
    assert actions.hand_over(ada, abby, actor=sage) == len(moved)
    assert {row for row in Application.objects.all() if row.cared_for_by == abby} == moved
    assert {row.state for row in Application.objects.filter(cared_for_by=abby)} <= set(IN_HAND)


def test_who_filed_it_stays_and_so_do_conflicts_of_interest(
    ada: User, abby: User, sage: User, motel: Vendor
) -> None:
    """Ada’s supervisor on the committee may not vote on it, whoever cares for it now."""
    chief = person("Chief", Role.COMMITTEE_MEMBER)
    ada.supervisor = chief
    ada.save()
    request = sent_request(ada, motel)
    actions.hand_over(ada, abby, actor=sage)
    request.refresh_from_db()
    assert request.filed_by == ada
    assert chief not in eligible_reviewers(request)


def test_it_stands_on_the_trail_of_each_request(
    ada: User, abby: User, sage: User, motel: Vendor
) -> None:
    request = sent_request(ada, motel)
    actions.hand_over(ada, abby, actor=sage)
    event = AuditEvent.objects.get(act="application.hand_over")
    assert (event.subject, event.actor) == (request.reference, sage)
    assert event.facts == {"gave": ada.reference, "took": abby.reference}


def test_both_are_told_and_later_news_goes_to_whoever_cares(
    ada: User, abby: User, sage: User, cora: User, motel: Vendor
) -> None:
    request = sent_request(ada, motel)
    Notice.objects.all().delete()
    actions.hand_over(ada, abby, actor=sage)
    assert {notice.user for notice in Notice.objects.all()} == {ada, abby}
    Notice.objects.all().delete()
    actions.request_information(request.pk, "How many nights?", actor=cora)
    assert [notice.user for notice in Notice.objects.all()] == [abby]


@pytest.mark.parametrize("how", ["grant ended", "shut out"])
def test_news_of_somebody_who_left_goes_to_the_agencys_supervisors(
    ada: User, sage: User, cora: User, northern: Agency, motel: Vendor, how: str
) -> None:
    """Before the hand-over, or when a payment of a closed request comes back long after it."""
    person("Other", Role.AGENCY_SUPERVISOR, agency=northern)
    request = sent_request(ada, motel)
    if how == "shut out":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    else:
        RoleGrant.objects.filter(user=ada).update(ends_on=clock.today() - timedelta(days=1))
    Notice.objects.all().delete()
    actions.request_information(request.pk, "How many nights?", actor=cora)
    assert [notice.user for notice in Notice.objects.all()] == [sage]


def test_a_request_that_comes_back_stays_with_whoever_cares(
    ada: User, abby: User, sage: User, cora: User, motel: Vendor
) -> None:
    request = sent_request(ada, motel)
    actions.hand_over(ada, abby, actor=sage)
    vote(request, cora, Verdict.DECLINE, reason="Another source pays")
    assert Application.objects.get(pk=request.pk).state == State.DECLINED
    actions.reconsider(request.pk, actor=abby)
    assert cares(request) == abby


def test_from_somebody_who_was_shut_out(ada: User, abby: User, sage: User, motel: Vendor) -> None:
    request = sent_request(ada, motel)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    ada.refresh_from_db()
    actions.hand_over(ada, abby, actor=sage)
    assert cares(request) == abby


def test_a_second_click_moves_nothing(ada: User, abby: User, sage: User, motel: Vendor) -> None:
    sent_request(ada, motel)
    actions.hand_over(ada, abby, actor=sage)
    with pytest.raises(actions.Refused, match="nothing to hand over"):
        actions.hand_over(ada, abby, actor=sage)
    assert AuditEvent.objects.filter(act="application.hand_over").count() == 1


def refused(gave: User, took: User, actor: User) -> bool:
    try:
        actions.hand_over(gave, took, actor=actor)
    except actions.Refused:
        return not AuditEvent.objects.filter(act="application.hand_over").exists()
    return False


def test_nobody_outside_the_agency_takes_over(
    ada: User, abby: User, alma: User, cora: User, sage: User, motel: Vendor
) -> None:
    sent_request(ada, motel)
    gone = person("Gone")
    RoleGrant.objects.filter(user=abby).update(ends_on=clock.today() - timedelta(days=1))
    for stranger in (alma, cora, gone, abby):
        assert refused(ada, stranger, sage), stranger
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert refused(ada, ada, sage)


def test_another_agencys_supervisor_and_an_advocate_move_nothing(
    ada: User, abby: User, northern: Agency, motel: Vendor
) -> None:
    sent_request(ada, motel)
    other = person("Other", Role.AGENCY_SUPERVISOR, agency=northern)
    assert refused(ada, abby, other)
    assert refused(ada, abby, abby)


def test_a_supervisor_elsewhere_who_is_an_advocate_here_leads_nothing_here(
    ada: User, abby: User, harbor: Agency, northern: Agency, motel: Vendor
) -> None:
    """She sees both agencies’ requests; she looks after one agency’s caseload."""
    both = person("Both", Role.AGENCY_SUPERVISOR, agency=northern)
    RoleGrant.objects.create(user=both, role=Role.ADVOCATE, agency=harbor, starts_on=clock.today())
    sent_request(ada, motel)
    assert Application.objects.visible_to(both).exists()
    assert refused(ada, abby, both)
