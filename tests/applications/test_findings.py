"""What a reviewer should know, in words: new businesses, papers, stale words; and the history."""

from datetime import timedelta

import pytest

from applications import actions
from applications.findings import findings_for
from applications.models import Application, AwardLine, DocumentKind
from applications.queries.history import history
from applications.states import Verdict
from fund import clock, guides
from fund.models import Fund, NeedCategory, User, Vendor
from tests import papers
from tests.applications.desk import approve, sent_request, vote

pytestmark = pytest.mark.django_db


def said(application: Application) -> list[str]:
    return [finding.words for finding in findings_for(Application.objects.get(pk=application.pk))]


def test_a_business_that_was_never_paid_is_named_until_it_is(
    ada: User, motel: Vendor, cora: User, money: Fund
) -> None:
    asked = sent_request(ada, motel, 100_00, 200_00)
    new = "New business: the fund has never paid Pine Tree Motel."
    assert said(asked).count(new) == 1
    approve(sent_request(ada, motel, 450_00), cora)
    AwardLine.objects.update(state="paid", paid_on=clock.today())
    assert new not in said(asked)


def test_a_category_without_its_paper_says_what_the_fund_asks_for(ada: User, motel: Vendor) -> None:
    asked = sent_request(ada, motel, category=NeedCategory.DEPOSIT)
    missing = "No document for deposit so far. The fund asks for: The lease page with the deposit."
    assert missing in said(asked)
    actions.add_document(asked.pk, DocumentKind.INVOICE, papers.photo(), once="a", actor=ada)
    assert missing in said(asked), "a bill shows no deposit"
    actions.add_document(asked.pk, DocumentKind.LEASE, papers.photo(), once="b", actor=ada)
    assert missing not in said(asked)


@pytest.mark.parametrize("category", [NeedCategory.FOOD, NeedCategory.FUEL, NeedCategory.CLOTHING])
def test_what_needs_no_paper_misses_none(category: NeedCategory, ada: User, motel: Vendor) -> None:
    asked = sent_request(ada, motel, category=category)
    assert not [words for words in said(asked) if words.startswith("No document")]


def test_words_on_a_category_that_nobody_looked_at_for_long_are_said_to_be_old(
    ada: User, motel: Vendor, abel: User
) -> None:
    with clock.at(clock.now() - timedelta(days=181)):
        guides.write(guides.Guide(NeedCategory.MOTEL, "A bill", "Nights"), actor=abel)
    asked = sent_request(ada, motel)
    assert (
        "What the fund asks for motel or emergency shelter was written 181 days ago. "
        "It may be stale." in said(asked)
    )
    guides.write(guides.Guide(NeedCategory.MOTEL, "A bill", "Nights and price", 1), actor=abel)
    assert not [words for words in said(asked) if "stale" in words]


def test_the_history_tells_votes_changes_of_vote_and_the_round_after(
    ada: User, motel: Vendor, cora: User, carl: User, chen: User
) -> None:
    asked = sent_request(ada, motel, 600_00)
    vote(asked, cora, Verdict.REDUCE, 100_00, "A part")
    for member in (cora, carl):
        vote(asked, member, Verdict.DECLINE, reason="Another source pays")
    actions.reconsider(asked.pk, actor=ada)
    vote(asked, cora, Verdict.DECLINE, reason="As before")
    told = [event.what for event in history(asked.reference, for_committee=True)]
    assert told == [
        "Request sent",
        "Vote saved",
        "Vote changed",
        "Vote saved",
        "Not approved",
        "Second look asked for",
        "Vote saved",
    ]
    for_agency = [event.what for event in history(asked.reference, for_committee=False)]
    assert for_agency == ["Request sent", "Not approved", "Second look asked for"]


def test_the_history_says_why_the_chair_was_told_and_how_much_was_approved(
    ada: User, motel: Vendor, cora: User, chen: User, money: Fund
) -> None:
    asked = sent_request(ada, motel, 300_00)
    vote(asked, chen, Verdict.DECLINE, reason="Another source pays")
    actions.reconsider(asked.pk, actor=ada)
    actions.recuse(asked.pk, "I know the business", actor=cora)
    approve(asked, chen)
    told = [event.what for event in history(asked.reference, for_committee=True)]
    assert "Everybody who may vote has voted before: the chair was told" in told
    assert told[-1] == "Approved: $300.00"
