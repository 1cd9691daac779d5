"""What base.html needs on every page: navigation by capability, and the form's owner."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from fund.access import form_owner, once_token, typed_at
from fund.models import User
from fund.roles import Can

NAVIGATION: tuple[tuple[str, str, tuple[Can, ...]], ...] = (
    ("Requests", "applications:list", (Can.SEE_AGENCY,)),
    ("Agency", "agency:requests", (Can.LEAD_AGENCY,)),
    ("Decide", "applications:inbox", (Can.REVIEW,)),
    ("To pay", "disbursements:payable", (Can.PREPARE_PAYMENT,)),
    ("To release", "disbursements:releases", (Can.RELEASE_PAYMENT,)),
    ("Payments", "disbursements:list", (Can.SEE_MONEY,)),
    ("Bank", "disbursements:bank", (Can.SEE_MONEY,)),
    ("Funds", "books:funds", (Can.SEE_MONEY,)),
    ("Vendors", "disbursements:vendors", (Can.MANAGE_VENDORS,)),
    ("Reports", "reports:staff", (Can.PREPARE_REPORT, Can.PUBLISH_REPORT)),
    ("My gifts", "reports:donor", (Can.SEE_DONOR_PAGES,)),
    ("People", "people:list", (Can.MANAGE_PEOPLE,)),
    ("Policy", "policy:show", (Can.MANAGE_POLICY,)),
    ("Other help", "resources:list", (Can.SEE_AGENCY, Can.MANAGE_POLICY)),
    ("Retention", "retention:certificates", (Can.MANAGE_POLICY, Can.SEE_AUDIT)),
    ("Audit trail", "audit:trail", (Can.SEE_AUDIT,)),
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
            links.append(NavigationLink(label, url, request.path == url))
    return {
        "nav": links,
        "form_owner": form_owner(user),
        "once": once_token(),
        "typed_at": typed_at(request),
        "idle_seconds": settings.SESSION_COOKIE_AGE,
        "may_choose_language": user.can(Can.SEE_AGENCY),
    }
