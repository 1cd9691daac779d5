"""Jobs of the ground floor."""

from contextlib import suppress

from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fund import agencies, books, vault
from fund.models import RoleGrant, User
from fund.notices import delivery
from fund.proof import daily


@app.task(name="fund.tell_of_role", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tell_of_role(user_id: int, grant_id: int) -> None:
    """To an administrator or chair: who is to get a role of much power, and who asks."""
    given = RoleGrant.objects.select_related("user", "granted_by").get(pk=grant_id)
    reader = User.objects.get(pk=user_id)
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        text = render_to_string("emails/role.txt", {"given": given, "site_url": settings.SITE_URL})
        send_mail(_("A role waits for a second person"), text, None, [reader.email])


@app.periodic(cron="7 * * * *")
@app.task(name="fund.clear_sessions", queueing_lock="fund.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Each hour: ended sessions go, and with them what somebody typed and never sent."""
    call_command("clearsessions")


@app.periodic(cron="17 * * * *")
@app.task(
    name="fund.make_checkpoint", queueing_lock="fund.make_checkpoint", lock="fund.make_checkpoint"
)
def make_checkpoint(timestamp: int) -> None:
    """Each hour it asks whether today's checkpoint of the audit trail is made; one a day is.

    A trail that does not hold fails the job: nothing is signed.
    """
    daily.make_checkpoint()


@app.periodic(cron="27 * * * *")
@app.task(name="fund.gather_postings", queueing_lock="fund.gather_postings")
def gather_postings(timestamp: int) -> None:
    """Each hour the postings so far are taken into the sums, so that a balance stays cheap."""
    books.gather()


@app.periodic(cron="*/5 * * * *")
@app.task(name="fund.empty_mailbox", queueing_lock="fund.empty_mailbox")
def empty_mailbox(timestamp: int) -> None:
    """Every five minutes: keys that came in while the key service was away are wrapped properly,
    and the quarter has a mailbox for the next time. While it is away still, nothing happens."""
    with suppress(vault.VaultUnavailable):
        vault.open_mailbox()
        vault.take_from_intake()


@app.task(name="fund.deliver_notices")
def deliver_notices(user_id: int) -> None:
    """Send one person what is due. A notice that was not sent is found again by the sweep."""
    delivery.deliver(user_id)


@app.periodic(cron="* * * * *")
@app.task(name="fund.sweep_notices", queueing_lock="fund.sweep_notices")
def sweep_notices(timestamp: int) -> None:
    """Each minute: whose hour has come, and what a lost job or a mail server forgot."""
    for user_id in delivery.people_waiting():
        deliver_notices.defer(user_id=user_id)


@app.periodic(cron="11 14 * * *")
@app.task(name="fund.warn_of_agreements", queueing_lock="fund.warn_of_agreements")
def warn_of_agreements(timestamp: int) -> None:
    """Each morning: whose agreement ends within a month is told, once."""
    agencies.warn_of_ends()


@app.periodic(cron="50 4 * * *")
@app.task(name="fund.forget_notices", queueing_lock="fund.forget_notices")
def forget_notices(timestamp: int) -> None:
    """Each night: old notices go."""
    delivery.forget()
