"""Prepare, publish, withdraw. Nothing released is ever edited or issued again."""

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disbursements.facts import settled_facts
from fund import audit, clock
from fund.models import FundPolicy, Period, User
from reports import pdf, shape
from reports.cube import Cube, CubeError, build
from reports.disclosure.attack import Verdict, attack
from reports.disclosure.rules import Public, Rules, Table
from reports.disclosure.suppress import protect
from reports.models import DonorReport, Release, ReleasedTable, ReleaseState, fingerprint
from reports.page import in_english, page_of
from reports.quarters import Quarter

_FOUND = (
    gettext_noop("a breakdown shows a withheld total"),
    gettext_noop("the households do not add up"),
    gettext_noop("the dollars do not add up"),
    gettext_noop("no other world gives this page"),
    gettext_noop("a reader can tell that somebody is here"),
    gettext_noop("a reader can tell that few people are here"),
    gettext_noop("two rows together show that a few people are in both"),
    gettext_noop("total"),
    gettext_noop("kind of help and region"),
)
"""What `disclosure.attack` finds, and where: it knows no Django, so its words are marked here."""


class ReportRefused(Exception):
    """The act was refused; the message is one sentence for the person who tried."""


@transaction.atomic(durable=True)
def prepare(quarter: Quarter, *, actor: User) -> Release:
    """Protect and freeze the figures of a closed quarter; a second person publishes them."""
    _require_closed(quarter)
    _require_unreleased(quarter)
    rules = Rules(threshold=FundPolicy.in_force().report_threshold)
    cube = _true_figures(quarter)
    public = protect((cube.group, cube.region), rules)
    verdict = _require_safe(public, rules)
    money = {"paid_cents": cube.paid_cents, "returned_cents": cube.returned_cents}
    release = Release.objects.create(
        starts_on=quarter.starts_on,
        ends_on=quarter.ends_on,
        households=public.households,
        fingerprint=fingerprint(public, rules, **money),
        prepared_by=actor,
        prepared_at=clock.now(),
        **money,
        **asdict(rules),
    )
    for position, table in enumerate(public.tables):
        ReleasedTable.objects.create(release=release, position=position, content=asdict(table))
    audit.record(
        "report.prepare",
        release.reference,
        actor=actor,
        fingerprint=release.fingerprint,
        worlds_checked=verdict.worlds_checked,
    )
    return release


@transaction.atomic(durable=True)
def publish(pk: int, *, actor: User) -> Release:
    """Check everything once more against the facts, then publish and make the PDF, once."""
    release = Release.objects.select_for_update().get(pk=pk)
    if release.state != ReleaseState.PREPARED:
        raise ReportRefused(_("This report is not waiting to be published."))
    if release.prepared_by_id == actor.pk:
        raise ReportRefused(_("You prepared this report, so another person must publish it."))
    _require_closed(release.quarter)
    _require_unreleased(release.quarter, besides=release)
    verdict = _require_unchanged_and_safe(release)
    with in_english():
        content = pdf.render(page_of(release))
    DonorReport.objects.create(
        release=release, pdf=content, fingerprint=hashlib.sha256(content).hexdigest()
    )
    release.publish(by=actor, at=clock.now())
    release.save(update_fields=["state", "published_by", "published_at"])
    audit.record(
        "report.publish",
        release.reference,
        actor=actor,
        fingerprint=release.fingerprint,
        pdf=release.report.fingerprint,
        worlds_checked=verdict.worlds_checked,
    )
    return release


@transaction.atomic(durable=True)
def withdraw(pk: int, *, reason: str, actor: User) -> Release:
    """Take a report off the site. Its quarter is not reported again: what was said stays known.

    A report that was only prepared may be prepared afresh.
    """
    release = Release.objects.select_for_update().get(pk=pk)
    if release.state == ReleaseState.WITHDRAWN:
        raise ReportRefused(_("This report is already withdrawn."))
    if not reason.strip():
        raise ReportRefused(_("Say why the report is withdrawn."))
    before = release.state
    release.withdraw(by=actor, at=clock.now(), reason=reason.strip())
    release.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit.record("report.withdraw", release.reference, actor=actor, before=before)
    return release


def _true_figures(quarter: Quarter) -> Cube:
    since, until = quarter.starts_on, quarter.next_starts_on
    try:
        cube = build(settled_facts(since, until), shape.declared(), since=since, until=until)
    except CubeError as error:
        raise ReportRefused(str(error)) from error
    if not cube.paid_cents and not cube.returned_cents:
        raise ReportRefused(_("No payment settled in this quarter, so there is nothing to report."))
    return cube


def _require_closed(quarter: Quarter) -> None:
    """Hold the three months, so that nobody opens one meanwhile and two people take turns."""
    closed = Period.objects.select_for_update().filter(
        starts_on__gte=quarter.starts_on, ends_on__lte=quarter.ends_on, closed_at__isnull=False
    )
    if len(closed) != 3:
        raise ReportRefused(
            _("The books of this quarter are still open. Close all three months first.")
        )


def _require_unreleased(quarter: Quarter, *, besides: Release | None = None) -> None:
    """Reports may not overlap: subtracting one from another would show the difference."""
    overlapping = Release.objects.filter(
        starts_on__lte=quarter.ends_on, ends_on__gte=quarter.starts_on
    )
    if besides:
        overlapping = overlapping.exclude(pk=besides.pk)
    if overlapping.filter(published_at__isnull=False).exists():
        raise ReportRefused(_("This quarter was published before. It can't be published again."))
    if overlapping.filter(state=ReleaseState.PREPARED).exists():
        raise ReportRefused(_("A report of this quarter is already waiting for a second person."))


def _require_safe(public: Public, rules: Rules) -> Verdict:
    def rerun(tables: tuple[Table, ...]) -> Public:
        return protect(tables, rules)

    verdict = attack(public, rules, rerun)
    if not verdict.holds:
        first = verdict.findings[0]
        raise ReportRefused(
            _("The check for privacy failed: %(why)s (%(table)s).")
            % {"why": _(first.why), "table": _(first.table)}
        )
    return verdict


def _require_unchanged_and_safe(release: Release) -> Verdict:
    """The frozen rows still carry their fingerprint, and the facts still give the same rows."""
    public, rules = release.public(), release.rules
    found = fingerprint(
        public, rules, paid_cents=release.paid_cents, returned_cents=release.returned_cents
    )
    if found != release.fingerprint:
        raise ReportRefused(_("The figures of this report were changed after it was prepared."))
    cube = _true_figures(release.quarter)
    if protect((cube.group, cube.region), rules) != public:
        raise ReportRefused(
            _(
                "The books, or who agreed to be counted, changed after this report was prepared. "
                "Prepare it again."
            )
        )
    return _require_safe(public, rules)
