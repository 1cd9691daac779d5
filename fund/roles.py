"""Who may do what: roles, capabilities, and the pairs that one person may not hold. Pure."""

from enum import StrEnum


class Role(StrEnum):
    """A hat that a RoleGrant puts on a person between two dates."""

    ADVOCATE = "advocate"
    AGENCY_SUPERVISOR = "agency_supervisor"
    COMMITTEE_MEMBER = "committee_member"
    COMMITTEE_CHAIR = "committee_chair"
    ON_CALL = "on_call"
    FINANCE_PREPARER = "finance_preparer"
    FINANCE_RELEASER = "finance_releaser"
    DONOR = "donor"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize().replace("On call", "On-call member")


class Can(StrEnum):
    """A capability. Views and actions ask for one of these, never for a role."""

    FILE = "send requests for people their agency helps"
    SEE_AGENCY = "see their agency’s requests"
    LEAD_AGENCY = "lead their agency: hand over requests, sign people out, see and take its figures"
    REVIEW = "see requests without names and vote on them"
    CHAIR = "break a tie, hear of late requests and confirm powerful roles"
    DECIDE_EMERGENCY = "approve an emergency alone"
    SEE_MONEY = "see funds, payments and the books"
    PREPARE_PAYMENT = "prepare payments, bring in bank files, record gifts"
    RELEASE_PAYMENT = "give the second signature"
    CLOSE_PERIOD = "close a month"
    PREPARE_REPORT = "prepare a report"
    PUBLISH_REPORT = "publish a report that another person prepared"
    SEE_DONOR_PAGES = "see the donor’s pages"
    SEE_AUDIT = "read the audit trail"
    MANAGE_PEOPLE = "invite people and give roles"
    MANAGE_POLICY = "edit the fund’s policy"
    MANAGE_VENDORS = "add vendors and the way each is paid"


_COMMITTEE = {Can.REVIEW}
_MONEY = {Can.SEE_MONEY}

CAPABILITIES: dict[Role, frozenset[Can]] = {
    Role.ADVOCATE: frozenset({Can.FILE, Can.SEE_AGENCY}),
    Role.AGENCY_SUPERVISOR: frozenset({Can.FILE, Can.SEE_AGENCY, Can.LEAD_AGENCY}),
    Role.COMMITTEE_MEMBER: frozenset(_COMMITTEE),
    Role.COMMITTEE_CHAIR: frozenset(_COMMITTEE | {Can.CHAIR, Can.PUBLISH_REPORT}),
    Role.ON_CALL: frozenset(_COMMITTEE | {Can.DECIDE_EMERGENCY}),
    Role.FINANCE_PREPARER: frozenset(
        _MONEY | {Can.PREPARE_PAYMENT, Can.PREPARE_REPORT, Can.MANAGE_VENDORS, Can.CLOSE_PERIOD}
    ),
    Role.FINANCE_RELEASER: frozenset(_MONEY | {Can.RELEASE_PAYMENT, Can.PUBLISH_REPORT}),
    Role.DONOR: frozenset({Can.SEE_DONOR_PAGES}),
    Role.AUDITOR: frozenset(_MONEY | {Can.SEE_AUDIT}),
    Role.ADMIN: frozenset({Can.MANAGE_PEOPLE, Can.MANAGE_POLICY, Can.SEE_AUDIT}),
}

AGENCY_ROLES = frozenset({Role.ADVOCATE, Role.AGENCY_SUPERVISOR})

POWERFUL = frozenset(
    {
        Role.ADMIN,
        Role.COMMITTEE_CHAIR,
        Role.ON_CALL,
        Role.FINANCE_PREPARER,
        Role.FINANCE_RELEASER,
    }
)
"""One person alone gives none of these: it holds once a second administrator or the chair has
confirmed it, and all of them hear of it."""

CONFIRM = (Can.MANAGE_PEOPLE, Can.CHAIR)
"""Whoever holds one of these may confirm a powerful role that another person gave."""

_VOTERS = (Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR, Role.ON_CALL)
_PAYERS = (Role.FINANCE_PREPARER, Role.FINANCE_RELEASER)


def _pairs() -> dict[frozenset[Role], str]:
    refused: dict[frozenset[Role], str] = {
        frozenset(_PAYERS): "The person who prepares a payment may not also release it.",
    }
    for payer in _PAYERS:
        for voter in _VOTERS:
            refused[frozenset({payer, voter})] = (
                "The person who decides a request may not also pay it."
            )
        for filer in sorted(AGENCY_ROLES):
            refused[frozenset({payer, filer})] = (
                "The person who files a request may not also pay it."
            )
        refused[frozenset({payer, Role.ADMIN})] = (
            "The person who grants roles may not also move money."
        )
    for role in Role:
        if role is not Role.AUDITOR:
            refused[frozenset({Role.AUDITOR, role})] = (
                "An auditor only reads, and holds no other role."
            )
        if role is not Role.DONOR:
            refused.setdefault(
                frozenset({Role.DONOR, role}),
                "A donor sees only published reports, and holds no other role.",
            )
    return refused


INCOMPATIBLE: dict[frozenset[Role], str] = _pairs()


def why_incompatible(held: set[Role], wanted: Role) -> str | None:
    """The reason why a person with the roles `held` may not be given `wanted`, or None."""
    for role in sorted(held):
        if reason := INCOMPATIBLE.get(frozenset({role, wanted})):
            return f"{role.label} and {wanted.label.lower()} can’t be one person. {reason}"
    return None


def capabilities(roles: set[Role]) -> frozenset[Can]:
    """All that a person with these roles may do."""
    return frozenset().union(*(CAPABILITIES[role] for role in roles))
