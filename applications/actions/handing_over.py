"""Somebody leaves or is away: a colleague cares for what is in hand. Who filed it stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import notices
from applications.models import Application
from fund.audit import record
from fund.models import User

from .locking import Refused


@transaction.atomic(durable=True)
def hand_over(gave: User, took: User, *, actor: User) -> int:
    """Every draft, undecided and approved request of the actor's agencies that `gave` cares for is
    `took`'s from now on; how many. Both are told of each.

    Raises Refused if `took` does not work there, is the same person, or there is nothing.
    """
    if gave.pk == took.pk:
        raise Refused(_("Choose somebody else to look after them."))
    rows = Application.objects.led_by(actor).in_hand().filter(cared_for_by=gave)
    found: list[Application] = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not found:
        raise Refused(_("%(name)s has nothing to hand over.") % {"name": gave.name})
    there = took.agencies_served if took.is_active else frozenset()
    if not {application.agency_id for application in found} <= there:
        words = _("%(name)s does not work for this agency today.")
        raise Refused(words % {"name": took.name})
    for application in found:
        application.hand_over(to=took)
        application.save(update_fields=["cared_for_by"])
        record(
            "application.hand_over",
            application.reference,
            actor=actor,
            gave=gave.reference,
            took=took.reference,
        )
        notices.handed_over(application, gave, took)
    return len(found)
