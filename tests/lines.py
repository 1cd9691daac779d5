"""Approved lines to pay, by the same actions that a committee uses; and who may log in."""

from collections.abc import Callable

import pytest
from django.test import Client

from applications import actions
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import AwardLine, Purpose
from applications.states import AgeBand, HouseholdBand, Lane, Verdict
from disbursements.actions.schedule import schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName
from fund.models import Fund, NeedCategory, Region, User, Vendor

Approve = Callable[..., AwardLine]
Prepare = Callable[..., Disbursement]
SignIn = Callable[[User], Client]


@pytest.fixture
def awarded(portland: Region, motel: Vendor, ada: User, cora: User) -> Approve:
    """Approve one line, with whatever money there is: awarded(300_00, vendor=…)."""

    def approved(
        cents: int = 300_00, *, vendor: Vendor | None = None, lane: Lane = Lane.STANDARD
    ) -> AwardLine:
        draft = actions.start_draft(
            StartDraft(lane, portland.pk, HouseholdBand.ALONE, AgeBand.ADULT), actor=ada
        )
        paid_to = vendor or motel
        line = NeedLine(NeedCategory.MOTEL, paid_to.pk, cents)
        need = actions.add_need(draft.pk, line, actor=ada)
        actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
        vote = CastVote((LineVote(need.pk, Verdict.APPROVE, cents),))
        actions.review(draft.pk, vote, actor=cora)
        return AwardLine.objects.get(need=need)

    return approved


@pytest.fixture
def payable(awarded: Approve, money: Fund) -> Approve:
    """Approve one line that the general fund pays: payable(300_00, vendor=…)."""
    return awarded


@pytest.fixture
def prepare(payable: Approve, finn: User) -> Prepare:
    """A payment by check that Finn prepared: prepare(300_00, vendor=…)."""

    def prepared(cents: int = 300_00, *, vendor: Vendor | None = None) -> Disbursement:
        line = payable(cents, vendor=vendor)
        method = PayoutMethod.objects.get(
            vendor_id=line.vendor_id, rail=RailName.CHECK, replaced_at=None
        )
        return schedule(line.pk, method.pk, actor=finn)

    return prepared


@pytest.fixture
def signed_in() -> SignIn:
    """A browser in which this person has signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser
