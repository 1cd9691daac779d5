"""Parsed requests become rows and journal entries: each request whole or not at all, once."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.across import household_of_label
from applications.models import Application, Award, AwardLine, AwardShare, Consent, Need, Purpose
from applications.models.consent import LONGEST, SCOPE_OF
from applications.states import LineState, NeedState, State
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName
from disbursements.states import State as PaymentState
from fund import books, references
from fund.audit import record
from fund.models import Agency, Fund, FundPolicy, Region, User, Vendor, VendorKind

from .parse import ParsedFile, ParsedLine, ParsedRequest, Rejected

_KIND_OF = {
    "motel": VendorKind.MOTEL,
    "rent": VendorKind.LANDLORD,
    "deposit": VendorKind.LANDLORD,
    "utilities": VendorKind.UTILITY,
    "local_transport": VendorKind.TRANSPORT,
    "relocation": VendorKind.TRANSPORT,
    "medication": VendorKind.PHARMACY,
    "identity": VendorKind.PUBLIC_OFFICE,
    "food": VendorKind.STORE,
    "clothing": VendorKind.STORE,
}


@dataclass
class ImportResult:
    """How many requests came in, how many were there before, and every rejected row."""

    imported: int = 0
    known: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class _Rejection(Exception):
    def __init__(self, line: int, column: str, why: str) -> None:
        self.rejected = Rejected(line, column, why)


class _DryRun(Exception):
    """Rolls a good request back."""


def import_requests(
    parsed: ParsedFile,
    *,
    source: str,
    actor: User,
    agreed_to_be_counted: bool = False,
    dry_run: bool = False,
) -> ImportResult:
    """Write each request in a transaction of its own; a request known by its id is left alone.

    Paid rows are posted to the books on the day they were paid, from the fund that they name,
    so each fund's gifts have to be recorded first. A dry run writes nothing and reports the same.
    `agreed_to_be_counted`: the coalition attests it for every household of the file.
    """
    result = ImportResult(rejected=list(parsed.rejected))
    known = set(
        Application.objects.filter(imported_key__startswith=f"{source}:").values_list(
            "imported_key", flat=True
        )
    )
    spent_in_dry_run: dict[str, int] = {}
    for request in sorted(parsed.requests, key=lambda r: (r.requested_on, r.request_id)):
        if f"{source}:{request.request_id}" in known:
            result.known += 1
            continue
        try:
            with transaction.atomic(durable=not dry_run):
                _write(request, source, actor, spent_in_dry_run, agreed_to_be_counted)
                if dry_run:
                    raise _DryRun
            result.imported += 1
        except _Rejection as rejection:
            result.rejected.append(rejection.rejected)
        except _DryRun:
            result.imported += 1
            for line in request.lines:
                if line.paid_on:
                    spent = spent_in_dry_run.get(line.fund, 0)
                    spent_in_dry_run[line.fund] = spent + line.approved_cents
    result.rejected.sort(key=lambda rejected: rejected.line)
    return result


def _write(
    request: ParsedRequest, source: str, actor: User, spent: dict[str, int], agreed: bool
) -> None:
    application = _application(request, source, actor)
    if agreed:
        _counted(application, request.requested_on, actor)
    needs = [_need(application, place, line) for place, line in enumerate(request.lines, start=1)]
    if request.decision == "approved":
        award = Award.objects.create(application=application, made_at=_at(request.decided_on))
        for need, line in zip(needs, request.lines, strict=True):
            if line.approved_cents:
                _award_line(award, need, line, actor, spent)
    record(
        "application.import",
        application.reference,
        actor=actor,
        state=application.state,
        approved_cents=application.approved_cents,
    )


def _application(request: ParsedRequest, source: str, actor: User) -> Application:
    asked_at, decided_at = _at(request.requested_on), _at(request.decided_on)
    approved = sum(line.approved_cents for line in request.lines)
    paid = [line.paid_on for line in request.lines if line.approved_cents]
    state, ended_at = State.APPROVED, None
    if request.decision == "declined":
        state = State.DECLINED
    elif request.decision == "withdrawn":
        state, ended_at = State.WITHDRAWN, decided_at
    elif all(paid):
        state, ended_at = State.CLOSED, _at(max(day for day in paid if day))
    decided = state in (State.APPROVED, State.DECLINED, State.CLOSED)
    policy = FundPolicy.in_force()
    made: Application = Application.objects.create(
        reference=references.unused_in(references.request_reference, Application),
        imported_key=f"{source}:{request.request_id}",
        agency=_agency(request),
        region=_region(request),
        filed_by=actor,
        household=household_of_label(request.household, created_at=asked_at),
        policy=policy,
        lane=request.lane,
        household_band=request.household_band,
        age_band=request.age_band,
        state=state,
        created_at=asked_at,
        attested_at=asked_at,
        submitted_at=asked_at,
        due_at=asked_at + timedelta(hours=policy.clock_hours(request.lane)),
        decided_at=decided_at if decided else None,
        decided_by=actor if decided else None,
        ended_at=ended_at,
        requested_cents=sum(line.requested_cents for line in request.lines),
        approved_cents=approved,
    )
    return made


def _counted(application: Application, given_on: date, actor: User) -> None:
    Consent.objects.create(
        application=application,
        purpose=Purpose.STATISTICS,
        scope=SCOPE_OF[Purpose.STATISTICS],
        given_on=given_on,
        ends_on=given_on + LONGEST,
        recorded_by=actor,
    )


def _need(application: Application, place: int, line: ParsedLine) -> Need:
    vendor, _made = Vendor.objects.get_or_create(
        name=line.vendor,
        town=line.vendor_town,
        defaults={
            "reference": references.unused_in(references.vendor_reference, Vendor),
            "kind": _KIND_OF.get(line.category, VendorKind.SERVICE),
            "region": application.region,
            "created_at": application.created_at,
        },
    )
    if application.state == State.WITHDRAWN:
        state = NeedState.CANCELLED
    elif line.approved_cents == line.requested_cents:
        state = NeedState.APPROVED
    else:
        state = NeedState.REDUCED if line.approved_cents else NeedState.DECLINED
    return Need.objects.create(
        application=application,
        position=place,
        category=line.category,
        vendor=vendor,
        amount_cents=line.requested_cents,
        approved_cents=line.approved_cents,
        state=state,
    )


def _award_line(
    award: Award, need: Need, line: ParsedLine, actor: User, spent: dict[str, int]
) -> None:
    fund = _fund(line) if line.paid_on else None
    made = AwardLine.objects.create(
        reference=references.unused_in(references.award_line_reference, AwardLine),
        award=award,
        need=need,
        vendor=need.vendor,
        category=need.category,
        amount_cents=line.approved_cents,
        state=LineState.PAID if fund else LineState.UNFUNDED,
        due_at=award.application.due_at or award.made_at,
        paid_on=line.paid_on,
    )
    if fund and line.paid_on:
        AwardShare.objects.create(line=made, fund=fund, amount_cents=line.approved_cents)
        free = books.available_cents(fund) - spent.get(fund.code, 0)
        if free < line.approved_cents:
            raise _Rejection(
                line.number,
                "fund",
                _("“%(code)s” has too little money for this") % {"code": fund.code},
            )
        _payment(made, need, fund, line, line.paid_on, actor)


def _payment(
    made: AwardLine, need: Need, fund: Fund, line: ParsedLine, paid_on: date, actor: User
) -> None:
    method, _new = PayoutMethod.objects.get_or_create(
        vendor=need.vendor, rail=RailName.IMPORTED, defaults={"created_by": actor}
    )
    paid_at = _at(paid_on)
    reference = references.unused_in(references.payment_reference, Disbursement)
    Disbursement.objects.create(
        reference=reference,
        award_line=made,
        payout_method=method,
        vendor=need.vendor,
        rail=RailName.IMPORTED,
        amount_cents=line.approved_cents,
        state=PaymentState.POSTED,
        approved_by=actor,
        prepared_by=actor,
        scheduled_at=paid_at,
        sent_at=paid_at,
        posted_on=paid_on,
        provider_reference=f"import-{reference}",
    )
    try:
        books.payment(
            reference=reference,
            funds={fund: line.approved_cents},
            category=line.category,
            dated_on=paid_on,
            cash=books.CHECKING,
            by=actor,
        )
    except books.BooksError as error:
        raise _Rejection(line.number, "paid_on", str(error)) from None


def _fund(line: ParsedLine) -> Fund:
    fund = Fund.objects.filter(code=line.fund).first()
    if fund is None:
        why = _unknown(line.fund, list(Fund.objects.values_list("code", flat=True)))
        raise _Rejection(line.number, "fund", why)
    return fund


def _agency(request: ParsedRequest) -> Agency:
    agency = Agency.objects.filter(name__iexact=request.agency).first()
    if agency is None:
        why = _unknown(request.agency, list(Agency.objects.values_list("name", flat=True)))
        raise _Rejection(request.lines[0].number, "agency", why)
    return agency


def _region(request: ParsedRequest) -> Region:
    """The region by its own name or by a county's."""
    regions = list(Region.objects.all())
    wanted = request.region.lower()
    for region in regions:
        if wanted in (region.name.lower(), *(county.lower() for county in region.counties)):
            return region
    why = _unknown(request.region, [region.name for region in regions])
    raise _Rejection(request.lines[0].number, "region", why)


def _unknown(wanted: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(wanted, known, n=1)
    if close:
        words = _("“%(wanted)s” is not known. Did you mean “%(close)s”?")
        return words % {"wanted": wanted, "close": close[0]}
    return _("“%(wanted)s” is not known.") % {"wanted": wanted}


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
