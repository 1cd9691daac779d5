"""Ask again like this one: what comes along into the new draft, and what stays behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from applications import actions
from applications.commands import NeedLine, StartDraft
from applications.models import Application, Consent, DocumentKind, Purpose, SealedText
from applications.states import AgeBand, HouseholdBand, Lane, State, Verdict
from applications.stays import StayTerms
from fund import clock
from fund.models import AuditEvent, Fund, FundPolicy, NeedCategory, User, Vendor
from fund.policies import Rules, figures_of, new_version
from tests import papers
from tests.applications.desk import approve, sent_request, vote
from tests.applications.test_pages_requests import at
from tests.cards import card_for
from tests.lines import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ada: User, motel: Vendor) -> Application:
    return sent_request(ada, motel, 285_00, 40_00, note="The room is held", pseudonym="Tuesday")


@pytest.fixture
def withdrawn(sent: Application, ada: User) -> Application:
    actions.add_document(sent.pk, DocumentKind.INVOICE, papers.photo(), actor=ada)
    return actions.withdraw(sent.pk, actor=ada)


def test_lines_and_bands_come_along_and_nothing_that_was_written(
    withdrawn: Application, ada: User
) -> None:
    card_for(withdrawn)
    copied = actions.ask_again(withdrawn.pk, actor=ada)
    draft = Application.objects.get(pk=copied.draft.pk)
    assert copied.left_out == 0
    for name in ("lane", "region_id", "household_band", "age_band", "agency_id"):
        assert getattr(draft, name) == getattr(withdrawn, name)
    lines = ("position", "category", "vendor", "amount_cents")
    assert list(draft.needs.values_list(*lines)) == list(withdrawn.needs.values_list(*lines))
    assert draft.requested_cents == 325_00 and draft.state == State.DRAFT
    assert draft.household_id != withdrawn.household_id and draft.card_shown_at is None
    assert not SealedText.objects.filter(application=draft).exists()
    assert not draft.documents.exists() and not Consent.objects.filter(application=draft).exists()
    event = AuditEvent.objects.get(act="application.ask_again")
    assert event.subject == draft.reference and event.facts == {"like": withdrawn.reference}


@pytest.mark.parametrize("end", ["approved", "declined", "withdrawn"])
def test_it_works_from_every_end_and_leaves_the_old_one_as_it_was(
    end: str, sent: Application, money: Fund, ada: User, cora: User
) -> None:
    if end == "approved":
        approve(sent, cora)
    elif end == "declined":
        vote(sent, cora, Verdict.DECLINE, reason="Not open yet")
    else:
        actions.withdraw(sent.pk, actor=ada)
    before = Application.objects.filter(pk=sent.pk).values().get()
    assert actions.ask_again(sent.pk, actor=ada).draft.pk != sent.pk
    assert Application.objects.filter(pk=sent.pk).values().get() == before


def test_a_draft_that_ended_before_its_last_question_is_asked_again(
    ada: User, signed_in: SignIn
) -> None:
    phone: Client = signed_in(ada)
    phone.post("/requests/new/", {"lane": "urgent", "_once": "e" * 32})
    with clock.at(clock.now() + timedelta(days=15)):
        actions.expire_drafts()
    ended = Application.objects.get(state=State.EXPIRED)
    assert ended.household_band == ""
    draft = actions.ask_again(ended.pk, actor=ada).draft
    assert draft.household_band == "" and draft.lane == ended.lane


def test_a_request_that_still_runs_is_answered_first(sent: Application, ada: User) -> None:
    with pytest.raises(actions.Refused, match="not decided yet"):
        actions.ask_again(sent.pk, actor=ada)


def test_the_same_press_twice_makes_one_draft_and_keeps_what_was_changed(
    withdrawn: Application, ada: User
) -> None:
    draft = actions.ask_again(withdrawn.pk, once="a" * 32, actor=ada).draft
    actions.remove_line(draft.pk, 2, actor=ada)
    assert actions.ask_again(withdrawn.pk, once="a" * 32, actor=ada).draft == draft
    assert draft.needs.count() == 1


def test_what_the_fund_does_not_pay_for_any_more_is_left_out_and_said(
    sent: Application, ada: User, busline: Vendor, signed_in: SignIn, abel: User
) -> None:
    actions.withdraw(sent.pk, actor=ada)
    rules: Rules = figures_of(FundPolicy.in_force())
    kept = tuple(name for name in rules.payable_categories if name != NeedCategory.MOTEL)
    new_version(
        Rules(**{**rules.__dict__, "payable_categories": kept}),
        based_on=1,
        effective_at=None,
        note="No motels",
        actor=abel,
    )
    page = signed_in(ada).post(at(sent, "again"), follow=True).content.decode()
    assert "2 lines are left out" in page
    assert not Application.objects.get(state=State.DRAFT).needs.exists()


def test_a_vendor_that_is_not_used_any_more_is_left_out(
    withdrawn: Application, ada: User, motel: Vendor
) -> None:
    motel.is_active = False
    motel.save()
    assert actions.ask_again(withdrawn.pk, actor=ada).left_out == 2


def test_the_button_leads_to_the_first_question_that_is_open(
    withdrawn: Application, ada: User, signed_in: SignIn
) -> None:
    phone: Client = signed_in(ada)
    assert "Ask again like this one" in phone.get(at(withdrawn)).content.decode()
    answer = phone.post(at(withdrawn, "again"), {"_once": "b" * 32})
    draft = Application.objects.get(state=State.DRAFT)
    assert answer["Location"] == at(draft, "check")


def test_a_request_that_runs_has_no_such_button(
    sent: Application, ada: User, signed_in: SignIn
) -> None:
    phone: Client = signed_in(ada)
    assert "Ask again" not in phone.get(at(sent)).content.decode()
    page = phone.post(at(sent, "again"), follow=True).content.decode()
    assert "not decided yet" in page


def test_another_agency_copies_nothing(
    withdrawn: Application, alma: User, signed_in: SignIn
) -> None:
    assert signed_in(alma).post(at(withdrawn, "again")).status_code == 404
    with pytest.raises(Application.DoesNotExist):
        actions.ask_again(withdrawn.pk, actor=alma)


def test_nights_come_along_from_tonight_on(ada: User, motel: Vendor) -> None:
    long_ago = StayTerms(clock.today() - timedelta(days=40), 3, 85_00)
    draft = actions.start_draft(
        StartDraft(Lane.URGENT, motel.region_id, HouseholdBand.ALONE, AgeBand.UNSAID), actor=ada
    )
    need = actions.add_need(draft.pk, NeedLine.of_nights(motel.pk, long_ago), actor=ada)
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    actions.withdraw(draft.pk, actor=ada)
    again = actions.ask_again(draft.pk, actor=ada).draft
    command = StartDraft(Lane.URGENT, motel.region_id, "", AgeBand.UNSAID)
    like = actions.start_like(need, command, actor=ada)
    for copied in (again, like):
        assert copied.needs.get().stay.terms == replace(long_ago, check_in=clock.today())
        assert copied.needs.get().amount_cents == 255_00
