"""The roster: the chair adds and takes out shifts, a member hands the rest of hers over."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import notices, oncall, roster
from applications.commands import AddShift
from applications.models import GapWarning, Shift
from fund import clock, dates
from fund.audit import record
from fund.models import User
from fund.roles import Can

from .locking import Refused

LONGEST = timedelta(days=7)
WARNED_FROM = 9
"""The hour from which the chair is told of tomorrow's gaps."""


@transaction.atomic(durable=True)
def add_shift(command: AddShift, *, actor: User) -> list[Shift]:
    """Put a member on call, each week again for so many weeks; the same shift twice is one.

    Times are those of the clock on the wall. Raises Refused for anybody but the chair, for a
    member who may not decide an emergency, and where somebody of the same order is on call.
    """
    _require_chair(actor)
    _require_may_decide(command.member)
    if not timedelta() < command.ends - command.starts <= LONGEST:
        raise Refused(_("A shift ends after it starts, and lasts a week at most."))
    if not 1 <= command.weeks <= oncall.MOST_WEEKS:
        raise Refused(_("Repeat a shift for %(most)d weeks at most.") % {"most": oncall.MOST_WEEKS})
    spans = oncall.weekly(
        command.starts, command.ends, command.weeks, timezone.get_current_timezone()
    )
    return [_add(command, starts_at, ends_at, actor) for starts_at, ends_at in spans]


def _add(command: AddShift, starts_at: datetime, ends_at: datetime, actor: User) -> Shift:
    if ends_at <= max(starts_at, clock.now()):
        raise Refused(_("A shift ends after it starts, and can’t lie in the past."))
    wanted = {
        "member": command.member,
        "order": command.order,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    if standing := Shift.objects.filter(**wanted).first():
        return standing
    try:
        with transaction.atomic():
            shift = Shift.objects.create(**wanted, added_by=actor, added_at=clock.now())
    except IntegrityError:
        raise Refused(_taken(command, starts_at, ends_at)) from None
    record(
        "oncall.add_shift",
        command.member.reference,
        actor=actor,
        order=command.order,
        starts_on=str(timezone.localdate(starts_at)),
        shift=shift.pk,
    )
    return shift


def _taken(command: AddShift, starts_at: datetime, ends_at: datetime) -> str:
    rows = Shift.objects.between(starts_at, ends_at).filter(order=command.order)
    other = rows.select_related("member").first()
    if other is None:
        return _("Somebody is on call then already.")
    return _("%(name)s is on call then already: %(start)s to %(end)s.") % {
        "name": other.member.name,
        "start": dates.written(other.starts_at, "DAY_TIME_FORMAT"),
        "end": dates.written(other.ends_at, "DAY_TIME_FORMAT"),
    }


@transaction.atomic(durable=True)
def remove_shift(pk: int, *, actor: User) -> None:
    """Take out a shift to come; one that goes on ends now. Gone or over is fine."""
    _require_chair(actor)
    shift = Shift.objects.select_for_update(of=("self",)).select_related("member").filter(pk=pk)
    found, now = shift.first(), clock.now()
    if found is None or found.ends_at <= now:
        return
    record("oncall.remove_shift", found.member.reference, actor=actor, shift=pk)
    if found.starts_at >= now:
        found.delete()
    else:
        found.end_early(now)
        found.save()


@transaction.atomic(durable=True)
def offer_shift(pk: int, to: User, *, actor: User) -> Shift:
    """Ask a colleague to take the rest of one's own shift. Until she says yes nothing changes."""
    shift = _lock(pk)
    if shift.member_id != actor.pk:
        raise Refused(_("Only whoever is on call can hand a shift over."))
    if to.pk == actor.pk:
        raise Refused(_("Choose somebody else."))
    _require_may_decide(to)
    if shift.offered_to_id != to.pk:
        shift.offer(to)
        shift.save()
        record("oncall.offer_shift", actor.reference, actor=actor, took=to.reference, shift=pk)
        notices.roster([to], timezone.localdate(shift.starts_at))
    return shift


@transaction.atomic(durable=True)
def take_shift(pk: int, *, actor: User) -> Shift:
    """Say yes: the rest of the shift is hers from now on, or all of it if it has not begun."""
    shift, now = _lock(pk), clock.now()
    if shift.offered_to_id != actor.pk:
        raise Refused(_("This shift is not offered to you any more."))
    _require_may_decide(actor)
    gave = shift.member
    if shift.starts_at >= now:
        shift.member, shift.offered_to = actor, None
        shift.save()
        taken = shift
    else:
        until = shift.ends_at
        shift.end_early(now)
        shift.save()
        taken = Shift.objects.create(
            member=actor,
            order=shift.order,
            starts_at=now,
            ends_at=until,
            added_by=gave,
            added_at=now,
        )
    record("oncall.take_shift", actor.reference, actor=actor, gave=gave.reference, shift=taken.pk)
    notices.roster([gave], timezone.localdate(now))
    return taken


@transaction.atomic(durable=True)
def keep_shift(pk: int, *, actor: User) -> Shift:
    """End an offer: by whoever made it, or by whom it was made to."""
    shift = _lock(pk)
    if actor.pk not in (shift.member_id, shift.offered_to_id):
        raise Refused(_("This shift is not offered to you any more."))
    if shift.offered_to_id:
        shift.offer(None)
        shift.save()
        record("oncall.keep_shift", shift.member.reference, actor=actor, shift=pk)
        if actor.pk != shift.member_id:
            notices.roster([shift.member], timezone.localdate(shift.starts_at))
    return shift


@transaction.atomic(durable=True)
def warn_of_gaps() -> bool:
    """The chair is told, once and in the morning, that tomorrow has hours without anybody."""
    now = timezone.localtime(clock.now())
    if now.hour < WARNED_FROM:
        return False
    day = now.date() + timedelta(days=1)
    start, end = oncall.day_of(day, timezone.get_current_timezone())
    shifts = roster.shifts_between(start, end)
    if not oncall.gaps(((one.starts_at, one.ends_at) for one in shifts), start, end):
        return False
    _row, is_new = GapWarning.objects.get_or_create(day=day, defaults={"told_at": clock.now()})
    if is_new:
        record("oncall.warn_of_gap", str(day), actor=None)
        notices.roster(User.objects.who_can(Can.CHAIR), day)
    return is_new


def _lock(pk: int) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",)).select_related("member")
    shift = rows.filter(pk=pk, ends_at__gt=clock.now()).first()
    if shift is None:
        raise Refused(_("This shift is over, or was taken out."))
    return shift


def _require_chair(actor: User) -> None:
    if not actor.can(Can.CHAIR):
        raise Refused(_("Only the chair keeps the roster."))


def _require_may_decide(member: User) -> None:
    if not member.can(Can.DECIDE_EMERGENCY):
        words = _("%(name)s can’t decide an emergency alone. An administrator gives that role.")
        raise Refused(words % {"name": member.name})
