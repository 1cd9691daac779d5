"""Requests in the states that a test starts from."""

from collections.abc import Callable

import pytest

from applications import actions
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import Application, Purpose
from applications.states import AgeBand, HouseholdBand, Lane, Verdict
from fund.models import NeedCategory, Region, User, Vendor

File = Callable[..., Application]
Vote = Callable[..., CastVote]


@pytest.fixture
def file(portland: Region, motel: Vendor, ada: User) -> File:
    """File a request: file(600_00, 80_00, lane=…); each amount is one line at the motel."""

    def filed(
        *amounts: int,
        lane: Lane = Lane.STANDARD,
        by: User | None = None,
        code: str = "",
        send: bool = True,
    ) -> Application:
        actor = by or ada
        draft = actions.start_draft(
            StartDraft(lane, portland.pk, HouseholdBand.ALONE, AgeBand.ADULT), actor=actor
        )
        if code:
            actions.use_card(draft.pk, code, actor=actor)
        for amount in amounts or (300_00,):
            line = NeedLine(NeedCategory.MOTEL, motel.pk, amount)
            actions.add_need(draft.pk, line, actor=actor)
        if send:
            return actions.submit(draft.pk, attested=True, agreed=Purpose, actor=actor)
        draft.refresh_from_db()
        return draft

    return filed


@pytest.fixture
def vote() -> Vote:
    """A vote: vote(application, 450_00, 0) gives cents for each line in order."""

    def cast(application: Application, *amounts: int) -> CastVote:
        lines = []
        for need, cents in zip(application.needs.order_by("position"), amounts, strict=True):
            verdict = Verdict.REDUCE if cents else Verdict.DECLINE
            if cents == need.amount_cents:
                verdict = Verdict.APPROVE
            lines.append(LineVote(need.pk, verdict, cents, "" if cents else "Not payable"))
        return CastVote(
            tuple(
                LineVote(
                    x.need_id,
                    x.verdict,
                    x.amount_cents,
                    "" if x.verdict == Verdict.APPROVE else "Another source pays the rest",
                )
                for x in lines
            )
        )

    return cast
