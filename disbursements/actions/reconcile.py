"""Bank statements: import, confirm, undo, set aside, and the close of a month."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disbursements import matching, statements
from disbursements.actions import Refused
from disbursements.actions.proposing import propose
from disbursements.models import Disbursement, Match, Refund, Statement, StatementLine
from disbursements.states import SETTLED, State, StatementLineState
from fund import books, clock
from fund.audit import record
from fund.models import Account, Gift, Period, User
from fund.money import usd

_OPEN = (StatementLineState.UNMATCHED, StatementLineState.PROPOSED)


@transaction.atomic(durable=True)
def import_statement(account: Account, content: bytes, *, actor: User) -> Statement:
    """Take in a bank's CSV file and propose matches. The same bytes are the same statement.

    A line that an earlier file already brought is not taken twice, and two equal payments of one
    day stay two. Raises statements.StatementError, and Refused for a file of another account.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    if before := standing(content):
        if before.account_id != account.pk:
            raise Refused(
                _("This file is already in, for %(account)s.") % {"account": before.account.words}
            )
        return before
    reading = statements.read(content, today=clock.today())
    statement = Statement.objects.create(
        account=account,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        imported_by=actor,
        imported_at=clock.now(),
        rejected=[{"line": bad.line, "why": bad.why} for bad in reading.rejected],
    )
    taken = _take_lines(statement, reading.rows)
    _span(statement, reading.rows)
    propose()
    record(
        "bank.import",
        f"S-{statement.pk}",
        actor=actor,
        lines=taken,
        known=len(reading.rows) - taken,
        rejected=len(reading.rejected),
    )
    return statement


def standing(content: bytes) -> Statement | None:
    """The statement that these very bytes already are."""
    digest = hashlib.sha256(content).hexdigest()
    return Statement.objects.filter(sha256=digest).select_related("account").first()


@transaction.atomic(durable=True)
def look_again(*, actor: User) -> int:
    """Propose matches for every line that has none, with what the books know now; how many."""
    found = propose()
    record("bank.propose", "bank", actor=actor, proposals=found)
    return found


@transaction.atomic(durable=True)
def confirm(line_ids: Collection[int], *, actor: User) -> int:
    """Say yes to proposals; how many lines are matched by this. Raises Refused for all or none."""
    lines = _lock_lines(line_ids)
    for line in lines:
        if line.state == StatementLineState.PROPOSED:
            _settle(line, line.match, actor)
    return len(lines)


@transaction.atomic(durable=True)
def match_by_hand(line_id: int, reference: str, *, actor: User) -> Match:
    """Match a line with the payment (D-…), gift (G-…) or refund (R-…) that a person names.

    Raises Refused.
    """
    (line,) = _lock_lines([line_id])
    if line.state not in _OPEN:
        raise Refused(_("This bank line is already dealt with."))
    Match.objects.filter(line=line).delete()
    reference = reference.strip().upper()
    payment = Disbursement.objects.filter(reference=reference).first()
    gift = Gift.objects.filter(reference=reference).first()
    refund = Refund.objects.filter(reference=reference).first()
    if payment is None and gift is None and refund is None:
        raise Refused(
            _("There is no payment, gift or refund with the number %(reference)s.")
            % {"reference": reference[:20]}
        )
    is_return = payment is not None and line.amount_cents > 0
    what = {"disbursement": payment, "gift": gift, "refund": refund, "is_return": is_return}
    taken = Match.objects.filter(**what)
    if taken.filter(confirmed_at__isnull=False).exists():
        raise Refused(
            _("Another bank line is already matched with %(reference)s.") % {"reference": reference}
        )
    StatementLine.objects.filter(match__in=taken).update(state=StatementLineState.UNMATCHED)
    taken.delete()
    match = Match.objects.create(line=line, why=matching.BY_HAND, **what)
    _settle(line, match, actor)
    return match


@transaction.atomic(durable=True)
def unmatch(line_id: int, *, actor: User) -> StatementLine:
    """Undo a match or turn a proposal down: the line is an exception again. Raises Refused."""
    (line,) = _lock_lines([line_id])
    if line.state == StatementLineState.UNMATCHED:
        return line
    match = Match.objects.filter(line=line).first()
    payment = None
    if match and match.confirmed_at and match.disbursement_id and not match.is_return:
        # Payment, then month: the order in which a returned payment takes them.
        payment = Disbursement.objects.select_for_update().get(pk=match.disbursement_id)
    if line.state != StatementLineState.PROPOSED:
        _require_open_month(line.dated_on)
    if payment and payment.state == State.RECONCILED:
        payment.unreconcile()
        payment.save()
    if match:
        match.delete()
    line.state, line.ignored_why = StatementLineState.UNMATCHED, ""
    line.decided_by = line.decided_at = None
    line.save()
    record("bank.unmatch", f"B-{line.pk}", actor=actor, amount_cents=line.amount_cents)
    return line


@transaction.atomic(durable=True)
def ignore(line_id: int, why: str, *, actor: User) -> StatementLine:
    """Set a line aside that is no payment or gift of the fund, with the reason. Raises Refused."""
    (line,) = _lock_lines([line_id])
    if not why.strip():
        raise Refused(_("Say why this bank line is set aside."))
    if line.state == StatementLineState.MATCHED:
        raise Refused(_("This bank line is matched. Undo the match first."))
    Match.objects.filter(line=line).delete()
    line.state, line.ignored_why = StatementLineState.IGNORED, why.strip()
    line.decided_by, line.decided_at = actor, clock.now()
    line.save()
    record("bank.ignore", f"B-{line.pk}", actor=actor, amount_cents=line.amount_cents)
    return line


@transaction.atomic(durable=True)
def close_month(starts_on: date, *, actor: User) -> Period:
    """Close a month that is over and in which every bank line is dealt with. Raises Refused."""
    period = Period.objects.select_for_update().filter(starts_on=starts_on).first()
    if period is None:
        raise Refused(_("There is nothing in the books of this month."))
    if period.closed_at:
        return period
    if why := _why_not_close(period):
        raise Refused(why)
    return books.close_period(starts_on, actor=actor)


def _why_not_close(period: Period) -> str | None:
    if period.ends_on >= clock.today():
        return _("%(month)s is not over yet.") % {"month": period}
    earlier = Period.objects.filter(starts_on__lt=period.starts_on, closed_at__isnull=True)
    if first := earlier.order_by("starts_on").first():
        return _("Close %(month)s first.") % {"month": first}
    left = StatementLine.objects.filter(
        state__in=_OPEN, dated_on__range=(period.starts_on, period.ends_on)
    ).count()
    if left:
        return ngettext(
            "%(month)s still has %(count)d bank line to deal with.",
            "%(month)s still has %(count)d bank lines to deal with.",
            left,
        ) % {"month": period, "count": left}
    return None


def _take_lines(statement: Statement, rows: Iterable[statements.Row]) -> int:
    """Store the rows that no earlier file has brought; how many were new."""
    prints = _fingerprints(rows)
    known = set(
        StatementLine.objects.filter(
            account_id=statement.account_id, fingerprint__in=prints
        ).values_list("fingerprint", flat=True)
    )
    new = {mark: row for mark, row in prints.items() if mark not in known}
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            account_id=statement.account_id,
            number=row.line,
            dated_on=row.dated_on,
            amount_cents=row.amount_cents,
            description=row.description,
            bank_reference=row.reference,
            fingerprint=mark,
        )
        for mark, row in new.items()
    )
    for month in {row.dated_on.replace(day=1) for row in new.values()}:
        books.period_of(month)
    return len(new)


def _fingerprints(rows: Iterable[statements.Row]) -> dict[str, statements.Row]:
    """Each row under a mark of its content and of how many like it came before it in the file."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:
        what = (
            row.dated_on.isoformat(),
            str(row.amount_cents),
            row.description.casefold(),
            row.reference.casefold(),
        )
        mark = "\x1f".join((*what, str(seen[what])))
        seen[what] += 1
        found[hashlib.sha256(mark.encode()).hexdigest()] = row
    return found


def _span(statement: Statement, rows: Collection[statements.Row]) -> None:
    if rows:
        statement.starts_on = min(row.dated_on for row in rows)
        statement.ends_on = max(row.dated_on for row in rows)
        statement.save(update_fields=["starts_on", "ends_on"])


def _lock_lines(line_ids: Collection[int]) -> list[StatementLine]:
    """The lines under lock, in one order, so that two people never wait for each other."""
    lines = list(StatementLine.objects.select_for_update().filter(pk__in=line_ids).order_by("pk"))
    if len(lines) != len(set(line_ids)):
        raise StatementLine.DoesNotExist
    return lines


def _settle(line: StatementLine, match: Match, actor: User) -> None:
    """The bank and the books agree on this line. Raises Refused if they do not."""
    signed, what = _expected(match)
    if signed != line.amount_cents:
        raise Refused(
            _("The bank line is %(amount)s, but %(what)s is %(signed)s.")
            % {"amount": usd(line.amount_cents), "what": what, "signed": usd(signed)}
        )
    if match.disbursement_id is not None:
        _settle_payment(match.disbursement_id, is_return=match.is_return)
    now = clock.now()
    match.confirmed_by, match.confirmed_at = actor, now
    match.save()
    line.state, line.decided_by, line.decided_at = StatementLineState.MATCHED, actor, now
    line.save()
    record("bank.match", what, actor=actor, line=f"B-{line.pk}", amount_cents=line.amount_cents)


def _expected(match: Match) -> tuple[int, str]:
    """What the bank should show for the match, signed, and the reference of it."""
    if match.gift is not None:
        return match.gift.amount_cents, match.gift.reference
    if match.refund is not None:
        return match.refund.amount_cents, match.refund.reference
    assert match.disbursement is not None, "a match is a payment, a gift or a refund"
    cents = match.disbursement.amount_cents
    return (cents if match.is_return else -cents), match.disbursement.reference


def _settle_payment(pk: int, *, is_return: bool) -> None:
    payment = Disbursement.objects.select_for_update().get(pk=pk)
    if is_return:
        if payment.state != State.RETURNED:
            raise Refused(
                _("%(reference)s has not come back, as far as the books know.")
                % {"reference": payment.reference}
            )
    elif payment.state == State.POSTED:
        payment.reconcile(at=clock.now())
        payment.save()
    elif payment.state not in (*SETTLED, State.RETURNED):
        raise Refused(
            _("The books say of %(reference)s: %(state)s. It can be matched once it is paid.")
            % {"reference": payment.reference, "state": payment.state_label.lower()}
        )


def _require_open_month(day: date) -> None:
    """The month of `day`, held open until this transaction ends."""
    period = Period.objects.select_for_update().filter(starts_on__lte=day, ends_on__gte=day)
    if (month := period.first()) and month.closed_at:
        raise Refused(_("%(month)s is closed. Its matches stay as they are.") % {"month": month})
