"""Requests that the committee has approved: lines to be paid, and lines that wait for money."""

from collections.abc import Callable

import pytest

from applications import actions as requests
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import AwardLine, Purpose
from applications.states import AgeBand, HouseholdBand, Lane, Verdict
from fund.models import Fund, NeedCategory, User, Vendor

Approve = Callable[..., AwardLine]


@pytest.fixture
def unfunded(ada: User, cora: User, motel: Vendor) -> Approve:
    """An approved line that no fund can pay: unfunded(cents). Filed by Ada, decided by Cora."""

    def line(
        cents: int = 120_50, category: NeedCategory = NeedCategory.MOTEL, code: str = ""
    ) -> AwardLine:
        wish = StartDraft(
            lane=Lane.STANDARD,
            region_id=motel.region_id,
            household_band=HouseholdBand.ALONE,
            age_band=AgeBand.UNSAID,
        )
        draft = requests.start_draft(wish, actor=ada)
        if code:
            requests.use_card(draft.pk, code, actor=ada)
        need = requests.add_need(draft.pk, NeedLine(category, motel.pk, cents), actor=ada)
        requests.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
        vote = CastVote((LineVote(need.pk, Verdict.APPROVE, cents),))
        requests.review(draft.pk, vote, actor=cora)
        return AwardLine.objects.get(need=need)

    return line


@pytest.fixture
def approve(unfunded: Approve, money: Fund) -> Approve:
    """An approved line with its money reserved: approve(cents, category)."""
    return unfunded
