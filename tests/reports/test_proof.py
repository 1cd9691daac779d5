"""`manage.py verify` finds a published report that is no longer the one that was approved."""

import pytest

from fund.models import User
from reports import actions, proof
from reports.models import Release
from reports.quarters import Quarter
from tests.database import Tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def released(a_usual_quarter: Quarter, finn: User, rosa: User) -> Release:
    return actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)


def test_a_report_that_was_changed_is_found(released: Release, tamper: Tamper) -> None:
    """One report for all kinds of change: each is undone before the next."""
    assert proof.prove().broken == ""
    for change, undo, words in (
        (
            "reports_release SET paid_cents = paid_cents + 1",
            "paid_cents = paid_cents - 1",
            "figures",
        ),
        (
            "reports_release SET households = households + 1",
            "households = households - 1",
            "figures",
        ),
        (
            "reports_donorreport SET pdf = pdf || 'x'::bytea",
            "pdf = substr(pdf, 1, length(pdf) - 1)",
            "PDF",
        ),
    ):
        tamper(f"UPDATE {change}")
        assert f"its {words}" in proof.prove().broken
        tamper(f"UPDATE {change.split()[0]} SET {undo}")
        assert proof.prove().broken == ""
    tamper('UPDATE reports_releasedtable SET content = content || \'{"covered": ["x"]}\'')
    assert "its figures were changed" in proof.prove().broken


def test_a_pdf_that_was_exchanged_with_its_fingerprint_is_found_by_the_trail(
    released: Release, tamper: Tamper
) -> None:
    tamper(
        "UPDATE reports_donorreport SET pdf = 'x'::bytea,"
        " fingerprint = encode(sha256('x'::bytea), 'hex')"
    )
    assert "whose fingerprints the audit trail recorded" in proof.prove().broken
