"""What a reviewer should know about a request before she decides, in words. Never blocks."""

from collections.abc import Iterator

from applications import across, policy
from applications.actions import second_look
from applications.actions.locking import rules_of
from applications.models import Application, DocumentKind, Need
from applications.queries import sheet
from applications.reviewers import eligible_reviewers
from applications.words import days_ago
from fund import clock
from fund.guides import Guide, guides
from fund.models import NeedCategory

Finding = policy.Finding

NO_PAPER = frozenset({NeedCategory.FOOD, NeedCategory.FUEL, NeedCategory.CLOTHING})
"""A store and an amount are enough."""

_PRICE = frozenset({DocumentKind.INVOICE, DocumentKind.QUOTE, DocumentKind.OTHER})
_LEASE = frozenset({DocumentKind.LEASE, DocumentKind.OTHER})
PAPERS: dict[NeedCategory, frozenset[DocumentKind]] = {
    NeedCategory.DEPOSIT: _LEASE,
    NeedCategory.RENT: _LEASE | {DocumentKind.INVOICE},
}
"""Which document shows a need; for any other category a bill or a quote. Never a police report."""


def findings_for(application: Application) -> list[Finding]:
    """Caps, categories, similar lines of late, new businesses, papers; a fixed number of queries,
    and some more on a second look."""
    needs = sheet.needs_of(application)
    return [
        *_second_look(application),
        *_caps(application),
        *_not_payable(application, needs),
        *_household(application, needs),
        *_similar(application, needs),
        *_new_businesses(needs),
        *_papers(application, needs),
    ]


def _second_look(application: Application) -> Iterator[Finding]:
    if not (application.is_undecided and application.review_round > second_look.FIRST):
        return
    eligible = {user.pk: user for user in eligible_reviewers(application)}
    if second_look.look_of(application, eligible).needs_the_chair:
        words = "Everybody who may vote has voted the first time: the chair’s vote decides."
        yield Finding("wait", f"Second look. {words}")
    else:
        words = "At least one vote has to come from somebody who did not vote the first time."
        yield Finding("info", f"Second look. {words}")


def _caps(application: Application) -> list[Finding]:
    exception = application.exception
    return policy.cap_findings(
        rules_of(application.policy),
        across.spent_by_household(application),
        application.requested_cents,
        asks_more=exception is not None,
        lifted_cents=exception.granted_cents if exception else 0,
    )


def _not_payable(application: Application, needs: list[Need]) -> Iterator[Finding]:
    payable = rules_of(application.policy).payable_categories
    for need in needs:
        if need.category not in payable:
            yield Finding("stop", f"The fund does not pay for {need.category_label.lower()}.")


def _household(application: Application, needs: list[Need]) -> Iterator[Finding]:
    for category, paid_on in across.household_paid_lately(application, needs):
        label = NeedCategory(category).label.lower()
        when = days_ago((clock.today() - paid_on).days)
        yield Finding("wait", f"The same household had help with {label} {when}.")


def _similar(application: Application, needs: list[Need]) -> Iterator[Finding]:
    for similar in across.similar_lines(application, needs):
        when = days_ago((clock.today() - similar.on).days)
        words = f"A similar line was {similar.was} {when}."
        line = f"Line {similar.need.position}: " if len(needs) > 1 else ""
        yield Finding("wait", line + words)


def _new_businesses(needs: list[Need]) -> Iterator[Finding]:
    new = (need.vendor.name for need in needs if not getattr(need, "vendor_was_paid"))  # noqa: B009
    for name in dict.fromkeys(new):
        yield Finding("info", f"New business: the fund has never paid {name}.")


def _papers(application: Application, needs: list[Need]) -> Iterator[Finding]:
    """A category without the paper that shows it, and words on it that nobody looked at lately."""
    there = {DocumentKind(document.kind) for document in application.documents.all()}
    for guide in guides({need.category for need in needs}):
        label = guide.label.lower()
        wanted = PAPERS.get(guide.category, _PRICE)
        if guide.category not in NO_PAPER and there.isdisjoint(wanted):
            papers = guide.papers[:1].lower() + guide.papers[1:].rstrip(".")
            yield Finding("wait", f"No document for {label} so far. The fund asks for {papers}.")
        if age := _stale_days(guide, application.policy.resources_stale_days):
            words = f"What the fund asks for {label} was written {days_ago(age)}. It may be stale."
            yield Finding("info", words)


def _stale_days(guide: Guide, most: int) -> int:
    """How old the words are, in days; 0 if they are not stale."""
    if guide.written_at is None:
        return 0
    age = (clock.now() - guide.written_at).days
    return age if age > most else 0
