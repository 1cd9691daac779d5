"""All that is known of one payment, in the order in which it happened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from applications import sealing
from applications.models import Application, Place, Stay
from disbursements.checks import sheet_of
from disbursements.kept import reason
from disbursements.models import Attempt, Disbursement, ProviderEvent
from disbursements.queries.refunds import stay_of
from disbursements.rails.stripe import refusals
from disbursements.states import SETTLED, AttemptState, RailName, State
from fund import dates
from fund.kept import said
from fund.models import AuditEvent, JournalEntry, Posting, User
from fund.money import usd
from fund.roles import Can
from fund.web.audit.words import sentence


@dataclass(frozen=True)
class Happened:
    """One row of the timeline."""

    at: datetime
    what: str
    who: str = ""


@dataclass(frozen=True)
class ToldRow:
    """An event of the provider: its own name for it, and what following it changed."""

    at: datetime
    what: str
    type: str
    outcome: str


@dataclass(frozen=True)
class AttemptRow:
    """One try at the rail."""

    number: int
    tried_at: datetime
    label: str
    kind: str
    code: str
    provider_reference: str


@dataclass(frozen=True)
class PostingRow:
    """One side of a journal entry; either debit or credit is None."""

    dated_on: date
    account: str
    fund: str
    debit_cents: int | None
    credit_cents: int | None


@dataclass(frozen=True)
class PaymentPage:
    """What the page of one payment shows. The sheet is the check's PDF."""

    payment: Disbursement
    facts: list[dict[str, Any]]
    timeline: list[Happened]
    told: list[ToldRow]
    attempts: list[AttemptRow]
    postings: list[PostingRow]
    has_sheet: bool
    can_be_mailed: bool
    told_by_agency: str


def find(reference: str) -> Disbursement | None:
    """The payment with this reference, with the rows around it; None if there is none."""
    return (
        Disbursement.objects.select_related(
            "vendor",
            "payout_method",
            "prepared_by",
            "approved_by",
            "released_by",
            "award_line",
            "refund",
        )
        .prefetch_related("award_line__shares")
        .filter(reference=reference)
        .first()
    )


def page(payment: Disbursement, reader: User) -> PaymentPage:
    """Everything of one payment, in eight queries; the account number for those who pay it."""
    entries = JournalEntry.objects.filter(subject=payment.reference)
    postings = (
        Posting.objects.filter(entry__in=entries)
        .select_related("entry", "account", "fund")
        .order_by("entry_id", "id")
    )
    told, stay = _told(payment), stay_of(payment)
    return PaymentPage(
        payment=payment,
        facts=_facts(payment, stay, reader),
        timeline=_timeline(payment, told),
        told=told,
        attempts=[_attempt(row) for row in payment.attempts.order_by("number")],
        postings=[_posting(row) for row in postings],
        has_sheet=bool(sheet_of(payment)),
        can_be_mailed=payment.rail == RailName.CHECK
        and payment.state == State.SENT
        and payment.frozen_at is None,
        told_by_agency=stay.used_words if stay else "",
    )


def _posting(row: Posting) -> PostingRow:
    cents = row.amount_cents
    return PostingRow(
        dated_on=row.entry.dated_on,
        account=str(row.account),
        fund=row.fund.name,
        debit_cents=cents if cents > 0 else None,
        credit_cents=-cents if cents < 0 else None,
    )


def _of_the_request(payment: Disbursement, reader: User) -> list[dict[str, Any]]:
    """The request's number and the number that the vendor books on, for those who pay; the auditor
    sees no request. The reading is recorded."""
    if not reader.can(Can.PREPARE_PAYMENT, Can.RELEASE_PAYMENT):
        return []
    line = payment.award_line
    application = Application.objects.get(award__lines=line.pk)
    rows = [{"key": _("Request"), "value": application.reference}]
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=reader)
    if account := words.of(Place.VENDOR_ACCOUNT, line.need_id) or words.trouble:
        rows.append({"key": _("Account or invoice at the vendor"), "value": account})
    return rows


def _facts(payment: Disbursement, stay: Stay | None, reader: User) -> list[dict[str, Any]]:
    line, method = payment.award_line, payment.payout_method
    rows = [
        {"key": _("Amount"), "value": usd(payment.amount_cents)},
        {"key": _("Paid to"), "value": payment.vendor.name, "note": payment.vendor.town},
        {"key": _("For"), "value": line.category_label, "note": _nights(payment, stay)},
        _funds(payment),
        {"key": _("How"), "value": payment.rail_label, "note": _number(payment)},
    ]
    if payment.rail == RailName.CHECK:
        rows.append(
            {"key": _("Check goes to"), "value": f"{method.remit_name}\n{method.remit_address}"}
        )
    rows += _of_the_request(payment, reader)
    if payment.posted_on:
        rows.append({"key": _("Paid on"), "value": dates.written(payment.posted_on)})
    if back := payment.given_back:
        note = f"{back.reference}, {dates.written(back.received_on)}"
        rows.append({"key": _("Came back"), "value": usd(back.amount_cents), "note": note})
    if line.receipt_at and payment.state in SETTLED:
        words = _("The agency added one on %(day)s") % {"day": dates.written(line.receipt_at)}
        rows.append({"key": _("Receipt"), "value": words})
    if payment.reason:
        rows.append({"key": _("Reason"), "value": reason(payment.reason)})
    rows += [
        {"key": _("Approved by"), "value": payment.approved_by.name},
        {"key": _("Prepared by"), "value": payment.prepared_by.name},
    ]
    if payment.released_by:
        rows.append({"key": _("Released by"), "value": payment.released_by.name})
    return rows


def _funds(payment: Disbursement) -> dict[str, Any]:
    """The fund that pays it; of several, what each pays."""
    paid_by = payment.award_line.paid_by
    if len(paid_by) < 2:
        return {"key": _("Fund"), "value": payment.funds_label}
    words = _("%(amount)s from %(fund)s")
    shares = [words % {"amount": usd(cents), "fund": fund.name} for fund, cents in paid_by.items()]
    return {"key": _("Funds"), "value": "\n".join(shares)}


def _nights(payment: Disbursement, stay: Stay | None) -> str:
    if stay is None:
        return ""
    words = stay.terms.words_of(payment.amount_cents)
    return f"{words}. {stay.desk_note}" if stay.desk_note else words


def _number(payment: Disbursement) -> str:
    if payment.rail == RailName.CHECK and payment.provider_reference:
        number = payment.provider_reference.removeprefix("check-")
        return _("Check number %(number)s") % {"number": number}
    return payment.provider_reference


def _timeline(payment: Disbursement, told: list[ToldRow]) -> list[Happened]:
    """In the order of the trail where two acts bear the same moment."""
    events = AuditEvent.objects.filter(subject=payment.reference).select_related("actor")
    found = [
        Happened(
            event.at, sentence(event.act), event.actor.name if event.actor else _("The system")
        )
        for event in events.order_by("id")
    ]
    found += [Happened(row.at, row.what) for row in told]
    return sorted(found, key=lambda happened: happened.at)


def _told(payment: Disbursement) -> list[ToldRow]:
    """What Stripe said of this payment; nothing before Stripe has a number for it."""
    if not payment.provider_reference:
        return []
    events = ProviderEvent.objects.filter(related_reference=payment.provider_reference)
    return [
        ToldRow(event.received_at, _stripe_says(event.type), event.type, said(event.outcome))
        for event in events.defer("payload").order_by("received_at")
    ]


def _stripe_says(kind: str) -> str:
    return _("Stripe says: %(what)s") % {"what": kind.rpartition(".")[2].replace("_", " ")}


_ATTEMPT_KIND = {
    AttemptState.CLAIMED: "info",
    AttemptState.ACCEPTED: "ok",
    AttemptState.REFUSED: "stop",
    AttemptState.UNKNOWN: "wait",
}


def _attempt(row: Attempt) -> AttemptRow:
    state = AttemptState(row.state)
    return AttemptRow(
        number=row.number,
        tried_at=row.tried_at,
        label=state.label,
        kind=_ATTEMPT_KIND[state],
        code=said(row.code, refusals.REASONS).replace("_", " "),
        provider_reference=row.provider_reference,
    )
