"""Consent: given, not given, ended, revoked; and nothing leaves without it."""

from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from applications import actions, consents, sealing
from applications.actions import Refused
from applications.models import Application, Consent, Place, Purpose
from applications.models.consent import LONGEST, SCOPE_OF, USUAL
from applications.states import NeedState, State, Verdict
from fund import clock
from fund.models import AuditEvent, User, Vendor
from tests.applications.conftest import File
from tests.applications.desk import sent_request, vote

pytestmark = pytest.mark.django_db(transaction=True)

NOTE, ASKED, ANSWER = "The car is her own", "How many nights?", "Three nights"


def sent(by: User, vendor: Vendor, *agreed: Purpose) -> Application:
    """A request with a note, a message and an account number, with these consents."""
    application = sent_request(by, vendor, agreed=agreed, note=NOTE)
    actions.answer(application.pk, ANSWER, actor=by)
    return application


def read(application: Application, reader: User, *places: Place) -> set[str]:
    return set(sealing.read(application, *places, reader=reader).found.values())


def in_days(days: int) -> AbstractContextManager[None]:
    return clock.at(clock.now() + timedelta(days=days))


SEEN = (Place.NOTE, Place.MESSAGE)


def test_the_committee_reads_while_the_consent_holds(ada: User, motel: Vendor, cora: User) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    assert read(application, cora, *SEEN) == {NOTE, ANSWER}
    event = AuditEvent.objects.filter(act="vault.read").latest("id")
    assert (event.actor, event.facts) == (cora, {"opened": "message, note"})


def test_after_the_last_day_the_committee_reads_a_calm_sentence(
    ada: User, motel: Vendor, cora: User
) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    with in_days(USUAL[Purpose.COMMITTEE].days):
        assert read(application, cora, *SEEN), "the last day still counts"
    with in_days(USUAL[Purpose.COMMITTEE].days + 1):
        words = sealing.read(application, *SEEN, reader=cora)
        assert words.found == {}
        assert "does not agree at present" in words.trouble
        assert read(application, ada, *SEEN) == {NOTE, ANSWER}, "the agency keeps its own words"


def test_a_request_is_not_sent_without_the_consent_that_the_committee_needs(
    file: File, ada: User
) -> None:
    draft = file(send=False)
    others = [purpose for purpose in Purpose if purpose is not Purpose.COMMITTEE]
    with pytest.raises(Refused, match="only decide if the person agrees"):
        actions.submit(draft.pk, attested=True, agreed=others, actor=ada)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert not Consent.objects.exists()


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.COMMITTEE])
def test_refusing_what_help_does_not_need_refuses_no_help(
    purpose: Purpose, file: File, ada: User, cora: User
) -> None:
    draft = file(send=False)
    agreed = [p for p in Purpose if p is not purpose]
    application = actions.submit(draft.pk, attested=True, agreed=agreed, actor=ada)
    decided = vote(application, cora, Verdict.APPROVE)
    assert decided.state == State.APPROVED
    assert not consents.in_force(application, purpose)


def test_each_consent_is_recorded_with_scope_days_and_who(file: File, ada: User) -> None:
    draft = file(send=False)
    actions.submit(draft.pk, attested=True, agreed=[Purpose.COMMITTEE, Purpose.STORY], actor=ada)
    found = {row.purpose: row for row in Consent.objects.all()}
    assert set(found) == {Purpose.COMMITTEE, Purpose.STORY}
    for purpose, row in found.items():
        assert row.scope == SCOPE_OF[Purpose(purpose)]
        assert (row.given_on, row.recorded_by) == (clock.today(), ada)
        assert row.ends_on == clock.today() + USUAL[Purpose(purpose)]
    assert set(
        AuditEvent.objects.filter(act="consent.give").values_list("facts__purpose", flat=True)
    ) == {"committee", "story"}


def test_revoking_the_committees_consent_withdraws_an_undecided_request(
    ada: User, motel: Vendor, cora: User
) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    after = actions.revoke_consent(application.pk, Purpose.COMMITTEE, actor=ada)
    assert after.state == State.WITHDRAWN
    assert not application.needs.exclude(state=NeedState.CANCELLED).exists()
    assert read(application, cora, *SEEN) == set()
    with pytest.raises(Refused):
        vote(application, cora, Verdict.APPROVE)


def test_revoking_it_after_the_decision_shuts_the_words_and_keeps_the_decision(
    ada: User, motel: Vendor, cora: User
) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    vote(application, cora, Verdict.APPROVE)
    after = actions.revoke_consent(application.pk, Purpose.COMMITTEE, actor=ada)
    assert after.state == State.APPROVED
    assert read(application, cora, *SEEN) == set()


def test_a_second_look_needs_a_consent_that_holds(ada: User, motel: Vendor, cora: User) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    vote(application, cora, Verdict.DECLINE, reason="Another source")
    actions.revoke_consent(application.pk, Purpose.COMMITTEE, actor=ada)
    with pytest.raises(Refused, match="agree again"):
        actions.reconsider(application.pk, actor=ada)
    give(application, Purpose.COMMITTEE, ada)
    assert actions.reconsider(application.pk, actor=ada).state == State.IN_REVIEW


def give(
    application: Application, purpose: Purpose, by: User, days: int = 30, ago: int = 0
) -> Consent:
    given_on = clock.today() - timedelta(days=ago)
    return actions.give_consent(
        application.pk, purpose, given_on=given_on, ends_on=given_on + timedelta(days), actor=by
    )


def test_giving_again_after_revoking_is_a_new_row(ada: User, motel: Vendor) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    first = give(application, Purpose.STORY, ada)
    assert give(application, Purpose.STORY, ada).pk == first.pk, "a double click gives one"
    actions.revoke_consent(application.pk, Purpose.STORY, actor=ada)
    assert not consents.in_force(application, Purpose.STORY)
    again = give(application, Purpose.STORY, ada)
    assert again.pk != first.pk
    assert consents.in_force(application, Purpose.STORY)
    first.refresh_from_db()
    assert first.revoked_by == ada


def test_revoking_twice_records_once(ada: User, motel: Vendor) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE, Purpose.VENDOR)
    for _click in range(2):
        actions.revoke_consent(application.pk, Purpose.VENDOR, actor=ada)
    assert AuditEvent.objects.filter(act="consent.revoke").count() == 1


@pytest.mark.parametrize(("days", "ago"), [(366, 0), (30, -1), (5, 20)])
def test_days_that_cannot_be_are_refused(ada: User, motel: Vendor, days: int, ago: int) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    with pytest.raises(Refused):
        give(application, Purpose.STORY, ada, days=days, ago=ago)


def test_only_the_agency_of_the_request_records_or_revokes(
    ada: User, motel: Vendor, alma: User, cora: User
) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    for stranger in (alma, cora):
        with pytest.raises((Refused, Application.DoesNotExist)):
            give(application, Purpose.STORY, stranger)
        with pytest.raises((Refused, Application.DoesNotExist)):
            actions.revoke_consent(application.pk, Purpose.COMMITTEE, actor=stranger)
    assert consents.in_force(application, Purpose.COMMITTEE)


def test_the_agencys_own_name_for_a_request_never_leaves(
    ada: User, motel: Vendor, cora: User, finn: User
) -> None:
    application = sent_request(ada, motel, agreed=Purpose, pseudonym="Blue Heron")
    assert read(application, ada, Place.PSEUDONYM) == {"Blue Heron"}
    for outsider in (cora, finn):
        assert read(application, outsider, Place.PSEUDONYM) == set()


@pytest.mark.parametrize(
    "changed",
    [
        {"scope": "totals"},
        {"purpose": "shared"},
        {"ends_on": date(2026, 1, 1)},
        {"ends_on": date(2028, 1, 1)},
        {"revoked_at": clock.now()},
    ],
)
def test_the_database_refuses_a_consent_that_cannot_be(
    ada: User, motel: Vendor, changed: dict[str, object]
) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    row = {
        "application": application,
        "purpose": Purpose.COMMITTEE,
        "scope": "words",
        "given_on": date(2026, 11, 1),
        "ends_on": date(2026, 11, 1) + LONGEST,
        "recorded_by": ada,
    }
    with transaction.atomic():
        Consent.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**{**row, **changed})


def test_the_database_lets_a_consent_only_be_revoked(ada: User, motel: Vendor) -> None:
    application = sent(ada, motel, Purpose.COMMITTEE)
    rows = Consent.objects.filter(application=application)
    later = clock.today() + timedelta(days=300)
    for change in ({"ends_on": later}, {"recorded_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with (
        pytest.raises(Exception, match=r"only ever revoked|permission denied"),
        transaction.atomic(),
    ):
        rows.delete()
    rows.update(revoked_at=clock.now(), revoked_by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(revoked_at=None, revoked_by=None)


def test_without_the_check_the_words_would_leave(
    ada: User, motel: Vendor, cora: User, finn: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is what stops them: take it away, and everything is read."""
    application = sent(ada, motel, Purpose.COMMITTEE)
    actions.revoke_consent(application.pk, Purpose.COMMITTEE, actor=ada)
    assert read(application, cora, *SEEN) == set()
    assert read(application, finn, Place.VENDOR_ACCOUNT) == set()
    monkeypatch.setattr(consents, "in_force", lambda application, purpose, on=None: True)
    assert read(application, cora, *SEEN) == {NOTE, ANSWER}
    assert read(application, finn, Place.VENDOR_ACCOUNT) == {"ACCT-77"}
