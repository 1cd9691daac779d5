"""One request on a page: its lines, its thread, the reasons, the votes, the money there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, F, Func, Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import Application, AwardLine, Need, Place, Review, ReviewLine, Stay
from applications.sealing import Words
from applications.states import LineState, NeedState, State, Verdict
from fund import dates
from fund.models import User
from fund.money import usd


@dataclass(frozen=True)
class Line:
    """One need as a page shows it; `approved_cents` is None until it is decided."""

    position: int
    category_value: str
    category: str
    vendor: str
    town: str
    account: str
    needed_by: str
    amount_cents: int
    approved_cents: int | None
    label: str
    kind: str
    is_new_vendor: bool
    stay: str
    desk: str


PAYMENT_WORDS = {
    LineState.UNFUNDED: (gettext_noop("Waiting for money"), "wait"),
    LineState.PAYABLE: (gettext_noop("Finance is preparing the payment"), "info"),
    LineState.IN_PAYMENT: (gettext_noop("Payment is being made"), "info"),
    LineState.CANCELLED: (gettext_noop("Cancelled"), "neutral"),
}
"""A line on its way to the vendor, as the agency and the committee read it. `In payment` begins
before the second signature, so it does not say that the money has left."""


def needs_of(application: Application) -> list[Need]:
    """The needs with vendor, payment and stay; one query, kept on the request for the next caller.

    Each says by `vendor_was_paid` whether the fund has ever paid its vendor.
    """
    rows = (
        Need.objects.select_related("vendor", "award_line__vendor", "stay")
        .annotate(vendor_was_paid=was_paid())
        .order_by("position")
    )
    prefetch_related_objects([application], Prefetch("needs", queryset=rows))
    return list(application.needs.all())


def was_paid() -> Func:
    """Whether the fund ever paid the vendor of a need, and it did not come back: of all agencies'
    requests, so the database answers with a yes or no (`row_level_security.sql`)."""
    return Func(F("vendor_id"), function="vendor_was_paid", output_field=BooleanField())


def lines_of(needs: Iterable[Need]) -> list[Line]:
    """The needs, as `needs_of` found them, as lines of a page."""
    return [_line(need) for need in needs]


def _line(need: Need) -> Line:
    award: AwardLine | None = getattr(need, "award_line", None)
    label, kind = _payment(award) if award else _undecided(need)
    stay: Stay | None = getattr(need, "stay", None)
    decided = need.state not in (NeedState.REQUESTED, NeedState.CANCELLED)
    return Line(
        position=need.position,
        category_value=need.category,
        category=need.category_label,
        vendor=need.vendor.name,
        town=need.vendor.town,
        account=need.vendor_account,
        needed_by=dates.written(need.needed_by) if need.needed_by else "",
        amount_cents=need.amount_cents,
        approved_cents=need.approved_cents if decided else None,
        label=label,
        kind=kind,
        is_new_vendor=not getattr(need, "vendor_was_paid"),  # noqa: B009
        stay=stay.terms.words if stay else "",
        desk=stay.desk_note if stay else "",
    )


def _payment(line: AwardLine) -> tuple[str, str]:
    state = LineState(line.state)
    if state is LineState.PAID:
        assert line.paid_on
        day = dates.written(line.paid_on, "SHORT_DAY_FORMAT")
        return _("Paid on %(day)s") % {"day": day}, "ok"
    if line.came_back:
        return _("Came back, finance pays it again"), "wait"
    if state is LineState.IN_PAYMENT and line.sent_at:
        return _("Payment on its way"), "info"
    words, kind = PAYMENT_WORDS[state]
    return _(words), kind


def _undecided(need: Need) -> tuple[str, str]:
    state = NeedState(need.state)
    return state.label, "stop" if state is NeedState.DECLINED else "neutral"


def reasons_of(application: Application, words: Words) -> dict[int, list[str]]:
    """What the reviewers of the last round wrote about each line not paid in full, by its need;
    no names."""
    if application.state not in (State.APPROVED, State.DECLINED, State.CLOSED):
        return {}
    rows = (
        ReviewLine.objects.filter(
            review__application=application, review__round=application.review_round
        )
        .exclude(verdict=Verdict.APPROVE)
        .exclude(need__state=NeedState.APPROVED)
        .order_by("need__position", "id")
    )
    said: dict[int, list[str]] = {}
    for need, row in rows.values_list("need", "pk"):
        reason = words.of(Place.REASON, row)
        if reason and reason not in said.setdefault(need, []):
            said[need].append(reason)
    return said


@dataclass(frozen=True)
class Said:
    """One message of the thread, by side and not by name."""

    what: str
    at: datetime
    who: str
    note: str
    is_question: bool
    is_new: bool


def thread_of(
    application: Application, words: Words, *, read_until: datetime | None = None
) -> list[Said]:
    """The words exchanged, oldest first; an answer is the agency's first word after a question.

    A question after `read_until` is new to who reads; without a time nothing is.
    """
    said, asked = [], False
    for message in application.messages.all():
        if message.from_committee:
            what, who = _("Question"), _("The committee")
        else:
            what, who = _("Answer") if asked else _("Message"), _("The agency")
        asked = message.from_committee
        body = words.of(Place.MESSAGE, message.pk) or words.trouble
        is_new = asked and read_until is not None and message.sent_at > read_until
        said.append(Said(what, message.sent_at, who, body, asked, is_new))
    return said


@dataclass(frozen=True)
class Vote:
    """One reviewer's vote in words, one line for each need."""

    who: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Votes:
    """The votes of the present round; one query."""

    lines: list[ReviewLine]

    @property
    def count(self) -> int:
        """How many have voted."""
        return len({line.review_id for line in self.lines})

    def own(self, user: User) -> dict[int, ReviewLine]:
        """This person's standing vote by need id; empty if she has not voted."""
        return {line.need_id: line for line in self.lines if line.review.reviewer_id == user.pk}

    def in_words(self) -> list[Vote]:
        """Every vote, for those who have cast their own or may not vote any more."""
        by_review: dict[Review, list[str]] = {}
        for line in self.lines:
            by_review.setdefault(line.review, []).append(_verdict(line))
        return [
            Vote(who=cast.reviewer.name, at=cast.cast_at, words="\n".join(words))
            for cast, words in by_review.items()
        ]


def votes_of(application: Application, words: Words) -> Votes:
    """The votes of the present round with their reasons, the earliest first."""
    rows = ReviewLine.objects.filter(
        review__application=application, review__round=application.review_round
    )
    ordered = rows.order_by("review__cast_at", "review", "need__position")
    lines = list(ordered.select_related("review__reviewer", "need"))
    words.into(lines)
    return Votes(lines)


def _verdict(line: ReviewLine) -> str:
    what = line.need.category_label
    if line.verdict == Verdict.DECLINE:
        return f"{what}: no ({line.reason})"
    if line.verdict == Verdict.REDUCE:
        return f"{what}: {usd(line.amount_cents)} ({line.reason})"
    return f"{what}: {usd(line.amount_cents)}"
