"""The pages that an advocate can come to, in each state of a request."""

import pytest

from applications import actions
from applications.models import Application
from fund.models import Fund, User
from tests.applications.conftest import File, Vote

PAGES = (
    "/requests/",
    "/requests/new/",
    "/requests/{draft}/soon/",
    "/requests/{draft}/lines/1/",
    "/requests/{draft}/lines/1/what/",
    "/requests/{draft}/lines/2/what/",
    "/requests/{draft}/lines/1/whom/",
    "/requests/{draft}/lines/1/whom/?find=mot",
    "/requests/{draft}/lines/1/how-much/",
    "/requests/{draft}/who/",
    "/requests/{draft}/check/",
    "/requests/{draft}/documents/",
    "/requests/{draft}/tonight/",
    "/requests/{over}/check/",
    "/requests/{over}/exception/",
    "/requests/{sent}/",
    "/requests/{sent}/sent/",
    "/requests/{sent}/card/",
    "/requests/{sent}/agreed/",
    "/requests/{sent}/agreed/committee/",
    "/requests/{sent}/agreed/committee/take-back/",
    "/requests/{sent}/withdraw/",
    "/requests/{asked}/",
    "/requests/{approved}/",
    "/requests/{approved}/lines/1/letter/",
    "/requests/{declined}/",
    "/requests/{declined}/second-look/",
    "/requests/{withdrawn}/",
    "/resources/",
    "/verify/",
    "/accessibility",
    "/language",
    "/account/notices",
    "/account/second-step/",
)
FORMS = (
    "/requests/new/",
    "/requests/{draft}/lines/1/what/",
    "/requests/{draft}/lines/1/whom/",
    "/requests/{draft}/lines/1/how-much/",
    "/requests/{draft}/who/",
    "/requests/{draft}/check/",
    "/requests/{sent}/agreed/committee/",
    "/requests/{sent}/card/use/",
)


def at(address: str, states: dict[str, Application]) -> str:
    """An address with the numbers of these requests."""
    return address.format(**{name: row.reference for name, row in states.items()})


@pytest.fixture
def states(
    file: File, vote: Vote, ada: User, cora: User, carl: User, money: Fund
) -> dict[str, Application]:
    """A request in each state that has a page of its own."""
    approved, declined, asked = file(300_00), file(300_00), file(600_00)
    actions.review(approved.pk, vote(approved, 250_00), actor=cora)
    actions.review(declined.pk, vote(declined, 0), actor=cora)
    actions.request_information(asked.pk, "Harbor", actor=cora)
    withdrawn = file(300_00)
    actions.withdraw(withdrawn.pk, actor=ada)
    return {
        "draft": file(300_00, send=False),
        "over": file(1_300_00, send=False),
        "sent": file(600_00),
        "approved": approved,
        "declined": declined,
        "asked": asked,
        "withdrawn": withdrawn,
    }
