"""Requests in any state, made by the real actions, for the page tests of this room."""

from collections.abc import Iterable

from applications import actions
from applications.commands import CastVote, LineVote, NeedLine, StartDraft, Who
from applications.models import Application, Purpose
from applications.states import AgeBand, HouseholdBand, Lane, Verdict
from fund.models import NeedCategory, User, Vendor


def sent_request(
    by: User,
    vendor: Vendor,
    *cents: int,
    lane: Lane = Lane.STANDARD,
    category: NeedCategory = NeedCategory.MOTEL,
    agreed: Iterable[Purpose] = Purpose,
    note: str = "",
    pseudonym: str = "",
) -> Application:
    """A request with one line for each amount, sent now; the person agreed to everything."""
    draft = actions.start_draft(
        StartDraft(lane, vendor.region_id, HouseholdBand.WITH_CHILDREN, AgeBand.UNSAID), actor=by
    )
    for amount in cents or (285_00,):
        actions.add_need(draft.pk, NeedLine(category, vendor.pk, amount, "ACCT-77"), actor=by)
    if note or pseudonym:
        who = Who(HouseholdBand.WITH_CHILDREN, AgeBand.UNSAID, vendor.region_id, pseudonym, note)
        actions.say_who(draft.pk, who, actor=by)
    return actions.submit(draft.pk, attested=True, agreed=agreed, actor=by)


def approve(application: Application, by: User) -> Application:
    """A vote for every line as asked."""
    return vote(application, by, Verdict.APPROVE)


def vote(
    application: Application, by: User, verdict: Verdict, cents: int = 0, reason: str = ""
) -> Application:
    """The same verdict on every line."""
    lines = tuple(
        LineVote(
            need.pk,
            verdict,
            need.amount_cents if verdict is Verdict.APPROVE else cents,
            reason,
        )
        for need in application.needs.all()
    )
    return actions.review(application.pk, CastVote(lines), actor=by)
