"""Jobs of this room. Each is a wake-up that reads its own rows."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from applications import actions, documents
from applications.actions.lanes import keep_lanes
from fund.models import User
from fund.roles import Can


@app.periodic(cron="* * * * *")
@app.task(name="applications.keep_clocks", queueing_lock="applications.keep_clocks")
def keep_clocks(timestamp: int) -> None:
    """Each minute: the next step of each emergency, late requests to the chair, what waits for a
    second look, old drafts away, money to lines that wait."""
    actions.keep_ladders()
    actions.escalate_late()
    actions.remind_to_look()
    actions.warn_of_gaps()
    actions.warn_drafts()
    actions.expire_drafts()
    actions.fund_lines()


@app.periodic(cron="23 * * * *")
@app.task(name="applications.sweep_documents", queueing_lock="applications.sweep_documents")
def sweep_documents(timestamp: int) -> None:
    """Each hour: pages in the store that belong to no document go."""
    documents.sweep()


@app.periodic(cron="23 4 * * *")
@app.task(name="applications.keep_retention", queueing_lock="applications.keep_retention")
def keep_retention(timestamp: int) -> None:
    """Each night: words whose time is over are destroyed, and what is final is said."""
    actions.purge_due()


@app.periodic(cron="41 13 * * *")
@app.task(name="applications.ask_outcomes", queueing_lock="applications.ask_outcomes")
def ask_outcomes(timestamp: int) -> None:
    """Each morning: was a need met that was paid two weeks ago; and a word to who has not said."""
    actions.remind_of_outcomes()
    actions.ask_outcomes()


@app.periodic(cron="11 * * * *")
@app.task(name="applications.keep_lanes", queueing_lock="applications.keep_lanes")
def close_or_open_lanes(timestamp: int) -> None:
    """Each hour: lanes close when the money left is short, and open when it is not."""
    keep_lanes()


@app.task(name="applications.tell_of_lanes")
def tell_of_lanes() -> None:
    """Each who files gets a mail of her own, so that one bad mailbox stops nobody else's."""
    for user in User.objects.who_can(Can.FILE):
        tell_one_of_lanes.defer(user_id=user.pk)


@app.task(
    name="applications.tell_one_of_lanes", retry=RetryStrategy(max_attempts=8, exponential_wait=4)
)
def tell_one_of_lanes(user_id: int) -> None:
    """That the fund changed which requests it takes; what is open stands on its pages."""
    user = User.objects.get(pk=user_id)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        text = render_to_string("emails/lanes.txt", {"site_url": settings.SITE_URL})
        send_mail(_("News of the fund"), text, None, [user.email])
