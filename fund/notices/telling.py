"""Notices are rows of the caller's transaction; a job only wakes whoever sends them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fund import clock
from fund.audit import record
from fund.models import Notice, NoticeChoice, User, Way

from . import channels, timing


def tell(users: Iterable[User], reference: str, *, urgent: bool = False) -> None:
    """Each of them is to hear that there is news on this number, as she chose to hear.

    `urgent` waits for no hour. All of it vanishes with the caller's transaction.
    """
    now, people = timezone.localtime(clock.now()), list(users)
    choices = NoticeChoice.objects.in_bulk([user.pk for user in people])
    made = []
    for user in people:
        choice = choices.get(user.pk) or NoticeChoice(user=user)
        due_at = timing.due(now, choice.wish, urgent=urgent)
        for way in _ways(choice):
            made.append(
                Notice(
                    user=user,
                    way=way,
                    reference=reference,
                    is_urgent=urgent,
                    made_at=now,
                    due_at=due_at,
                )
            )
    Notice.objects.bulk_create(made)
    _wake(made, now)


@transaction.atomic(durable=True)
def choose(choice: NoticeChoice) -> None:
    """Keep a colleague's own choice; what still waits is sent by the new one."""
    choice.save()
    record(
        "notices.choose",
        choice.user.reference,
        actor=choice.user,
        pace=choice.pace,
        quiet=int(choice.wish.quiet is not None),
        ways=", ".join(_ways(choice)),
    )
    now = timezone.localtime(clock.now())
    waiting = list(Notice.objects.filter(user=choice.user, sent_at=None, tries=0))
    for notice in waiting:
        notice.due_at = timing.due(now, choice.wish, urgent=notice.is_urgent)
    Notice.objects.bulk_update(waiting, ["due_at"])
    _wake(waiting, now)


def _ways(choice: NoticeChoice) -> list[Way]:
    by_text = choice.sealed_phone and channels.texts()
    return [Way.EMAIL, Way.TEXT] if by_text else [Way.EMAIL]


def _wake(notices: list[Notice], now: datetime) -> None:
    from fund.tasks import deliver_notices

    for user_id in dict.fromkeys(one.user_id for one in notices if one.due_at <= now):
        deliver_notices.defer(user_id=user_id)
