"""Who may do what, and which two hats one head may not wear."""

import pytest

from fund.roles import CAPABILITIES, INCOMPATIBLE, Can, Role, capabilities, why_incompatible

HELD_BY: dict[Can, set[Role]] = {
    Can.FILE: {Role.ADVOCATE, Role.AGENCY_SUPERVISOR},
    Can.SEE_AGENCY: {Role.ADVOCATE, Role.AGENCY_SUPERVISOR},
    Can.LEAD_AGENCY: {Role.AGENCY_SUPERVISOR},
    Can.REVIEW: {Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR, Role.ON_CALL},
    Can.CHAIR: {Role.COMMITTEE_CHAIR},
    Can.DECIDE_EMERGENCY: {Role.ON_CALL},
    Can.SEE_MONEY: {Role.FINANCE_PREPARER, Role.FINANCE_RELEASER, Role.AUDITOR},
    Can.PREPARE_PAYMENT: {Role.FINANCE_PREPARER},
    Can.RELEASE_PAYMENT: {Role.FINANCE_RELEASER},
    Can.CLOSE_PERIOD: {Role.FINANCE_PREPARER},
    Can.PREPARE_REPORT: {Role.FINANCE_PREPARER},
    Can.PUBLISH_REPORT: {Role.COMMITTEE_CHAIR, Role.FINANCE_RELEASER},
    Can.SEE_DONOR_PAGES: {Role.DONOR},
    Can.SEE_AUDIT: {Role.AUDITOR, Role.ADMIN},
    Can.MANAGE_PEOPLE: {Role.ADMIN},
    Can.MANAGE_POLICY: {Role.ADMIN},
    Can.MANAGE_VENDORS: {Role.FINANCE_PREPARER},
}
ONE_PERSON_NEVER_HOLDS = [
    (Can.PREPARE_PAYMENT, Can.RELEASE_PAYMENT),
    (Can.PREPARE_REPORT, Can.PUBLISH_REPORT),
    (Can.REVIEW, Can.PREPARE_PAYMENT),
    (Can.REVIEW, Can.RELEASE_PAYMENT),
    (Can.FILE, Can.PREPARE_PAYMENT),
    (Can.FILE, Can.RELEASE_PAYMENT),
    (Can.MANAGE_PEOPLE, Can.PREPARE_PAYMENT),
    (Can.MANAGE_PEOPLE, Can.RELEASE_PAYMENT),
]


@pytest.mark.parametrize("capability", Can)
def test_a_capability_is_held_by_these_roles_and_no_other(capability: Can) -> None:
    assert {role for role in Role if capability in CAPABILITIES[role]} == HELD_BY[capability]


@pytest.mark.parametrize(
    "pair", ONE_PERSON_NEVER_HOLDS, ids=lambda pair: "+".join(c.name for c in pair)
)
def test_two_capabilities_that_check_each_other_are_never_one_persons(
    pair: tuple[Can, Can],
) -> None:
    for first in HELD_BY[pair[0]]:
        for second in HELD_BY[pair[1]]:
            assert why_incompatible({first}, second), (first, second)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_an_auditor_holds_no_other_role(role: Role) -> None:
    assert "only reads" in str(why_incompatible({Role.AUDITOR}, role))
    assert "only reads" in str(why_incompatible({role}, Role.AUDITOR))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DONOR, Role.AUDITOR)])
def test_a_donor_holds_no_other_role(role: Role) -> None:
    assert why_incompatible({Role.DONOR}, role)


@pytest.mark.parametrize("pair", INCOMPATIBLE, ids=lambda pair: "+".join(sorted(pair)))
def test_a_refusal_has_a_reason_both_ways(pair: frozenset[Role]) -> None:
    first, second = sorted(pair)
    for held, wanted in ((first, second), (second, first)):
        words = why_incompatible({held}, wanted)
        assert words is not None
        assert words.endswith(".")


def test_an_advocate_may_sit_on_the_committee() -> None:
    """Volunteers come from agencies; their own agency's requests are kept from them."""
    assert why_incompatible({Role.ADVOCATE}, Role.COMMITTEE_MEMBER) is None
    assert capabilities({Role.ADVOCATE, Role.ON_CALL}) >= {Can.FILE, Can.DECIDE_EMERGENCY}


def test_no_role_is_no_capability() -> None:
    assert capabilities(set()) == frozenset()
