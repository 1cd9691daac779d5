"""What a reviewer should know about a request before she decides, in words. Never blocks."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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

_SIMILAR = {
    across.SimilarWas.PAID: gettext_noop("A similar line was paid %(when)s."),
    across.SimilarWas.APPROVED: gettext_noop("A similar line was approved %(when)s."),
    across.SimilarWas.ASKED: gettext_noop("A similar line was asked for %(when)s."),
}


def findings_for(application: Application) -> list[Finding]:
    """Caps, categories, similar lines of late, new businesses, papers; a fixed number of queries,
    and some more on a second look."""
    needs = sheet.needs_of(application)
    lately = across.lately(application, needs)
    return [
        *_second_look(application),
        *_caps(application),
        *_not_payable(application, needs),
        *_household(lately),
        *_similar(lately, len(needs)),
        *_new_businesses(needs),
        *_papers(application, needs),
    ]


def _second_look(application: Application) -> Iterator[Finding]:
    if not (application.is_undecided and application.review_round > second_look.FIRST):
        return
    eligible = eligible_reviewers(application)
    if second_look.look_of(application, eligible).needs_the_chair:
        words = _("Everybody who may vote has voted the first time: the chair’s vote decides.")
        yield Finding("wait", words)
    else:
        words = _("Second look: one vote has to come from somebody who did not vote before.")
        yield Finding("info", words)


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
            words = _("The fund does not pay for %(what)s.")
            yield Finding("stop", words % {"what": need.category_label.lower()})


def _household(lately: across.Lately) -> Iterator[Finding]:
    for category, paid_on in lately.household:
        words = _("The same household had help with %(what)s %(when)s.") % {
            "what": NeedCategory(category).label.lower(),
            "when": days_ago((clock.today() - paid_on).days),
        }
        yield Finding("wait", words)


def _similar(lately: across.Lately, lines: int) -> Iterator[Finding]:
    for similar in lately.similar:
        words = _(_SIMILAR[similar.was]) % {"when": days_ago((clock.today() - similar.on).days)}
        if lines > 1:
            line = {"position": similar.need.position, "words": words}
            words = _("Line %(position)d: %(words)s") % line
        yield Finding("wait", words)


def _new_businesses(needs: list[Need]) -> Iterator[Finding]:
    new = (need.vendor.name for need in needs if not getattr(need, "vendor_was_paid", True))
    for name in dict.fromkeys(new):
        words = _("New business: the fund has never paid %(name)s.")
        yield Finding("info", words % {"name": name})


def _papers(application: Application, needs: list[Need]) -> Iterator[Finding]:
    """A category without the paper that shows it, and words on it that nobody looked at lately."""
    there = {DocumentKind(document.kind) for document in application.documents.all()}
    for guide in guides({need.category for need in needs}):
        label = guide.label.lower()
        wanted = PAPERS.get(guide.category, _PRICE)
        if guide.category not in NO_PAPER and there.isdisjoint(wanted):
            words = _("No document for %(what)s so far. The fund asks for: %(papers)s.") % {
                "what": label,
                "papers": guide.papers.rstrip("."),
            }
            yield Finding("wait", words)
        if age := _stale_days(guide, application.policy.resources_stale_days):
            words = _("What the fund asks for %(what)s was written %(when)s. It may be stale.")
            yield Finding("info", words % {"what": label, "when": days_ago(age)})


def _stale_days(guide: Guide, most: int) -> int:
    """How old the words are, in days; 0 if they are not stale."""
    if guide.written_at is None:
        return 0
    age = (clock.now() - guide.written_at).days
    return age if age > most else 0
