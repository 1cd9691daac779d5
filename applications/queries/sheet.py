"""One request on a page: its lines, its thread, the reasons, the votes, the money there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, F, Func, Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.actions.counting import Spoken
from applications.models import Application, AwardLine, Need, Place, Review, ReviewLine, Stay
from applications.sealing import Words
from applications.states import SAYS_LESS, LineState, NeedState, State, Verdict
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
    """Why the reviewers of the last round would pay less of each line, by its need; no names."""
    if application.state not in (State.APPROVED, State.DECLINED, State.CLOSED):
        return {}
    rows = list(
        ReviewLine.objects.filter(
            review__application=application,
            review__round=application.review_round,
            verdict__in=SAYS_LESS,
        )
        .exclude(need__state=NeedState.APPROVED)
        .order_by("need__position", "id")
    )
    words.into(rows)
    said: dict[int, list[str]] = {}
    for row in rows:
        reason = row.reason_in_words
        if reason and reason not in said.setdefault(row.need_id, []):
            said[row.need_id].append(reason)
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
    if not words.may_be_at(Place.MESSAGE):  # a message has words, so there is none
        return []
    said, asked = [], False
    for message in application.messages.select_related("about"):
        if message.from_committee:
            what, who = _question(message.about), _("The committee")
        else:
            what, who = _("Answer") if asked else _("Message"), _("The agency")
        asked = message.from_committee
        body = words.of(Place.MESSAGE, message.pk) or words.trouble
        is_new = asked and read_until is not None and message.sent_at > read_until
        said.append(Said(what, message.sent_at, who, body, asked, is_new))
    return said


def _question(about: Need | None) -> str:
    if about is None:
        return _("Question")
    return _("Question about %(line)s") % {"line": about.category_label.lower()}


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


def votes_among(
    spoken: Iterable[Spoken], people: Iterable[User], needs: Iterable[Need], words: Words
) -> Votes:
    """The same of what was spoken by these people, the earliest first; no query."""
    members, by_pk = {person.pk: person for person in people}, {need.pk: need for need in needs}
    lines = []
    for word in spoken:
        if word.line and word.reviewer in members:
            who = members[word.reviewer]
            word.line.review = Review(pk=word.line.review_id, reviewer=who, cast_at=word.at)
            word.line.need = by_pk[word.line.need_id]
            lines.append(word.line)
    lines.sort(key=lambda line: (line.review.cast_at, line.review_id, line.need.position))
    words.into(lines)
    return Votes(lines)


def _verdict(line: ReviewLine) -> str:
    said = {"line": line.need.category_label, "amount": usd(line.amount_cents)}
    words = {
        Verdict.APPROVE: _("%(line)s: %(amount)s"),
        Verdict.REDUCE: _("%(line)s: %(amount)s (%(why)s)"),
        Verdict.DECLINE: _("%(line)s: no (%(why)s)"),
        Verdict.ASK: _("%(line)s: question asked"),
    }
    return words[Verdict(line.verdict)] % (said | {"why": line.reason_in_words})
