"""The committee's inbox and desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import actions, sealing
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import (
    Application,
    AwardLine,
    Message,
    Place,
    Purpose,
    Recusal,
    Review,
    ReviewLine,
)
from applications.states import AgeBand, HouseholdBand, Lane, State, Verdict
from fund import clock
from fund.models import Agency, Fund, FundPolicy, NeedCategory, User, Vendor
from fund.roles import Role
from tests.cast import person

from .desk import approve, sent_request, vote
from .test_pages_requests import copies, queries_of, text_of

INBOX = "/requests/inbox/"


@pytest.fixture
def desk(client: Client, cora: User) -> Client:
    """Cora's browser, signed in."""
    client.force_login(cora)
    return client


@pytest.fixture
def small(ada: User, motel: Vendor) -> Application:
    """$285: one vote decides."""
    return sent_request(ada, motel)


@pytest.fixture
def large(ada: User, motel: Vendor, carl: User, chen: User) -> Application:
    """$900 on two lines: three votes."""
    return sent_request(ada, motel, 600_00, 300_00)


def at(application: Application, name: str = "review") -> str:
    return reverse(f"applications:{name}", args=[application.reference])


def by_line(
    application: Application, *verdicts: dict[str, str], act: str = "vote"
) -> dict[str, str]:
    typed = {"act": act}
    for place, verdict in enumerate(verdicts):
        typed |= {f"line-{place}-{name}": value for name, value in verdict.items()}
    return typed


YES = {"verdict": "approve", "amount": "", "reason": ""}


def statements(ran: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without where its transactions begin and end."""
    around = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in ran if not query["sql"].startswith(around)]


def section(client: Client, name: str, query: str = "") -> list[str]:
    sections = client.get(INBOX + query).context["sections"]
    return [card.reference for part in sections if part.name == name for card in part.cards]


def test_what_needs_me_stands_first_by_time_left(
    desk: Client, ada: User, motel: Vendor, small: Application
) -> None:
    soon = sent_request(ada, motel, lane=Lane.EMERGENCY)
    urgent = sent_request(ada, motel, lane=Lane.URGENT)
    expected = [soon.reference, urgent.reference, small.reference]
    assert section(desk, "mine") == expected
    page = text_of(desk.get(INBOX))
    assert "Emergency" in page and "left</time>" in page and "0 of 1 vote" in page


def test_a_request_leaves_my_list_when_i_have_voted_and_waits_on_others(
    desk: Client, large: Application, cora: User
) -> None:
    approve(large, cora)
    assert section(desk, "mine") == [] and section(desk, "others") == [large.reference]
    assert "1 of 3 votes" in text_of(desk.get(INBOX))


def test_a_question_without_an_answer_waits_on_the_agency(
    desk: Client, small: Application, carl: User
) -> None:
    actions.request_information(small.pk, "How many nights?", actor=carl)
    assert section(desk, "mine") == [] and section(desk, "others") == [small.reference]
    assert "waiting for the agency’s answer" in text_of(desk.get(INBOX))


def test_a_conflict_of_interest_never_reaches_my_list(
    desk: Client, client: Client, ada: User, harbor: Agency, motel: Vendor, small: Application
) -> None:
    mary = person("Mary", Role.COMMITTEE_MEMBER, agency=harbor)
    ada.supervisor = sue = person("Sue", Role.COMMITTEE_MEMBER)
    ada.save()
    motel.tied_agency = Agency.objects.create(name="Motel Trust", region=motel.region)
    motel.save()
    tia = person("Tia", Role.COMMITTEE_MEMBER, agency=motel.tied_agency)
    assert section(desk, "mine") == [small.reference]
    for member in (mary, sue, tia):
        client.force_login(member)
        assert section(client, "mine") == []


def test_drafts_and_requests_withdrawn_before_sending_are_never_shown(
    desk: Client, client: Client, ada: User, small: Application, cora: User
) -> None:
    client.force_login(ada)
    client.post("/requests/new/", {"lane": "urgent", "_once": "e" * 32})
    draft = Application.objects.get(state=State.DRAFT)
    client.force_login(cora)
    assert client.get(at(draft)).status_code == 404
    actions.withdraw(draft.pk, actor=ada)
    assert client.get(at(draft)).status_code == 404
    assert draft.reference not in text_of(client.get(INBOX))


def test_filters_live_in_the_address_and_stay_on_the_way(
    desk: Client, ada: User, motel: Vendor, busline: Vendor, small: Application
) -> None:
    north = sent_request(ada, busline, lane=Lane.URGENT)
    query = f"?lane=urgent&region={busline.region_id}"
    assert section(desk, "mine", query) == [north.reference]
    page = text_of(desk.get(INBOX + query))
    assert f"{at(north)}?lane=urgent&amp;region={busline.region_id}" in page
    assert section(desk, "mine", "?lane=nonsense&region=x") == [north.reference, small.reference]


def test_the_money_that_is_free_stands_beside_what_is_asked(
    desk: Client, money: Fund, small: Application
) -> None:
    assert "$10,000.00" in text_of(desk.get(INBOX))
    page = text_of(desk.get(at(small)))
    assert "General fund" in page and "Can pay all of it." in page


def test_the_inbox_costs_the_same_for_three_requests_as_for_three_hundred(
    desk: Client, money: Fund, ada: User, motel: Vendor, carl: User, small: Application
) -> None:
    approve(sent_request(ada, motel), carl)
    few = queries_of(desk, INBOX)
    copies(small, 297)
    assert queries_of(desk, INBOX) == few <= 15
    assert queries_of(desk, f"{INBOX}?after={small.reference}") <= 15
    assert len(desk.get(INBOX).content) < 60_000


def test_pages_of_the_inbox_meet_without_gap_or_overlap(
    desk: Client, ada: User, small: Application
) -> None:
    copies(small, 59)
    seen: list[str] = []
    url = INBOX
    for _page in range(3):
        mine = desk.get(url).context["sections"][0]
        seen += [card.reference for card in mine.cards]
        url = INBOX + mine.page.older_url
    assert len(seen) == len(set(seen)) == 60 and not mine.page.older_url


def test_the_rest_of_a_short_section_is_one_step_away(
    desk: Client, money: Fund, ada: User, motel: Vendor, carl: User
) -> None:
    for _each in range(7):
        actions.request_information(sent_request(ada, motel).pk, "When?", actor=carl)
    assert len(section(desk, "others")) == 5
    assert "?show=others" in text_of(desk.get(INBOX))
    assert len(section(desk, "others", "?show=others")) == 7


def test_approving_takes_two_taps_and_opens_the_next_request(
    desk: Client, money: Fund, small: Application, large: Application
) -> None:
    page = text_of(desk.get(at(small)))
    assert "Approve all as asked" in page
    response = desk.post(at(small), {"act": "all"}, follow=True)
    assert response.redirect_chain == [(at(large), 302)]
    assert f"{small.reference} is approved: $285.00." in text_of(response)
    small.refresh_from_db()
    assert small.state == State.APPROVED


def test_after_the_last_request_the_inbox_opens_with_its_filter(
    desk: Client, money: Fund, small: Application
) -> None:
    response = desk.post(f"{at(small)}?lane=standard", {"act": "all"})
    assert response["Location"] == f"{INBOX}?lane=standard"


def test_a_vote_line_by_line_is_kept_and_can_be_changed(
    desk: Client, large: Application, cora: User
) -> None:
    part = {"verdict": "reduce", "amount": "$250.00", "reason": "Five nights at most"}
    desk.post(at(large), by_line(large, YES, part))
    amounts = list(ReviewLine.objects.order_by("need__position").values_list("amount_cents"))
    assert amounts == [(600_00,), (250_00,)]
    page = text_of(desk.get(at(large)))
    assert "Change your vote" in page and 'value="250.00"' in page
    desk.post(at(large), by_line(large, YES, YES))
    assert Review.objects.count() == 1
    assert ReviewLine.objects.filter(verdict="approve").count() == 2


def test_nothing_is_chosen_beforehand(desk: Client, large: Application) -> None:
    form = text_of(desk.get(at(large))).split("Or line by line")[1]
    assert "checked" not in form


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Line 1: choose an answer for"),
        ({"verdict": "reduce", "amount": "", "reason": "x"}, "Enter how much you would approve"),
        ({"verdict": "reduce", "amount": "600", "reason": "x"}, "must be less than the $600.00"),
        ({"verdict": "reduce", "amount": "-1", "reason": "x"}, "without a minus sign"),
        ({"verdict": "reduce", "amount": "1.234", "reason": "x"}, "two numbers after the point"),
        ({"verdict": "reduce", "amount": "100", "reason": ""}, "Say why"),
        ({"verdict": "decline", "amount": "", "reason": ""}, "Say why"),
    ],
)
def test_a_vote_that_is_not_whole_is_refused_and_kept_as_typed(
    desk: Client, large: Application, typed: dict[str, str], words: str
) -> None:
    kept = {"verdict": "decline", "amount": "", "reason": "Kept as it was typed"}
    response = desk.post(at(large), by_line(large, typed, kept))
    page = text_of(response)
    assert response.status_code == 422 and words in page and "There is a problem" in page
    assert 'value="Kept as it was typed"' in page
    assert not Review.objects.exists()


def test_what_was_typed_for_another_answer_does_not_stop_a_vote(
    desk: Client, money: Fund, small: Application
) -> None:
    left_over = {"verdict": "approve", "amount": "about half", "reason": "x" * 301}
    assert desk.post(at(small), by_line(small, left_over)).status_code == 302
    assert ReviewLine.objects.get().verdict == "approve"


def test_over_the_cap_the_refusal_is_said_at_the_top(
    desk: Client, ada: User, motel: Vendor, carl: User, chen: User
) -> None:
    over = sent_request(ada, motel, 1_200_00)
    assert "Over the request cap of $1,000.00 by $200.00: needs an exception" in text_of(
        desk.get(at(over))
    )
    response = desk.post(at(over), {"act": "all"})
    assert response.status_code == 422 and "the caps leave room for $1,000.00" in text_of(response)


def test_others_votes_are_hidden_until_mine_is_cast(
    desk: Client, large: Application, cora: User, carl: User
) -> None:
    vote(large, carl, Verdict.DECLINE, reason="Ask the town first")
    before = text_of(desk.get(at(large)))
    assert "Carl" not in before and "Ask the town first" not in before
    desk.post(at(large), {"act": "all"})
    after = text_of(desk.get(at(large)))
    assert "Carl" in after and after.count("no (Ask the town first)") == 2


def test_votes_are_open_if_the_policy_of_the_request_says_so(
    desk: Client, ada: User, motel: Vendor, carl: User, chen: User
) -> None:
    version = FundPolicy.in_force().version + 1
    now = clock.now()
    FundPolicy.objects.create(version=version, effective_at=now, votes_hidden_until_cast=False)
    open_one = sent_request(ada, motel, 900_00)
    FundPolicy.objects.create(version=version + 1, effective_at=clock.now())
    vote(open_one, carl, Verdict.DECLINE, reason="Ask the town first")
    assert "Ask the town first" in text_of(desk.get(at(open_one)))
    hidden = sent_request(ada, motel, 900_00)
    vote(hidden, carl, Verdict.DECLINE, reason="Ask the town first")
    assert "Ask the town first" not in text_of(desk.get(at(hidden)))


def test_neither_a_question_nor_having_no_view_opens_what_the_others_said(
    desk: Client, large: Application, carl: User
) -> None:
    vote(large, carl, Verdict.DECLINE, reason="Ask the town first")
    desk.post(at(large), by_line(large, YES, {"verdict": "ask", "ask": "How many nights?"}))
    assert "Ask the town first" not in text_of(desk.get(at(large)))
    desk.post(at(large), {"act": "abstain"})
    page = text_of(desk.get(at(large)))
    assert "Ask the town first" not in page and "You said that you have no view" in page


def test_a_question_on_a_line_is_sent_with_the_vote(
    desk: Client, client: Client, large: Application, ada: User
) -> None:
    wrong = desk.post(at(large), by_line(large, YES, {"verdict": "ask", "ask": ""}))
    assert wrong.status_code == 422 and "Write your question" in text_of(wrong)
    asked = by_line(large, YES, {"verdict": "ask", "ask": "How many nights?", "amount": "x"})
    response = desk.post(at(large), asked, follow=True)
    assert "is saved and your question is sent" in text_of(response)
    client.force_login(ada)
    page = text_of(client.get(reverse("applications:show", args=[large.reference])))
    assert "Question about motel or emergency shelter" in page and "How many nights?" in page


def test_a_reason_of_the_list_reaches_the_agency_with_the_words_beside_it(
    desk: Client, client: Client, money: Fund, small: Application, ada: User
) -> None:
    less = {"verdict": "reduce", "amount": "200", "why": "above_usual", "reason": "Two nights."}
    desk.post(at(small), by_line(small, less))
    assert ReviewLine.objects.get().why == "above_usual"
    client.force_login(ada)
    page = text_of(client.get(reverse("applications:show", args=[small.reference])))
    assert "Above the usual price here. Two nights" in page


def test_a_reason_of_ones_own_needs_words(desk: Client, small: Application) -> None:
    bare = desk.post(at(small), by_line(small, {"verdict": "decline", "why": "other"}))
    assert bare.status_code == 422 and "Say why in a few words" in text_of(bare)
    listed = {"verdict": "decline", "why": "another_source"}
    assert desk.post(at(small), by_line(small, listed)).status_code == 302


def test_having_no_view_is_two_taps_and_can_be_taken_back(
    desk: Client, large: Application, cora: User
) -> None:
    response = desk.post(at(large), {"act": "abstain"}, follow=True)
    assert f"You have no view on {large.reference}" in text_of(response)
    assert section(desk, "mine") == [] and Review.objects.get().abstained
    desk.post(at(large), {"act": "all"})
    assert not Review.objects.get().abstained


def test_a_vote_after_the_close_is_told_in_words_and_what_was_typed_is_kept(
    desk: Client, money: Fund, small: Application, carl: User
) -> None:
    approve(small, carl)
    part = {"verdict": "reduce", "amount": "120.75", "why": "above_a_cap", "reason": "Two nights"}
    response = desk.post(at(small), by_line(small, part))
    page = text_of(response)
    assert response.status_code == 422 and "decided already" in page
    kept = "Motel or emergency shelter, Pine Tree Motel: Approve a part of it. 120.75. Above a cap"
    assert kept in page and "Two nights" in page


def test_the_chair_reads_who_has_not_voted_and_when_her_vote_decides(
    client: Client, large: Application, chen: User, cora: User, carl: User
) -> None:
    client.force_login(chen)
    assert "Its time is over" not in text_of(client.get(at(large)))
    with clock.at(clock.now() + timedelta(hours=73)):
        actions.escalate_late()
    assert "Its time is over. Your vote breaks a tie." in text_of(client.get(at(large)))
    approve(large, chen)
    page = text_of(client.get(at(large)))
    assert "These members have not voted yet: " in page and "Cora" in page and "Carl" in page
    actions.recuse(large.pk, "I know the landlord", actor=cora)
    actions.recuse(large.pk, "I know the landlord", actor=carl)
    assert "settle this. Save yours to close it." in text_of(client.get(at(large)))
    client.post(at(large), by_line(large, YES, YES))
    large.refresh_from_db()
    assert large.state == State.APPROVED


def test_a_vote_costs_a_fixed_number_of_statements_whatever_the_number_of_lines(
    desk: Client, money: Fund, ada: User, motel: Vendor, carl: User, chen: User
) -> None:
    """The whole POST: session, person, roles, the action, the next request, the message."""
    few = sent_request(ada, motel, 600_00)
    many = sent_request(ada, motel, *[60_00 + n for n in range(9)])
    cost = []
    for application in (few, many):
        with CaptureQueriesContext(connection) as ran:
            assert desk.post(at(application), {"act": "all"}).status_code == 302
        cost.append(len(statements(ran)))
    assert cost[0] == cost[1] <= 16, "one of them takes the request up"
    vote(many, carl, Verdict.REDUCE, 10_00, "Less")
    with CaptureQueriesContext(connection) as ran:
        desk.post(at(many), {"act": "all"})
    assert len(statements(ran)) <= 15


def test_the_desk_names_nobody_at_the_agency_and_no_account(
    desk: Client, small: Application, harbor: Agency, ada: User
) -> None:
    actions.answer(small.pk, "The rate is with tax.", actor=ada)
    page = text_of(desk.get(at(small)))
    assert "The rate is with tax." in page
    for hidden in ("Ada", harbor.name, "ACCT-77"):
        assert hidden not in page


def test_a_question_goes_to_the_agency_and_leaves_the_desk(
    desk: Client, small: Application
) -> None:
    desk.post(at(small), {"act": "ask", "ask-body": "How many nights?"})
    asked = Message.objects.get()
    said = sealing.read(small, Place.MESSAGE, reader=None)
    assert said.of(Place.MESSAGE, asked.pk) == "How many nights?"
    small.refresh_from_db()
    assert small.state == State.INFORMATION_REQUESTED


def test_an_empty_question_opens_its_part_again(desk: Client, small: Application) -> None:
    response = desk.post(at(small), {"act": "ask", "ask-body": ""})
    page = text_of(response)
    assert response.status_code == 422 and 'href="#id_ask-body"' in page
    assert page.count("<details open>") == 1


def test_stepping_back_hides_the_request_for_good(desk: Client, large: Application) -> None:
    response = desk.post(at(large), {"act": "step_back", "recuse-reason": ""})
    assert response.status_code == 422 and "Say in a few words" in text_of(response)
    desk.post(at(large), {"act": "step_back", "recuse-reason": "I know the business"})
    why = sealing.read(large, Place.RECUSAL, reader=None)
    assert why.of(Place.RECUSAL, Recusal.objects.get().pk) == "I know the business"
    assert desk.get(at(large)).status_code == 404


def test_in_conflict_there_is_no_request(
    desk: Client, small: Application, ada: User, cora: User
) -> None:
    ada.supervisor = cora
    ada.save()
    assert desk.get(at(small)).status_code == 404
    assert desk.post(at(small), {"act": "all"}).status_code == 404


def test_the_member_on_call_decides_an_emergency_alone_in_two_taps(
    client: Client, money: Fund, olive: User, ada: User, motel: Vendor, cora: User
) -> None:
    now = sent_request(ada, motel, lane=Lane.EMERGENCY)
    client.force_login(olive)
    assert "Approve now, alone" in text_of(client.get(at(now)))
    client.post(at(now), {"act": "now_all"})
    now.refresh_from_db()
    assert now.state == State.APPROVED and now.decided_alone


def test_on_call_alone_means_emergencies_within_the_limit(
    client: Client, olive: User, ada: User, motel: Vendor, small: Application
) -> None:
    client.force_login(olive)
    assert "alone" not in text_of(client.get(at(small)))
    much = sent_request(ada, motel, 800_00, lane=Lane.EMERGENCY)
    assert "Approve now, alone" not in text_of(client.get(at(much)))
    part = {"verdict": "reduce", "amount": "400", "reason": "Tonight and tomorrow"}
    client.post(at(much), by_line(much, part, act="now"))
    much.refresh_from_db()
    assert (much.state, much.approved_cents) == (State.APPROVED, 400_00)


def test_nobody_else_decides_alone(desk: Client, ada: User, motel: Vendor, olive: User) -> None:
    now = sent_request(ada, motel, lane=Lane.EMERGENCY)
    assert "alone" not in text_of(desk.get(at(now)))
    response = desk.post(at(now), {"act": "now_all"})
    assert response.status_code == 422 and "Only the member on call" in text_of(response)


@pytest.mark.parametrize(
    ("word", "field"), [("yes", "ratified_at"), ("no", "ratification_refused_at")]
)
def test_another_member_looks_at_what_one_decided_alone(
    desk: Client, money: Fund, olive: User, ada: User, motel: Vendor, word: str, field: str
) -> None:
    now = decided_alone(ada, motel, olive)
    assert section(desk, "ratify") == [now.reference]
    response = desk.post(at(now, "ratify"), {})
    assert response.status_code == 422 and "Choose yes or no" in text_of(response)
    desk.post(at(now, "ratify"), {"agreed": word, "refused_for": "could_wait"})
    now.refresh_from_db()
    assert getattr(now, field) and now.state == State.APPROVED
    assert section(desk, "ratify") == []
    assert desk.get(at(now, "ratify"))["Location"] == at(now)


def test_an_error_on_the_only_line_starts_like_a_sentence(
    desk: Client, ada: User, motel: Vendor
) -> None:
    application = sent_request(ada, motel)
    page = text_of(desk.post(at(application), by_line(application, {})))
    assert ">Choose an answer for" in page


def test_a_decided_request_no_longer_weighs_caps_and_funds(
    desk: Client, money: Fund, olive: User, ada: User, motel: Vendor
) -> None:
    open_one = sent_request(ada, motel)
    assert "Funds and what is free now" in text_of(desk.get(at(open_one)))
    done = text_of(desk.get(at(decided_alone(ada, motel, olive))))
    assert "Funds and what is free now" not in done and "Good to know" not in done


def test_who_decided_alone_does_not_ratify(
    client: Client, money: Fund, olive: User, ada: User, motel: Vendor
) -> None:
    now = decided_alone(ada, motel, olive)
    client.force_login(olive)
    assert section(client, "ratify") == []
    response = client.post(at(now, "ratify"), {"agreed": "yes"})
    assert response.status_code == 422 and "Another committee member" in text_of(response)


def decided_alone(by: User, vendor: Vendor, on_call: User) -> Application:
    now = sent_request(by, vendor, lane=Lane.EMERGENCY)
    need = now.needs.get()
    line = LineVote(need.pk, Verdict.APPROVE, need.amount_cents)
    return actions.decide_emergency(now.pk, CastVote((line,)), actor=on_call)


def test_a_late_request_says_so(desk: Client, ada: User, motel: Vendor) -> None:
    with clock.at(clock.now() - timedelta(hours=3)):
        late = sent_request(ada, motel, lane=Lane.EMERGENCY)
    actions.escalate_late()
    page = text_of(desk.get(INBOX))
    assert late.reference in page and "late by 1 h" in page and "the chair was told" in page


def test_two_votes_at_once_say_so_in_words(
    desk: Client, money: Fund, small: Application, carl: User
) -> None:
    approve(small, carl)
    response = desk.post(at(small), {"act": "all"})
    assert response.status_code == 422 and "decided already" in text_of(response)


def test_the_desk_costs_a_fixed_number_of_queries_whatever_the_number_of_lines(
    desk: Client, money: Fund, ada: User, motel: Vendor, carl: User, chen: User, cora: User
) -> None:
    few = sent_request(ada, motel, 600_00)
    many = sent_request(ada, motel, *[60_00 + n for n in range(9)])
    for application in (few, many):
        vote(application, carl, Verdict.DECLINE, reason="No")
        approve(application, cora)
        actions.answer(application.pk, "A word", actor=ada)
    # Two for the vault, one for documents, two for papers that miss.
    assert queries_of(desk, at(few)) == queries_of(desk, at(many)) <= 19, (
        "three are for sealed words"
    )


@pytest.mark.parametrize("person", ["ada", "finn", "dana", "abel", "audra"])
def test_the_committees_pages_are_its_own(
    client: Client, request: pytest.FixtureRequest, small: Application, person: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    for path in (INBOX, at(small), at(small, "ratify")):
        assert client.get(path).status_code == 403
    assert client.post(at(small), {"act": "all"}).status_code == 403
    assert not Review.objects.exists()


def test_a_vote_typed_after_the_session_ended_is_still_there(
    desk: Client, cora: User, large: Application
) -> None:
    owner = desk.get(at(large)).context["form_owner"]
    desk.logout()
    part = {"verdict": "reduce", "amount": "120.75", "reason": "Two nights"}
    desk.post(at(large), by_line(large, part, part) | {"_for": owner})
    desk.force_login(cora)
    page = text_of(desk.get(at(large)))
    assert page.count('value="120.75"') == 2 and "What you typed is still here" in page


def test_a_question_typed_after_the_session_ended_is_still_there(
    desk: Client, cora: User, large: Application
) -> None:
    owner = desk.get(at(large)).context["form_owner"]
    desk.logout()
    desk.post(at(large), {"act": "ask", "ask-body": "How many nights?", "_for": owner})
    desk.force_login(cora)
    page = text_of(desk.get(at(large)))
    assert "How many nights?" in page and "<details open>" in page


def test_one_look_at_the_desk_writes_nothing(desk: Client, small: Application) -> None:
    with CaptureQueriesContext(connection) as ran:
        desk.get(at(small))
    assert not [
        query
        for query in ran
        if not query["sql"].startswith(("SELECT", "(SELECT", "SAVEPOINT", "RELEASE"))
    ]


def test_a_business_that_was_never_paid_is_marked_until_it_is(
    desk: Client, money: Fund, ada: User, motel: Vendor, small: Application, carl: User
) -> None:
    mark = "New business: never paid by the fund"
    assert mark in text_of(desk.get(at(small))) and "· new business" in text_of(desk.get(INBOX))
    approve(sent_request(ada, motel), carl)
    assert mark in text_of(desk.get(at(small)))
    line = AwardLine.objects.get()
    line.start_payment()
    line.pay(on=clock.today())
    line.save()
    assert mark not in text_of(desk.get(at(small)))
    assert "· new business" not in text_of(desk.get(INBOX))


def test_the_title_of_a_request_joins_its_lines_with_commas(
    desk: Client, ada: User, motel: Vendor
) -> None:
    draft = actions.start_draft(
        StartDraft(Lane.URGENT, motel.region_id, HouseholdBand.ALONE, AgeBand.UNSAID), actor=ada
    )
    for category in (NeedCategory.DEPOSIT, NeedCategory.LOCKS):
        actions.add_need(draft.pk, NeedLine(category, motel.pk, 100_00), actor=ada)
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    assert f"{draft.reference} · Deposit, locks and doors</a>" in text_of(desk.get(INBOX))
