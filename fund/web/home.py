"""Where each person starts."""

from fund.models import User
from fund.roles import Can

FIRST_PAGE: tuple[tuple[Can, str], ...] = (
    (Can.REVIEW, "applications:inbox"),
    (Can.RELEASE_PAYMENT, "disbursements:releases"),
    (Can.PREPARE_PAYMENT, "disbursements:payable"),
    (Can.FILE, "applications:list"),
    (Can.MANAGE_PEOPLE, "people:list"),
    (Can.SEE_AUDIT, "audit:trail"),
    (Can.SEE_DONOR_PAGES, "reports:donor"),
)


def first_page(user: User) -> str:
    """The URL name of the page that this person most likely came for."""
    for capability, name in FIRST_PAGE:
        if user.can(capability):
            return name
    return "no_role"
