"""Purge certificates, for the administrator, the auditor and whoever they print them for."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from applications.models import PurgeCertificate
from fund import key_quarters, pdf
from fund.access import Afterwards, StaffRequest, page
from fund.roles import Can
from fund.web.keyset import page_of

_MEANS = {
    "Being destroyed": "Its texts are deleted. The keys follow as soon as the key store answers.",
    "Unreadable": "Nobody can read its words with what the fund runs today. A copy of a key may "
    "still lie in a backup of the key store, so it is not called shredded yet.",
    "Shredded": "No copy of a key is left, in no backup. Nobody can read its words again.",
}


@page(Can.MANAGE_POLICY, Can.SEE_AUDIT)
def certificates(request: StaffRequest) -> HttpResponse:
    """Whose words were destroyed, the newest first."""
    rows = page_of(PurgeCertificate.objects.all(), request.GET, order=("-id",))
    return render(request, "retention/certificates.html", {"page": rows})


@page(Can.MANAGE_POLICY, Can.SEE_AUDIT)
def certificate(request: StaffRequest, reference: str) -> HttpResponse:
    """One certificate, as a page."""
    return render(request, "retention/certificate.html", _values(reference))


@page(Can.MANAGE_POLICY, Can.SEE_AUDIT)
def certificate_pdf(request: StaffRequest, reference: str) -> Afterwards:
    """The same to keep or to hand over: a tenth of a second to draw, so no worker is asked."""
    values = _values(reference)
    return partial(pdf.answer, "pdf/certificate.html", values, f"certificate-{reference}.pdf")


def _values(reference: str) -> dict[str, Any]:
    found = get_object_or_404(PurgeCertificate, reference=reference)
    return {
        "certificate": found,
        "means": _MEANS[found.state_label],
        "rows": _facts(found),
        "key_ids": found.key_ids,
    }


def _facts(found: PurgeCertificate) -> list[dict[str, Any]]:
    keys_gone = key_quarters.gone_at(found.quarters) if found.keys_destroyed_at else None
    quarters, texts = ", ".join(found.quarters), _counted(found.texts, "text")
    return [
        {"key": "Request", "value": found.reference},
        {"key": "Ended", "value": _day(found.ended_at)},
        {"key": "Rule", "value": f"The fund’s policy, version {found.policy_version}"},
        {
            "key": "Texts deleted",
            "value": _moment(found.ordered_at),
            "note": texts,
        },
        {
            "key": "Keys destroyed",
            "value": _moment(found.keys_destroyed_at) or "Not yet",
            "note": _counted(len(found.key_ids), "key") if found.keys_destroyed_at else "",
        },
        {
            "key": "Last backup of a key gone",
            "value": _day(found.backups_gone_at) or "Not known yet",
        },
        {
            "key": "Keys of the quarters gone",
            "value": _day(keys_gone) or "When the quarters are sealed",
            "note": quarters,
        },
        {"key": "Shredded", "value": _moment(found.shredded_at) or "Not yet"},
    ]


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%B %-d, %Y}" if moment else ""


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%B %-d, %Y, %-I:%M %p}" if moment else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
