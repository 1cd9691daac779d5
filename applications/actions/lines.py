"""The lines of a draft, answer by answer: what, whom, how much.

A line has its position from the first answer on. Until the last answer it is a StartedLine, then a
Need; the same question at the same position changes whichever stands there.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from applications import sealing, versions
from applications.commands import HowMuch, NeedLine
from applications.models import Application, Need, Place, StartedLine, Stay
from applications.stays import StaySoFar, StayTerms
from fund.models import FundPolicy, NeedCategory, User

from .drafting import (
    add_up,
    lock_draft,
    put_line,
    require_payable,
    require_seen,
    save_changed,
    stay_of,
    values_of,
)
from .locking import Gone, Refused

MOST_NEEDS = 40


@sealing.key_ready
@transaction.atomic(durable=True)
def add_need(pk: int, line: NeedLine, *, actor: User) -> Need:
    """One whole line; the same again is the same line, so a double click adds one.

    Raises Refused if the fund never pays for this.
    """
    application = lock_draft(pk, actor)
    require_payable(FundPolicy.in_force(), line.category)
    for standing in application.needs.filter(**values_of(line)).select_related("stay"):
        words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=None)
        account = words.of(Place.VENDOR_ACCOUNT, standing.pk)
        if (account, stay_of(standing)) == (line.vendor_account, line.stay):
            return standing
    position = next_position(application)
    need = put_line(application, position, line)
    sealing.put(application, Place.VENDOR_ACCOUNT, line.vendor_account or "", need.pk)
    add_up(application)
    return need


@transaction.atomic(durable=True)
def say_what(
    pk: int, position: int, category: NeedCategory, *, seen: str | None = None, actor: User
) -> None:
    """What is needed; the first answer of a line starts it.

    Raises Refused if the fund does not pay for this, or the request is full.
    """
    application = lock_draft(pk, actor)
    line = line_at(application, position)
    if line and line.category == category:
        return
    require_seen(seen, versions.of_what(application, line))
    require_payable(FundPolicy.in_force(), category)
    if line is None:
        if position != next_position(application):
            raise Gone
        StartedLine.objects.create(application=application, position=position, category=category)
    else:
        line.category = category
        line.save(update_fields=["category"])
        if isinstance(line, Need):
            _keep_stay(line, None)
    save_changed(application)


@transaction.atomic(durable=True)
def say_whom(
    pk: int, position: int, vendor_id: int, *, seen: str | None = None, actor: User
) -> None:
    """Whom to pay for this line."""
    application = lock_draft(pk, actor)
    line = _require_line(application, position)
    if line.vendor_id == vendor_id:
        return
    require_seen(seen, versions.of_whom(application, line))
    line.vendor_id = vendor_id
    line.save(update_fields=["vendor"])
    save_changed(application)


@sealing.key_ready
@transaction.atomic(durable=True)
def say_how_much(
    pk: int,
    position: int,
    much: HowMuch,
    *,
    complete: bool = True,
    seen: str | None = None,
    actor: User,
) -> None:
    """The amount, the last day and the account number of a line.

    `complete` says that this is the whole answer: a line in progress becomes a need.
    """
    application = lock_draft(pk, actor)
    line = _require_line(application, position)
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=None)
    account = words.of(Place.VENDOR_ACCOUNT, row_of(line))
    was = versions.of_how_much(application, line, account)
    wanted = account if much.vendor_account is None else much.vendor_account
    if isinstance(line, Need) and much.amount_cents is None:
        raise Refused(_("Say how much it is."))
    _answer(line, much)
    if words.trouble or was != versions.of_how_much(application, line, wanted):
        require_seen(None if words.trouble else seen, was)
        _save_answer(line)
        if wanted != account or (words.trouble and much.vendor_account is not None):
            sealing.put(application, Place.VENDOR_ACCOUNT, wanted, row_of(line))
    if complete and isinstance(line, StartedLine):
        if much.vendor_account is None and words.trouble:
            raise Refused(words.trouble)
        _complete(application, line, wanted)
    add_up(application)


def _answer(line: versions.Line, much: HowMuch) -> None:
    """Put the answer into the row, unsaved. A stay ends where another amount is typed by hand."""
    by_hand = much.stay is None
    if isinstance(line, StartedLine):
        for name, value in vars(much.stay or StaySoFar()).items():
            setattr(line, name, value)
    elif not by_hand or much.amount_cents != line.amount_cents:
        terms = much.stay.terms if much.stay else None
        line.stay_so_far = StaySoFar(**vars(terms)) if terms else StaySoFar()
    line.amount_cents, line.needed_by = much.amount_cents, much.needed_by


def _save_answer(line: versions.Line) -> None:
    if isinstance(line, StartedLine):
        line.save()
        return
    line.save(update_fields=["amount_cents", "needed_by"])
    _keep_stay(line, line.stay_so_far.terms)


def _complete(application: Application, line: StartedLine, account: str) -> None:
    if line.vendor_id is None or line.amount_cents is None:
        raise Refused(_("Say first whom we should pay."))
    whole = NeedLine(
        NeedCategory(line.category),
        line.vendor_id,
        line.amount_cents,
        needed_by=line.needed_by,
        stay=line.stay_so_far.terms,
    )
    need = put_line(application, line.position, whole)
    sealing.put(application, Place.VENDOR_ACCOUNT, account, need.pk)
    _take_out(application, line)


@transaction.atomic(durable=True)
def remove_line(pk: int, position: int, *, actor: User) -> str:
    """Take a line out of a draft, complete or not; what it was for. Gone is gone, twice is fine."""
    application = lock_draft(pk, actor)
    line = line_at(application, position)
    if line is None:
        return ""
    label = line.category_label
    _take_out(application, line)
    add_up(application)
    return label


def _keep_stay(need: Need, terms: StayTerms | None) -> None:
    if terms is None:
        Stay.objects.filter(need=need).delete()
    else:
        Stay.objects.update_or_create(need=need, defaults=vars(terms))


def _take_out(application: Application, line: versions.Line) -> None:
    sealing.remove(application, Place.VENDOR_ACCOUNT, [row_of(line)])
    line.delete()


def line_at(application: Application, position: int) -> versions.Line | None:
    """The line at this position, complete or in progress; None if there is none."""
    need = (
        application.needs.select_related("vendor__region", "stay").filter(position=position).first()
    )
    if need:
        return need
    started = StartedLine.objects.select_related("vendor__region").filter(application=application)
    return started.filter(position=position).first()


def next_position(application: Application) -> int:
    """Where one more line goes. Raises Refused if the request is full."""
    if application.needs.count() >= MOST_NEEDS:
        raise Refused(
            _("A request can have %(most)d lines. Send this one and start another.")
            % {"most": MOST_NEEDS}
        )
    last = application.needs.aggregate(last=Max("position"))["last"] or 0
    return last + 1


def _require_line(application: Application, position: int) -> versions.Line:
    line = line_at(application, position)
    if line is None:
        raise Gone
    return line


def row_of(line: versions.Line) -> int:
    """Where the account number of a line is sealed; in progress, as the request's own."""
    return line.pk if isinstance(line, Need) else 0
