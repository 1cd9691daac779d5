"""Purge certificates, for the administrator, the auditor and whoever they print them for."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from applications.models import PurgeCertificate
from fund import dates, key_quarters, pdf
from fund.access import Afterwards, StaffRequest, page
from fund.roles import Can
from fund.web.keyset import page_of

_MEANS = {
    "wait": gettext_noop(
        "Its texts are deleted. The keys follow as soon as the key store answers."
    ),
    "info": gettext_noop(
        "Nobody can read its words with what the fund runs today. A copy of a key may "
        "still lie in a backup of the key store, so it is not called shredded yet."
    ),
    "ok": gettext_noop("No copy of a key is left, in no backup. Nobody can read its words again."),
}
"""By the kind of its tag."""


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
        "means": _(_MEANS[found.tag_kind]),
        "rows": _facts(found),
        "key_ids": found.key_ids,
    }


def _facts(found: PurgeCertificate) -> list[dict[str, Any]]:
    keys_gone = key_quarters.gone_at(found.quarters) if found.keys_destroyed_at else None
    quarters = ", ".join(found.quarters)
    texts = ngettext("%(count)d text", "%(count)d texts", found.texts) % {"count": found.texts}
    count = len(found.key_ids)
    keys = ngettext("%(count)d key", "%(count)d keys", count) % {"count": count}
    return [
        {"key": _("Request"), "value": found.reference},
        {"key": _("Ended"), "value": _day(found.ended_at)},
        {
            "key": _("Rule"),
            "value": _("The fund’s policy, version %(version)d")
            % {"version": found.policy_version},
        },
        {
            "key": _("Texts deleted"),
            "value": _moment(found.ordered_at),
            "note": texts,
        },
        {
            "key": _("Keys destroyed"),
            "value": _moment(found.keys_destroyed_at) or _("Not yet"),
            "note": keys if found.keys_destroyed_at else "",
        },
        {
            "key": _("Last backup of a key gone"),
            "value": _day(found.backups_gone_at) or _("Not known yet"),
        },
        {
            "key": _("Keys of the quarters gone"),
            "value": _day(keys_gone) or _("When the quarters are sealed"),
            "note": quarters,
        },
        {"key": _("Shredded"), "value": _moment(found.shredded_at) or _("Not yet")},
    ]


def _day(moment: datetime | None) -> str:
    return dates.written(moment) if moment else ""


def _moment(moment: datetime | None) -> str:
    return dates.written(moment, "LONG_DATETIME_FORMAT") if moment else ""
