"""What base.html needs on every page: navigation by capability, and the form's owner."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fund.access import form_owner, once_token, typed_at
from fund.models import User
from fund.roles import Can

NAVIGATION: tuple[tuple[str, str, tuple[Can, ...]], ...] = (
    (gettext_noop("Requests"), "applications:list", (Can.SEE_AGENCY,)),
    (gettext_noop("Agency"), "agency:requests", (Can.LEAD_AGENCY,)),
    (gettext_noop("Decide"), "applications:inbox", (Can.REVIEW,)),
    (gettext_noop("On call"), "applications:on_call", (Can.REVIEW,)),
    (gettext_noop("To pay"), "disbursements:payable", (Can.PREPARE_PAYMENT,)),
    (gettext_noop("To release"), "disbursements:releases", (Can.RELEASE_PAYMENT,)),
    (gettext_noop("Payments"), "disbursements:list", (Can.SEE_MONEY,)),
    (gettext_noop("Bank"), "disbursements:bank", (Can.SEE_MONEY,)),
    (gettext_noop("Funds"), "books:funds", (Can.SEE_MONEY,)),
    (gettext_noop("Vendors"), "disbursements:vendors", (Can.MANAGE_VENDORS,)),
    (gettext_noop("Reports"), "reports:staff", (Can.PREPARE_REPORT, Can.PUBLISH_REPORT)),
    (gettext_noop("My gifts"), "reports:donor", (Can.SEE_DONOR_PAGES,)),
    (gettext_noop("People"), "people:list", (Can.MANAGE_PEOPLE,)),
    (gettext_noop("Committee"), "people:committee", (Can.CHAIR,)),
    (gettext_noop("Policy"), "policy:show", (Can.MANAGE_POLICY, Can.CHAIR)),
    (gettext_noop("Other help"), "resources:list", (Can.SEE_AGENCY, Can.MANAGE_POLICY)),
    (gettext_noop("Retention"), "retention:certificates", (Can.MANAGE_POLICY, Can.SEE_AUDIT)),
    (gettext_noop("Audit trail"), "audit:trail", (Can.SEE_AUDIT,)),
)


@dataclass(frozen=True)
class NavigationLink:
    label: str
    url: str
    current: bool
    count: int | None = None


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for base.html; costs the one query for the person's grants."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav": [], "form_owner": "", "once": once_token()}
    links = []
    for label, name, wanted in NAVIGATION:
        if user.can(*wanted):
            url = reverse(name)
            links.append(NavigationLink(_(label), url, request.path == url))
    return {
        "nav": links,
        "form_owner": form_owner(user),
        "once": once_token(),
        "typed_at": typed_at(request),
        "idle_seconds": settings.SESSION_COOKIE_AGE,
    }
