"""What was published is what was approved: figures, PDF and audit trail agree."""

import hashlib
from collections.abc import Sequence

from fund.models import AuditEvent
from fund.proof import Proof
from fund.proof.checkpoints import Signed
from reports.models import Release, fingerprint


def prove(kept: Sequence[Signed] = ()) -> Proof:
    """Recompute the fingerprint of every release, one at a time."""
    releases = Release.objects.select_related("report").prefetch_related("tables")
    count = 0
    for release in releases.order_by("pk").iterator(chunk_size=1):
        if why := _why_broken(release):
            return Proof("Reports", f"{release.reference} of {release.prepared_at:%Y-%m-%d}: {why}")
        count += 1
    return Proof(f"Reports: {count:,}, with the figures and PDF that were approved.")


def _why_broken(release: Release) -> str:
    money = {"paid_cents": release.paid_cents, "returned_cents": release.returned_cents}
    if fingerprint(release.public(), release.rules, **money) != release.fingerprint:
        return "its figures were changed."
    if release.published_at is None:
        return ""
    printed = getattr(release, "report", None)
    if printed is None or hashlib.sha256(bytes(printed.pdf)).hexdigest() != printed.fingerprint:
        return "its PDF was changed."
    recorded = AuditEvent.objects.filter(
        act="report.publish", subject=release.reference, at__gte=release.prepared_at
    ).values_list("facts__fingerprint", "facts__pdf")
    if (release.fingerprint, printed.fingerprint) not in recorded:
        return "it is not the one whose fingerprints the audit trail recorded."
    return ""
