"""Who may send a new request: an agreement in force, and a training; and what is never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from applications import actions
from applications.actions import Refused
from applications.models import Application, Purpose
from applications.queries.may_send import why_not_send
from applications.states import Lane, State
from fund import clock, policies
from fund.models import Agency, Agreement, FundPolicy, User
from fund.roles import Role
from tests.applications.conftest import File
from tests.cast import person

pytestmark = pytest.mark.django_db
OpenAs = Callable[[User], Client]


@pytest.fixture
def open_as() -> OpenAs:
    def opened(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return opened


@pytest.fixture
def untrained(ada: User) -> User:
    ada.trained_on = None
    ada.save(update_fields=["trained_on"])
    return ada


def lapse(agency: Agency) -> None:
    Agreement.objects.filter(agency=agency).update(ends_on=clock.today() - timedelta(days=1))


def send(draft: Application, actor: User) -> Application:
    return actions.submit(draft.pk, attested=True, agreed=Purpose, actor=actor)


def test_without_a_noted_training_she_writes_a_draft_and_cannot_send_it(
    file: File, untrained: User, abel: User
) -> None:
    draft = file(300_00, send=False)
    with pytest.raises(Refused, match=r"Your training is not noted yet\. .* Ask Abel\."):
        send(draft, untrained)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT and draft.needs.count() == 1


def test_an_emergency_at_night_is_sent_by_a_trained_colleague_or_the_supervisor(
    file: File, untrained: User, sage: User, harbor: Agency
) -> None:
    first, second = (file(300_00, send=False, lane=Lane.EMERGENCY) for _ in range(2))
    sage.trained_on = None
    sage.save()
    assert send(first, sage).state == State.SUBMITTED
    assert send(second, person("Abby", Role.ADVOCATE, agency=harbor)).state == State.SUBMITTED


def test_a_training_ends_by_the_policy_of_the_day(file: File, ada: User, abel: User) -> None:
    ada.trained_on = clock.today() - timedelta(days=3 * 366)
    ada.save()
    draft = file(300_00, send=False)
    with pytest.raises(Refused, match="Your training ended on"):
        send(draft, ada)
    policy = FundPolicy.in_force()
    rules = replace(policies.figures_of(policy), training_months=0)
    policies.new_version(
        rules, based_on=policy.version, effective_at=None, note="Never ends", actor=abel
    )
    assert send(draft, ada).state == State.SUBMITTED


def test_without_an_agreement_nothing_new_is_sent_and_what_was_sent_goes_on(
    file: File, ada: User, sage: User, cora: User, harbor: Agency, abel: User
) -> None:
    sent, draft = file(300_00), file(300_00, send=False)
    lapse(harbor)
    for sender in (ada, sage):
        with pytest.raises(Refused, match=r"agreement with the fund is not in force.*Ask Abel"):
            send(draft, sender)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    actions.request_information(sent.pk, "How many nights?", actor=cora)
    actions.answer(sent.pk, "Three.", actor=ada)


def test_an_agreement_of_another_agency_is_of_no_use(
    file: File, harbor: Agency, ada: User, alma: User
) -> None:
    lapse(harbor)
    assert why_not_send(ada, harbor.pk, FundPolicy.in_force())
    assert file(300_00, by=alma).state == State.SUBMITTED


def test_the_first_request_of_an_agency_is_noted(file: File, harbor: Agency) -> None:
    sent = file(300_00)
    harbor.refresh_from_db()
    assert harbor.first_sent_at == sent.submitted_at
    file(200_00)
    harbor.refresh_from_db()
    assert harbor.first_sent_at == sent.submitted_at


def test_the_pages_say_so_before_she_starts_and_refuse_without_losing_anything(
    file: File, untrained: User, sage: User, abel: User, open_as: OpenAs
) -> None:
    phone = open_as(untrained)
    start = phone.get("/requests/new/").content.decode()
    assert "Your training is not noted yet" in start
    assert "mailto:sage@example.org" in start and "mailto:abel@example.org" in start
    draft = file(300_00, send=False)
    check = f"/requests/{draft.reference}/check/"
    assert "Your training is not noted yet" in phone.get(check).content.decode()
    answer = phone.post(check, {"attested": "on", "committee": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Your training is not noted yet" in page
    assert "checked" in page  # what she ticked stays ticked
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_whoever_may_send_reads_nothing_of_it(file: File, ada: User, open_as: OpenAs) -> None:
    draft = file(300_00, send=False)
    for address in ("/requests/new/", f"/requests/{draft.reference}/check/"):
        page = open_as(ada).get(address).content.decode()
        assert "training" not in page and "agreement with the fund" not in page
