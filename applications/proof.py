"""Every decision record is the one whose fingerprint the audit trail holds, and none is gone."""

from collections.abc import Sequence

from django.db import connection

from applications.models import DecisionRecord
from fund import tenancy
from fund.proof import Proof
from fund.proof.checkpoints import Signed

_CHECKS = (
    (
        "The decision on {}, round {}, is not the one that the audit trail recorded.",
        """SELECT request.reference, kept.round
           FROM applications_decisionrecord kept
           JOIN applications_application request ON request.id = kept.application_id
           WHERE NOT EXISTS (
               SELECT FROM fund_auditevent e
               WHERE e.subject = request.reference AND e.act = 'decision.record'
                 AND (e.facts ->> 'round')::int = kept.round
                 AND e.facts ->> 'record' = encode(sha256(kept.body), 'hex'))
           ORDER BY kept.id LIMIT 1""",
    ),
    (
        "The decision on {}, round {}, is on the audit trail and its record is gone.",
        """SELECT e.subject, e.facts ->> 'round' FROM fund_auditevent e
           WHERE e.act = 'decision.record' AND NOT EXISTS (
               SELECT FROM applications_decisionrecord kept
               JOIN applications_application request ON request.id = kept.application_id
               WHERE request.reference = e.subject
                 AND kept.round = (e.facts ->> 'round')::int)
           ORDER BY e.id LIMIT 1""",
    ),
)


@tenancy.as_the_fund()
def prove(kept: Sequence[Signed] = ()) -> Proof:
    """The proof for `manage.py verify`: PostgreSQL computes each fingerprint anew."""
    with connection.cursor() as cursor:
        for words, query in _CHECKS:
            cursor.execute(query)
            if found := cursor.fetchone():
                return Proof("Decisions", words.format(*found))
    count = DecisionRecord.objects.count()
    return Proof(f"Decisions: {count:,} records, each with the bytes that were written down.")
