"""The books hold together: what PostgreSQL refuses to write, looked for again in what is there."""

from collections.abc import Sequence

from django.db import connection

from fund import books
from fund.models import JournalEntry
from fund.money import usd
from fund.proof import Proof
from fund.proof.checkpoints import Signed

_CHECKS = (
    (
        "Entry {} ({}) has fewer than two sides.",
        """SELECT e.id, e.subject FROM fund_journalentry e
           WHERE (SELECT count(*) FROM fund_posting p WHERE p.entry_id = e.id) < 2
           ORDER BY e.id LIMIT 1""",
    ),
    (
        "Entry {} ({}) does not balance in one of its funds.",
        """SELECT e.id, e.subject FROM fund_posting p JOIN fund_journalentry e ON e.id = p.entry_id
           GROUP BY e.id, e.subject, p.fund_id HAVING sum(p.amount_cents) <> 0
           ORDER BY e.id LIMIT 1""",
    ),
    (
        "A side of entry {} stands without its entry.",
        """SELECT p.entry_id FROM fund_posting p
           WHERE NOT EXISTS (SELECT FROM fund_journalentry e WHERE e.id = p.entry_id) LIMIT 1""",
    ),
    (
        "Entry {} ({}) does not undo the entry that it says it reverses.",
        """SELECT e.id, e.subject FROM fund_journalentry e
           JOIN fund_posting p ON p.entry_id IN (e.id, e.reverses_id)
           WHERE e.reverses_id IS NOT NULL
           GROUP BY e.id, e.subject, p.fund_id, p.account_id HAVING sum(p.amount_cents) <> 0
           ORDER BY e.id LIMIT 1""",
    ),
    (
        "The sums of fund {} are not what its postings come to.",
        """SELECT f.code FROM fund_fund f, fund_account a
           WHERE (SELECT COALESCE(sum(amount_cents), 0) FROM fund_posted
                  WHERE fund_id = f.id AND account_id = a.id)
              <> (SELECT COALESCE(sum(amount_cents), 0) FROM fund_posting
                  WHERE fund_id = f.id AND account_id = a.id) LIMIT 1""",
    ),
    (
        "Gift {} is not what its entry says.",
        """SELECT g.reference FROM fund_gift g WHERE g.amount_cents IS DISTINCT FROM (
               SELECT sum(p.amount_cents) FROM fund_posting p
               JOIN fund_account a ON a.id = p.account_id AND a.is_cash
               WHERE p.entry_id = g.entry_id AND p.fund_id = g.fund_id)
           ORDER BY g.id LIMIT 1""",
    ),
)


def prove(kept: Sequence[Signed] = ()) -> Proof:
    """Every entry balances in each fund, gifts are booked as given, no fund has reserved more than
    it has."""
    with connection.cursor() as cursor:
        for words, query in _CHECKS:
            cursor.execute(query)
            if found := cursor.fetchone():
                return Proof("Books", words.format(*found))
    for balance in books.balances(active_only=False):
        if balance.available_cents < 0:
            short = usd(-balance.available_cents)
            return Proof("Books", f"{balance.fund.name} has reserved {short} more than it has.")
    entries = JournalEntry.objects.count()
    return Proof(f"Books: {entries:,} entries, each balanced in each fund; the balance is zero.")
