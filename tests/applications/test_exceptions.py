"""More than the cap: asked with a reason, granted by the chair alone, never more than that."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications import actions, sealing
from applications.models import Application, CapException, Place, Purpose
from applications.states import State
from fund import clock, tenancy
from fund.models import Agency, AuditEvent, Fund, User, Vendor
from fund.roles import Role
from tests.cards import card_for
from tests.cast import person

from .conftest import File, Vote
from .test_pages_requests import text_of

pytestmark = pytest.mark.django_db
WHY = "The only free room costs more."


@pytest.fixture
def over(file: File, money: Fund) -> Application:
    """$1,140 asked where $1,000 is the cap of a request."""
    return file(1_140_00)


@pytest.fixture
def asked(over: Application, ada: User) -> Application:
    actions.ask_exception(over.pk, WHY, actor=ada)
    return over


def grant(application: Application, cents: int, by: User) -> Application:
    return actions.grant_exception(application.pk, cents, "No other room tonight.", actor=by)


def test_with_an_exception_the_votes_may_go_up_to_what_was_granted(
    asked: Application, cora: User, carl: User, chen: User, vote: Vote
) -> None:
    with pytest.raises(actions.Refused, match=r"room for \$1,000\.00"):
        actions.review(asked.pk, vote(asked, 1_140_00), actor=cora)
    grant(asked, 100_00, chen)
    with pytest.raises(actions.Refused, match=r"room for \$1,100\.00"):
        actions.review(asked.pk, vote(asked, 1_140_00), actor=cora)
    for voter in (cora, carl):
        actions.review(asked.pk, vote(asked, 1_100_00), actor=voter)
    asked.refresh_from_db()
    assert (asked.state, asked.approved_cents) == (State.APPROVED, 1_100_00)


def test_asking_alone_lifts_nothing(asked: Application, cora: User, vote: Vote) -> None:
    with pytest.raises(actions.Refused, match=r"room for \$1,000\.00"):
        actions.review(asked.pk, vote(asked, 1_000_01), actor=cora)


def test_who_granted_how_much_and_why_is_kept(asked: Application, chen: User) -> None:
    grant(asked, 140_00, chen)
    row = CapException.objects.get()
    assert (row.granted_by, row.granted_cents) == (chen, 140_00)
    event = AuditEvent.objects.get(act="exception.grant")
    assert (event.actor, event.subject) == (chen, asked.reference)
    assert event.facts == {"granted_cents": 140_00}
    words = sealing.read(asked, Place.EXCEPTION, Place.GRANT, reader=None)
    assert words.of(Place.EXCEPTION, row.pk) == WHY
    assert words.of(Place.GRANT, row.pk) == "No other room tonight."


@pytest.mark.parametrize("who", ["cora", "olive", "abel", "ada"])
def test_nobody_but_the_chair_grants(
    who: str, asked: Application, request: pytest.FixtureRequest
) -> None:
    with pytest.raises((actions.Refused, Application.DoesNotExist)):
        grant(asked, 100_00, request.getfixturevalue(who))
    assert CapException.objects.get().granted_at is None


def test_a_chair_in_conflict_does_not_grant(asked: Application, harbor: Agency) -> None:
    near = person("Nell", Role.COMMITTEE_CHAIR, agency=harbor)
    with pytest.raises(Application.DoesNotExist):
        grant(asked, 100_00, near)


@pytest.mark.parametrize("cents", [0, -5, 140_01])
def test_a_grant_is_some_of_what_is_missing_and_no_more(
    asked: Application, chen: User, cents: int
) -> None:
    with pytest.raises(actions.Refused, match=r"\$140\.00 at most"):
        grant(asked, cents, chen)


def test_what_nobody_asked_for_is_not_granted(over: Application, chen: User) -> None:
    with pytest.raises(actions.Refused, match="does not ask"):
        grant(over, 100_00, chen)


def test_a_request_that_fits_needs_no_exception(file: File, ada: User) -> None:
    with pytest.raises(actions.Refused, match="within every cap"):
        actions.ask_exception(file(1_000_00).pk, WHY, actor=ada)


def test_after_the_decision_nothing_is_asked_or_granted(
    asked: Application, cora: User, carl: User, chen: User, ada: User, vote: Vote
) -> None:
    for voter in (cora, carl):
        actions.review(asked.pk, vote(asked, 900_00), actor=voter)
    with pytest.raises(actions.Refused, match="decided already"):
        grant(asked, 100_00, chen)
    with pytest.raises(actions.Refused, match="decided already"):
        actions.ask_exception(asked.pk, "Again.", actor=ada)


def test_taken_back_it_is_gone_with_its_words_but_not_after_the_grant(
    asked: Application, ada: User, chen: User
) -> None:
    actions.drop_exception(asked.pk, actor=ada)
    actions.drop_exception(asked.pk, actor=ada)
    assert not CapException.objects.exists()
    assert not asked.sealed_texts.filter(place=Place.EXCEPTION).exists()
    actions.ask_exception(asked.pk, WHY, actor=ada)
    grant(asked, 100_00, chen)
    with pytest.raises(actions.Refused, match="granted an exception already"):
        actions.drop_exception(asked.pk, actor=ada)


def test_votes_that_waited_for_the_grant_decide_at_once(
    cora: User, carl: User, chen: User, ada: User, money: Fund, file: File, vote: Vote
) -> None:
    """Two stand behind $600 when the household's other request takes the year's room; a third
    steps back, and nothing can be decided until the chair allows it."""
    first = file(1_000_00)
    actions.review(first.pk, vote(first, 600_00), actor=cora)
    actions.review(first.pk, vote(first, 700_00), actor=chen)
    second = file(1_000_00, code=card_for(first))
    for voter in (cora, chen):
        actions.review(second.pk, vote(second, 1_000_00), actor=voter)
    actions.recuse(first.pk, "I know the business", actor=carl)
    first.refresh_from_db()
    assert first.state == State.IN_REVIEW
    actions.ask_exception(first.pk, WHY, actor=ada)
    after = grant(first, 200_00, chen)
    assert (after.state, after.approved_cents) == (State.APPROVED, 700_00)


def test_an_earlier_exception_still_counts_against_the_next_request(
    asked: Application, cora: User, carl: User, chen: User, file: File, vote: Vote
) -> None:
    grant(asked, 140_00, chen)
    for voter in (cora, carl):
        actions.review(asked.pk, vote(asked, 1_140_00), actor=voter)
    following = file(400_00, code=card_for(asked))
    with pytest.raises(actions.Refused, match=r"room for \$360\.00"):
        actions.review(following.pk, vote(following, 400_00), actor=cora)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applications_capexception SET granted_cents = 5",
        "UPDATE applications_capexception SET granted_cents = 5, granted_at = now(),"
        " granted_by_id = asked_by_id",
        "UPDATE applications_capexception SET granted_cents = 5, granted_at = now(),"
        " granted_by_id = (SELECT max(id) FROM fund_user)",
    ],
)
def test_the_database_wants_another_person_a_day_and_a_reason(
    asked: Application, chen: User, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_agency_can_not_grant_itself_even_past_the_application(
    asked: Application, ada: User, chen: User
) -> None:
    with tenancy.acting(ada.pk):
        changed = CapException.objects.update(
            granted_cents=5, granted_by=chen, granted_at=clock.now()
        )
    assert changed == 0


# The pages.


def at(application: Application, name: str) -> str:
    line = [1] if name == "how_much" else []
    return reverse(f"applications:{name}", args=[application.reference, *line])


@pytest.fixture
def draft(file: File) -> Application:
    return file(1_140_00, send=False)


def test_check_says_what_the_caps_leave_and_offers_the_exception(
    draft: Application, client: Client, ada: User
) -> None:
    client.force_login(ada)
    page = text_of(client.get(at(draft, "check")))
    assert "$1,000.00 is the most the committee can approve" in page
    assert at(draft, "exception") in page
    assert client.get(at(draft, "exception")).status_code == 200
    response = client.post(at(draft, "exception"), {"reason": WHY}, follow=True)
    assert response.redirect_chain == [(at(draft, "check"), 302)]
    assert "You ask for an exception" in text_of(response)
    assert WHY in text_of(client.get(at(draft, "exception")))
    sent = client.post(at(draft, "check"), {"attested": "on", "agrees_committee": "on"})
    assert sent["Location"] == at(draft, "sent"), "it never blocks"
    client.post(at(draft, "drop_exception"))
    assert not CapException.objects.exists()


def test_without_a_reason_the_form_comes_back(
    draft: Application, client: Client, ada: User
) -> None:
    client.force_login(ada)
    response = client.post(at(draft, "exception"), {"reason": ""})
    assert response.status_code == 422
    assert "Say in a few words why more is needed" in text_of(response)


def test_words_that_could_find_a_person_are_asked_about(
    draft: Application, client: Client, ada: User
) -> None:
    client.force_login(ada)
    response = client.post(at(draft, "exception"), {"reason": "Call her at 207-555-0142"})
    assert "This looks like a phone number" in text_of(response)
    assert not CapException.objects.exists()


def test_the_committee_reads_how_much_is_over_and_why_and_the_chair_allows_it(
    asked: Application, client: Client, cora: User, chen: User, ada: User
) -> None:
    client.force_login(cora)
    page = text_of(client.get(at(asked, "review")))
    over = "Over the request cap of $1,000.00 by $140.00: needs an exception"
    assert f"{over}, and the agency asks for one." in page
    assert WHY in page and at(asked, "grant") not in page
    assert client.get(at(asked, "grant")).status_code == 403
    client.force_login(chen)
    assert at(asked, "grant") in text_of(client.get(at(asked, "review")))
    page = text_of(client.get(at(asked, "grant")))
    assert WHY in page and 'value="140.00"' in page
    response = client.post(at(asked, "grant"), {"amount": "150", "reason": "None free"})
    assert response.status_code == 422 and "up to $140.00" in text_of(response)
    response = client.post(
        at(asked, "grant"), {"amount": "140", "reason": "None free"}, follow=True
    )
    page = text_of(response)
    assert "by $140.00: the chair allows $140.00 above what is left." in page
    assert "Change what is allowed" in page
    client.force_login(ada)
    page = text_of(client.get(at(asked, "show")))
    assert "Allows $140.00 above the caps: None free" in page


def test_without_consent_the_committee_does_not_read_why(
    asked: Application, client: Client, cora: User, ada: User
) -> None:
    actions.revoke_consent(asked.pk, Purpose.COMMITTEE, actor=ada)
    client.force_login(cora)
    page = text_of(client.get(at(asked, "review")))
    assert "An exception to the cap" in page and WHY not in page


@pytest.mark.parametrize("name", ["exception", "drop_exception"])
def test_another_agencys_exception_is_404(
    asked: Application, client: Client, alma: User, name: str
) -> None:
    client.force_login(alma)
    assert client.post(at(asked, name), {"reason": "x"}).status_code == 404
    with tenancy.acting(alma.pk):
        assert not CapException.objects.exists()


def test_finance_sees_no_exception(asked: Application, finn: User) -> None:
    with tenancy.acting(finn.pk):
        assert not CapException.objects.exists()


def test_with_a_card_the_page_says_until_when_how_much_is_left(
    file: File, vote: Vote, client: Client, cora: User, carl: User, ada: User,
    motel: Vendor, money: Fund,
) -> None:  # fmt: skip
    with clock.at(clock.now() - timedelta(days=100)):
        earlier = file(860_00)
        for voter in (cora, carl):
            actions.review(earlier.pk, vote(earlier, 860_00), actor=voter)
    draft = file(300_00, code=card_for(earlier), send=False)
    client.force_login(ada)
    frees = clock.today() + timedelta(days=265)
    words = f"With the card: $640.00 left until {frees:%B %-d}."
    for name in ("how_much", "check"):
        assert words in text_of(client.get(at(draft, name)))


def test_who_only_made_the_card_does_not_learn_what_another_agency_got_by_it(
    file: File, vote: Vote, client: Client, ada: User, alma: User, cora: User, carl: User,
    chen: User, money: Fund,
) -> None:  # fmt: skip
    ours = file(900_00)
    theirs = file(1_000_00, by=alma, code=card_for(ours))
    for voter in (cora, carl):
        actions.review(theirs.pk, vote(theirs, 1_000_00), actor=voter)
    client.force_login(ada)
    for name in ("show", "exception"):
        assert "500.00" not in text_of(client.get(at(ours, name)))
    actions.ask_exception(ours.pk, WHY, actor=ada)
    client.force_login(chen)
    assert "$500.00" in text_of(client.get(at(ours, "grant"))), "the chair decides with it"


def test_without_a_card_nothing_is_asked_across_agencies(
    draft: Application, client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("applications.across.spent_by_household", never)
    client.force_login(ada)
    assert "Up to $1,000.00 a request." in text_of(client.get(at(draft, "how_much")))
