"""Rows of a fund that has decided many requests, by bulk SQL: each size adds to the one before."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from applications.models import Application, Award, AwardLine, Household, Need, Review
from fund import books
from fund.models import (
    Account,
    AuditEvent,
    Encumbrance,
    JournalEntry,
    Posting,
    Region,
    User,
    Vendor,
)
from tests.canary.places import superuser

VENDORS = 2_000
FAR = 1_000_000
"""Keys from here on: those that the tests' own acts take stay below."""
IN_HAND = 100
"""The first so many wait for a decision, and half of each hundredth after them."""

WAITS = f"(n <= {IN_HAND} OR n % 200 = 0)"
NUMBER = (
    "'I' || chr((65 + n / 10000)::int) || n / 1000 % 10 || '-' || lpad((n % 1000)::text, 3, '0')"
)
KIND = "(ARRAY['motel', 'rent', 'food', 'locks', 'fuel', 'legal'])[1 + n % 6]"


@dataclass
class Archive:
    """Copies of two real requests: one that waits for votes, one that was approved."""

    waiting: Application
    approved: Application
    member: User
    vendor: Vendor
    size: int = 0

    def grow_to(self, size: int) -> None:
        """Add requests with lines, votes, awards, payments and their trail, then gather figures as
        the server does by itself."""
        with superuser() as session:
            session.execute("SET session_replication_role = replica")
            for model, rows, changed, only in self._copies():
                sql = _copied(model, rows, changed, self.size + 1, size, only)
                session.execute(sql)
                session.execute(f"VACUUM ANALYZE {model._meta.db_table}")
        books.gather()
        self.size = size

    def _copies(self) -> list[tuple[type[Model], str, dict[str, str], str]]:
        """Model, the row to copy, its columns that change, and which of the numbers get one."""
        request = line = f"{FAR} + n"
        waiting = f"= {self.waiting.pk}"
        when = "now() - (CASE WHEN n <= 100 THEN 1 ELSE 48 + n / 12 END) * interval '1 hour'"
        vendor = f"{FAR} + n % {VENDORS}"
        paid = f"NOT {WAITS} AND n % 2 = 0"
        cash, spent = (Account.objects.get(code=code).pk for code in ("1000", "5000"))
        award = Award.objects.get(application=self.approved)
        award_line = AwardLine.objects.get(award=award)
        entry = JournalEntry.objects.latest("id")
        posting = f"id = {Posting.objects.filter(entry=entry).latest('id').pk}"
        event = f"id = {AuditEvent.objects.filter(act='application.review').latest('id').pk}"
        of_request = {
            "id": request,
            "reference": NUMBER,
            "agency_id": "agency_id",
            "household_id": request,
            "lane": "(ARRAY['emergency', 'urgent', 'standard'])[1 + n % 3]",
            "region_id": f"(ARRAY{sorted(Region.objects.values_list('pk', flat=True))})[1 + n % 3]",
            "categories": f"ARRAY[{KIND}]",
            "submitted_at": when,
            "due_at": f"{when} + interval '72 hours'",
            "once": "NULL",
            "state": f"CASE WHEN {WAITS} THEN 'in_review' WHEN {paid} THEN 'closed'"
            " ELSE 'declined' END",
            "requested_cents": "60000 + n % 500 * 100",
            "approved_cents": f"CASE WHEN {paid} THEN 60000 ELSE 0 END",
            "decided_at": f"CASE WHEN {WAITS} THEN NULL ELSE {when} + interval '9 hours' END",
            "ended_at": f"CASE WHEN {paid} THEN now() END",
            "decided_by_id": f"CASE WHEN {WAITS} THEN NULL::bigint ELSE {self.member.pk} END",
        }
        of_line = {
            "id": line,
            "application_id": request,
            "vendor_id": vendor,
            "category": KIND,
            "amount_cents": "60000 + n % 500 * 100",
        }
        of_vote = {
            "application_id": request,
            "reviewer_id": f"CASE WHEN n % 3 = 0 THEN {self.member.pk} ELSE reviewer_id END",
        }
        vendors = {
            "id": vendor,
            "reference": "'V-I' || n",
            "name": "'Inn ' || n",
            "created_by_id": "NULL",
        }
        few = f"n <= {VENDORS}"
        return [
            (
                Household,
                "id = (SELECT min(id) FROM applications_household)",
                {"id": request, "label_mac": "NULL"},
                "true",
            ),
            (Vendor, f"id = {self.vendor.pk}", vendors, few),
            (Application, f"id {waiting}", of_request, "true"),
            (Need, f"application_id {waiting}", of_line, "true"),
            (Review, f"application_id {waiting}", of_vote, "true"),
            (
                Award,
                f"id = {award.pk}",
                {"id": request, "application_id": request, "made_at": when},
                paid,
            ),
            (
                AwardLine,
                f"id = {award_line.pk}",
                {
                    "id": line,
                    "reference": "'L-I' || n",
                    "award_id": request,
                    "need_id": line,
                    "vendor_id": vendor,
                    "category": KIND,
                    "state": "'paid'",
                    "paid_on": f"({when})::date",
                    "sent_at": when,
                },
                paid,
            ),
            (
                Encumbrance,
                "id = (SELECT max(id) FROM fund_encumbrance WHERE key NOT LIKE 'many%')",
                {
                    "key": "'many' || n",
                    "amount_cents": "1",
                    "state": "'liquidated'",
                    "ended_at": "now()",
                },
                paid,
            ),
            (
                JournalEntry,
                f"id = {entry.pk}",
                {"id": f"{FAR} + n", "key": "'many' || n", "reverses_id": "NULL"},
                paid,
            ),
            *(
                (
                    Posting,
                    posting,
                    {
                        "entry_id": f"{FAR} + n",
                        "account_id": str(account),
                        "amount_cents": cents,
                    },
                    paid,
                )
                for account, cents in ((cash, "-1"), (spent, "1"))
            ),
            *(
                (AuditEvent, event, {"subject": NUMBER, "act": f"'application.{act}'"}, "true")
                for act in ("submit", "review", "approve")
            ),
            (AuditEvent, event, {"subject": NUMBER, "act": "'vault.read'"}, "true"),
        ]


def _copied(
    model: type[Model], rows: str, changed: dict[str, Any], first: int, last: int, only: str
) -> str:
    """SQL that copies one row for each number `n` from `first` to `last` that is wanted."""
    columns = [str(f.column) for f in model._meta.local_fields if f.column != "id"]
    columns = [column for column in columns if column != "search_words"]
    columns += [column for column in changed if column == "id"]
    values = ", ".join(changed.get(column, column) for column in columns)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"
        f" FROM {table}, generate_series({first}, {last}) n WHERE ({rows}) AND {only}"
    )
