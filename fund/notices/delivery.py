"""Notices leave here: claimed and committed, then sent, then marked.

A claim moves `due_at` on. Whatever happens before the mark, a lost line or a killed process, the
notice comes due again: it may arrive twice and is never lost (decision 0042).
"""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation

from fund import clock
from fund.models import Notice, NoticeChoice, Pace, User, Way

from . import channels, words
from .channels import NotSent

MOST_TRIES = 24
"""Over about a day; then a warning in the log, and no more."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=1)
KEPT = timedelta(days=30)

log = structlog.get_logger(__name__)


def due(now: datetime) -> "QuerySet[Notice]":
    """What is to be sent now."""
    return Notice.objects.filter(sent_at=None, due_at__lte=now, tries__lt=MOST_TRIES)


def people_waiting() -> list[int]:
    """Everybody for whom something is due, by key."""
    return list(due(clock.now()).order_by("user").values_list("user", flat=True).distinct())


def deliver(user_id: int) -> None:
    """Send this person what is due: one message a way, however much there is. No transaction is
    open while it is sent."""
    user = User.objects.get(pk=user_id)
    choice = NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)
    for way in Way:
        if notices := _claim(user, way):
            _send(notices, user, choice)


@transaction.atomic(durable=True)
def _claim(user: User, way: Way) -> list[Notice]:
    now = clock.now()
    rows = due(now).filter(user=user, way=way).order_by("made_at", "id")
    claimed = list(rows.select_for_update(skip_locked=True))
    for notice in claimed:
        notice.tries += 1
        notice.due_at = now + _pause(notice.tries)
    Notice.objects.bulk_update(claimed, ["tries", "due_at"])
    return claimed


def _pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << (tries - 1)), LONGEST_PAUSE)


def _send(notices: list[Notice], user: User, choice: NoticeChoice) -> None:
    """Mark them as sent once somebody took them; nobody to send to is an end too."""
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    channel, to = _address(Way(notices[0].way), user, choice)
    if channel is None or not to:
        rows.delete()
        return
    is_daily = choice.pace == Pace.DAILY and not any(one.is_urgent for one in notices)
    once = uuid5(NAMESPACE_URL, " ".join(str(notice.pk) for notice in notices)).hex
    numbers = [notice.reference for notice in notices]
    with translation.override(user.language or settings.LANGUAGE_CODE):
        message = words.message(numbers, daily=is_daily, once=once)
    try:
        channel.send(to, message)
    except NotSent as error:
        lasts = max(notice.tries for notice in notices) < MOST_TRIES
        event = "notice not sent, tried again" if lasts else "notice given up"
        log.warning(event, person=user.reference, count=len(notices), exc_info=error)
        return
    rows.update(sent_at=clock.now())


def _address(way: Way, user: User, choice: NoticeChoice) -> tuple[channels.Channel | None, str]:
    if not user.is_active:
        return None, ""
    if way == Way.EMAIL:
        return channels.email(), user.email
    return channels.texts(), choice.phone


def forget() -> None:
    """What is over for a month goes; phone numbers too, when text messages are turned off."""
    ended = Q(sent_at__isnull=False) | Q(tries__gte=MOST_TRIES)
    Notice.objects.filter(ended, due_at__lt=clock.now() - KEPT).delete()
    if channels.texts() is None:
        NoticeChoice.objects.exclude(sealed_phone="").update(sealed_phone="")
