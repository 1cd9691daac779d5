"""Where the money comes from, on the page where it is decided."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, AwardLine
from applications.states import LineState, State
from fund.models import CategoryGroup, Fund, Gift, User, Vendor

from .desk import sent_request
from .test_pages_committee import YES, by_line
from .test_pages_requests import text_of

Give = Callable[..., Gift]


@pytest.fixture
def desk(client: Client, cora: User) -> Client:
    """Cora's browser, signed in."""
    client.force_login(cora)
    return client


@pytest.fixture
def housing(money: Fund, give: Give) -> Fund:
    """A fund for shelter with $200, beside the general one."""
    fund = Fund.objects.create(
        code="housing", name="Housing 2026", is_restricted=True, purpose_group=CategoryGroup.HOUSING
    )
    give(fund, 200_00)
    return fund


@pytest.fixture
def asked(ada: User, motel: Vendor) -> Application:
    """$285 for a motel: one vote decides."""
    return sent_request(ada, motel)


def at(application: Application) -> str:
    return reverse("applications:review", args=[application.reference])


def chosen(application: Application, position: int = 1, /, **cents: str) -> dict[str, str]:
    """Amounts as the form sends them, by the fund's code."""
    need = application.needs.get(position=position)
    funds = {fund.code: fund.pk for fund in Fund.objects.all()}
    return {f"from-{need.pk}-{funds[code]}": text for code, text in cents.items()}


def test_the_suggestion_stands_beside_the_vote_and_each_fund_says_what_it_can_do(
    desk: Client, asked: Application, housing: Fund
) -> None:
    Fund.objects.create(
        code="legal", name="Legal fund", is_restricted=True, purpose_group="health_legal"
    )
    page = text_of(desk.get(at(asked)))
    assert "$200.00 from Housing 2026 + $85.00 from General fund" in page
    assert "Can pay up to $200.00." in page
    assert "Can pay all of it." in page
    assert "Legal fund pays only for: Health, legal and documents." in page


def test_lines_of_one_request_compete_for_the_same_money(
    desk: Client, ada: User, motel: Vendor, general: Fund, give: Give
) -> None:
    give(general, 300_00)
    page = text_of(desk.get(at(sent_request(ada, motel, 250_00, 100_00))))
    assert "$250.00 from General fund" in page
    assert "Approved now, it waits for new money." in page
    assert "Can pay any one line, but not all of them." in page


def test_one_fund_leaves_nothing_to_choose(desk: Client, asked: Application, money: Fund) -> None:
    assert "Choose the funds yourself" not in text_of(desk.get(at(asked)))


def test_she_chooses_the_funds_with_her_vote(
    desk: Client, asked: Application, housing: Fund, money: Fund
) -> None:
    assert "Choose the funds yourself" in text_of(desk.get(at(asked)))
    typed = by_line(asked, YES) | chosen(asked, housing="50", general="235.00")
    assert desk.post(at(asked), typed).status_code == 302
    assert AwardLine.objects.get().paid_by == {housing: 50_00, money: 235_00}
    page = text_of(desk.get(at(asked)))
    assert "$50.00 from Housing 2026 + $235.00 from General fund" in page


def test_nothing_typed_is_the_suggestion(
    desk: Client, asked: Application, housing: Fund, money: Fund
) -> None:
    desk.post(at(asked), by_line(asked, YES) | chosen(asked, housing="", general=""))
    assert AwardLine.objects.get().paid_by == {housing: 200_00, money: 85_00}


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        ({"general": "200"}, "these amounts come to $200.00, but you approve $285.00"),
        ({"housing": "285"}, "Housing 2026 has only $200.00 free"),
        ({"general": "much"}, "Enter an amount in dollars and cents"),
    ],
)
def test_a_choice_that_cannot_be_is_sent_back_with_what_was_typed(
    desk: Client, asked: Application, housing: Fund, cents: dict[str, str], words: str
) -> None:
    answer = desk.post(at(asked), by_line(asked, YES) | chosen(asked, **cents))
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page and "There is a problem" in page
    assert f'value="{next(iter(cents.values()))}"' in page
    assert "<details open" in page
    asked.refresh_from_db()
    assert asked.state == State.SUBMITTED


def test_a_fund_cannot_be_chosen_twice_over(
    desk: Client, ada: User, motel: Vendor, housing: Fund
) -> None:
    request = sent_request(ada, motel, 150_00, 120_00)
    typed = by_line(request, YES, YES) | chosen(request, housing="150")
    answer = desk.post(at(request), typed | chosen(request, 2, housing="120"))
    assert "Housing 2026 has only $200.00 free" in text_of(answer)


def test_amounts_on_a_line_that_is_not_approved_are_sent_back(
    desk: Client, asked: Application, housing: Fund
) -> None:
    no = {"verdict": "decline", "amount": "", "reason": "Another source pays"}
    answer = desk.post(at(asked), by_line(asked, no) | chosen(asked, general="285"))
    assert "but you approve $0.00" in text_of(answer)


def test_whoever_decides_reads_that_it_waits_for_money_and_why(
    desk: Client, asked: Application, general: Fund
) -> None:
    answer = desk.post(at(asked), by_line(asked, YES), follow=True)
    assert AwardLine.objects.get().state == LineState.UNFUNDED
    words = f"{asked.reference} is approved: $285.00. It waits for new money."
    assert words in text_of(answer)
    page = text_of(desk.get(at(asked)))
    assert "General fund has too little money left." in page


def test_the_agency_reads_that_it_waits_for_money(
    desk: Client, asked: Application, general: Fund, ada: User
) -> None:
    desk.post(at(asked), by_line(asked, YES))
    browser = Client()
    browser.force_login(ada)
    page = text_of(browser.get(reverse("applications:show", args=[asked.reference])))
    assert "It is approved, but the fund has to wait for new money before it can pay." in page
