"""Notices: each is told once, as she chose; whatever breaks on the way, none is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from fund import clock, tenancy
from fund.embedded.places import REPOSITORY
from fund.models import Notice, NoticeChoice, Pace, User, Way
from fund.notices import channels, delivery, telling
from tests.fund.mailbox import Mailbox
from tests.fund.texts import Gateway, gateway
from tests.rails.sandbox_fixture import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 6, 10, 16, tzinfo=UTC)
"""Twelve o’clock in Maine."""


def tell(*people: User, number: str = "KX7-204", urgent: bool = False) -> None:
    with transaction.atomic():
        telling.tell(people, number, urgent=urgent)


def choose(user: User, **wish: Any) -> NoticeChoice:
    phone = wish.pop("phone", "")
    choice = NoticeChoice(user=user, **wish)
    choice.phone = phone
    telling.choose(choice)
    return choice


def sweep(now: datetime) -> None:
    """What the worker does each minute."""
    with clock.at(now):
        for user_id in delivery.people_waiting():
            delivery.deliver(user_id)


def woken() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name="fund.deliver_notices")
    return [job.args["user_id"] for job in jobs]


def said(mailbox: Mailbox) -> list[str]:
    return [mail.subject for mail in mailbox.received]


def test_news_is_mailed_at_once_with_the_number_and_nothing_else(
    ada: User, mailbox: Mailbox
) -> None:
    tell(ada)
    assert woken() == [ada.pk]
    delivery.deliver(ada.pk)
    (mail,) = mailbox.received
    assert (mail.to, mail.subject) == ([ada.email], "Update on KX7-204")
    assert mail.text.startswith("There is news on KX7-204.\n\nSign in to see it: http")


def test_each_is_told_in_her_own_language(ada: User, sage: User, mailbox: Mailbox) -> None:
    User.objects.filter(pk=ada.pk).update(language="es")
    tell(ada, sage)
    for user in (ada, sage):
        delivery.deliver(user.pk)
    assert said(mailbox) == ["Novedades sobre KX7-204", "Update on KX7-204"]
    assert mailbox.received[0].text.startswith(
        "Hay novedades sobre KX7-204.\n\nEntre para verlas: "
    )


def test_told_twice_or_by_two_jobs_it_goes_out_once(ada: User, mailbox: Mailbox) -> None:
    tell(ada)
    for _twice in range(2):
        delivery.deliver(ada.pk)
    sweep(clock.now() + timedelta(hours=3))
    assert said(mailbox) == ["Update on KX7-204"]


def test_a_notice_vanishes_with_the_transaction_that_told_it(ada: User) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        telling.tell([ada], "KX7-204")
        raise KeyError
    assert not Notice.objects.exists() and woken() == []


def test_a_burst_is_one_mail(ada: User, mailbox: Mailbox) -> None:
    for number in ("KX7-204", "MB2-118", "KX7-204", "D-7K3M9XQ2"):
        tell(ada, number=number)
    delivery.deliver(ada.pk)
    (mail,) = mailbox.received
    assert mail.subject == "Update on KX7-204 and 2 more"
    assert "2 requests have news: KX7-204, MB2-118\n1 payment has news: D-7K3M9XQ2\n" in mail.text


def test_once_a_day_all_news_come_in_one_mail_at_the_hour(ada: User, mailbox: Mailbox) -> None:
    choose(ada, pace=Pace.DAILY, daily_hour=8)
    for minute, number in enumerate(("KX7-204", "MB2-118", "QT4-337")):
        with clock.at(NOON + timedelta(minutes=minute)):
            tell(ada, number=number)
    assert woken() == []
    sweep(NOON + timedelta(hours=19))
    assert said(mailbox) == []
    sweep(NOON + timedelta(hours=20))
    (mail,) = mailbox.received
    assert mail.subject == "Your daily update"
    assert "3 requests have news: KX7-204, MB2-118, QT4-337" in mail.text


def test_quiet_hours_hold_news_until_morning_but_no_emergency(ada: User, mailbox: Mailbox) -> None:
    choose(ada, quiet_from=22, quiet_until=7)
    midnight = NOON + timedelta(hours=12)
    with clock.at(midnight):
        tell(ada, number="KX7-204")
        tell(ada, number="MB2-118", urgent=True)
        delivery.deliver(ada.pk)
    assert said(mailbox) == ["Update on MB2-118"]
    sweep(midnight + timedelta(hours=7))
    assert said(mailbox) == ["Update on MB2-118", "Update on KX7-204"]


def test_an_emergency_does_not_wait_for_the_daily_mail(ada: User, mailbox: Mailbox) -> None:
    choose(ada, pace=Pace.DAILY)
    tell(ada, urgent=True)
    delivery.deliver(ada.pk)
    assert said(mailbox) == ["Update on KX7-204"]


def test_another_choice_holds_for_what_waits_already(ada: User, mailbox: Mailbox) -> None:
    choice = choose(ada, pace=Pace.DAILY)
    tell(ada)
    choice.pace = Pace.AT_ONCE
    telling.choose(choice)
    assert woken() == [ada.pk]
    delivery.deliver(ada.pk)
    assert said(mailbox) == ["Update on KX7-204"]


def test_who_was_shut_out_is_told_nothing_more(ada: User, mailbox: Mailbox) -> None:
    tell(ada)
    User.objects.update(is_active=False)
    delivery.deliver(ada.pk)
    assert said(mailbox) == [] and not Notice.objects.exists()


# Text messages


@pytest.fixture
def texting(settings: Any) -> Iterator[Gateway]:
    with gateway() as kept:
        settings.SMS_GATEWAY_URL = kept.url
        yield kept


def test_who_gave_a_number_gets_a_text_too(ada: User, mailbox: Mailbox, texting: Gateway) -> None:
    choose(ada, phone="+12075550104")
    tell(ada)
    delivery.deliver(ada.pk)
    (text,) = texting.received
    assert text.to == "+12075550104"
    assert text.text.startswith("Update on KX7-204. Sign in: http")
    assert said(mailbox) == ["Update on KX7-204"]


def test_a_gateway_that_is_away_repeats_no_mail(
    ada: User, mailbox: Mailbox, texting: Gateway
) -> None:
    choose(ada, phone="+12075550104")
    texting.answers = 503
    tell(ada)
    delivery.deliver(ada.pk)
    texting.answers = 202
    sweep(clock.now() + timedelta(minutes=3))
    assert (len(texting.received), len(mailbox.received)) == (1, 1)


def test_with_texts_turned_off_nothing_waits_and_the_number_is_forgotten(
    ada: User, mailbox: Mailbox, texting: Gateway, settings: Any
) -> None:
    choose(ada, phone="+12075550104")
    tell(ada)
    settings.SMS_GATEWAY_URL = ""
    delivery.deliver(ada.pk)
    delivery.forget()
    assert not Notice.objects.filter(way=Way.TEXT).exists()
    assert NoticeChoice.objects.get(user=ada).sealed_phone == ""


def test_the_database_holds_no_readable_phone(ada: User, texting: Gateway) -> None:
    choose(ada, phone="+12075550104")
    sealed = NoticeChoice.objects.get(user=ada)
    assert "5550104" not in sealed.sealed_phone and sealed.phone == "+12075550104"


# What breaks


def breaks(patch: pytest.MonkeyPatch, *, after: bool) -> None:
    """The process dies beside the sending: nothing below it catches this."""
    send = channels.Email.send

    def dying(self: channels.Email, to: str, message: channels.Message) -> None:
        if after:
            send(self, to, message)
        raise SystemExit

    patch.setattr(channels.Email, "send", dying)


@pytest.mark.parametrize(("after", "mails"), [(False, 1), (True, 2)])
def test_a_crash_beside_the_sending_loses_nothing(
    ada: User, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, after: bool, mails: int
) -> None:
    """Died before: sent later. Died after, before the mark: once more, known as the same."""
    tell(ada)
    with monkeypatch.context() as patch:
        breaks(patch, after=after)
        with pytest.raises(SystemExit):
            delivery.deliver(ada.pk)
    sweep(clock.now() + timedelta(minutes=1))
    assert len(mailbox.received) == mails - 1
    sweep(clock.now() + timedelta(minutes=3))
    assert said(mailbox) == ["Update on KX7-204"] * mails
    assert len({mail.number for mail in mailbox.received}) == 1
    sweep(clock.now() + timedelta(days=1))
    assert len(mailbox.received) == mails


def test_a_job_that_is_lost_is_made_up_for_within_a_minute(ada: User, mailbox: Mailbox) -> None:
    tell(ada)
    ProcrastinateJob.objects.all().delete()
    sweep(clock.now())
    assert said(mailbox) == ["Update on KX7-204"]


def test_a_mail_server_that_is_away_is_tried_again_ever_more_seldom_then_no_more(
    ada: User, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.answers = "451 Later"
    tell(ada)
    now = clock.now()
    for _try in range(delivery.MOST_TRIES):
        sweep(now)
        notice = Notice.objects.get()
        assert timedelta(minutes=2) <= notice.due_at - now <= timedelta(hours=1)
        now = notice.due_at
    assert delivery.people_waiting() == []
    assert "notice given up" in caplog.text
    assert ada.email not in caplog.text


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_process_loses_nothing(
    ada: User, mailbox: Mailbox, settings: Any, moment: str
) -> None:
    """SIGKILL while a real mail server is being spoken to, or between its yes and our mark."""
    tell(ada)
    waits = "time.sleep(60)" if moment == "before" else "send(*a); time.sleep(60)"
    program = (
        "import time, django; django.setup()\n"
        "from fund import tenancy; tenancy.this_process_is_the_fund()\n"
        "from fund.notices import channels, delivery\n"
        "send = channels.Email.send\n"
        f"def slow(*a): {waits}\n"
        "channels.Email.send = slow\n"
        f"delivery.deliver({ada.pk})\n"
    )
    port = str(settings.EMAIL_PORT)
    environment = {**os.environ, "EMAIL_PORT": port, "DJANGO_SETTINGS_MODULE": "fund.settings"}
    child = subprocess.Popen([sys.executable, "-c", program], cwd=REPOSITORY, env=environment)
    try:
        sent = int(moment == "after")
        wait_until(lambda: Notice.objects.get().tries == 1 and len(mailbox.received) == sent, 30)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    sweep(clock.now() + timedelta(minutes=3))
    assert said(mailbox) == ["Update on KX7-204"] * (sent + 1)
    assert len({mail.number for mail in mailbox.received}) == 1


def test_no_transaction_is_open_while_it_is_sent(
    ada: User, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then = []

    def looking(self: channels.Email, to: str, message: channels.Message) -> None:
        open_then.append(connection.in_atomic_block)

    monkeypatch.setattr(channels.Email, "send", looking)
    tell(ada)
    delivery.deliver(ada.pk)
    assert open_then == [False]


def test_old_notices_go_and_what_waits_stays(ada: User, mailbox: Mailbox) -> None:
    tell(ada, number="KX7-204")
    delivery.deliver(ada.pk)
    tell(ada, number="MB2-118")
    with clock.at(clock.now() + timedelta(days=40)):
        delivery.forget()
    assert Notice.objects.get().reference == "MB2-118"


# What the database holds


@pytest.mark.parametrize("words", ["Zoë Quill", "KX7-204 Zoë", "QZXV 702", "207-555-0104", ""])
def test_the_database_takes_no_notice_that_says_more_than_a_number(ada: User, words: str) -> None:
    with pytest.raises((IntegrityError, DatabaseError)):
        tell(ada, number=words)


@pytest.fixture
def acting() -> Callable[[User], Any]:
    return lambda user: tenancy.acting(user.pk)


def test_whoever_acts_may_tell_anybody_and_reads_only_her_own_notices(
    ada: User, cora: User, acting: Callable[[User], Any]
) -> None:
    with acting(cora), transaction.atomic():
        telling.tell([ada, cora], "KX7-204")
        assert [notice.user for notice in Notice.objects.all()] == [cora]
    with acting(ada), transaction.atomic():
        assert [notice.user for notice in Notice.objects.all()] == [ada]
        assert Notice.objects.exclude(user=ada).update(due_at=clock.now()) == 0
    assert Notice.objects.count() == 2


def test_quiet_hours_have_a_beginning_and_an_end(ada: User) -> None:
    for wrong in ({"quiet_from": 22}, {"quiet_from": 7, "quiet_until": 7}, {"daily_hour": 24}):
        with pytest.raises(IntegrityError):
            NoticeChoice.objects.create(user=ada, **wrong)
