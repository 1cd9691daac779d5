"""The states of a payment, of one try at it, and of a bank's line."""

from django.utils.translation import gettext_noop

from fund.choices import Choices


class RailName(Choices):
    """A way that money leaves. `imported` is a payment made before this system kept the books."""

    STRIPE = "stripe", gettext_noop("Bank transfer by Stripe")
    CHECK = "check", gettext_noop("Paper check")
    IMPORTED = "imported", gettext_noop("Paid before this system")


class State(Choices):
    SCHEDULED = "scheduled", gettext_noop("Waiting for second signature")
    RELEASED = "released", gettext_noop("Released")
    SENDING = "sending", gettext_noop("Being sent")
    SENT = "sent", gettext_noop("Sent")
    POSTED = "posted", gettext_noop("Paid")
    RECONCILED = "reconciled", gettext_noop("Paid and matched")
    REFUSED = "refused", gettext_noop("Refused")
    RETURNED = "returned", gettext_noop("Returned")
    VOIDED = "voided", gettext_noop("Voided")


TAG_KIND: dict[State, str] = {
    State.SCHEDULED: "wait",
    State.RELEASED: "info",
    State.SENDING: "info",
    State.SENT: "info",
    State.POSTED: "ok",
    State.RECONCILED: "ok",
    State.REFUSED: "stop",
    State.RETURNED: "stop",
    State.VOIDED: "neutral",
}

ENDED_UNPAID = (State.REFUSED, State.RETURNED, State.VOIDED)
SETTLED = (State.POSTED, State.RECONCILED)


class AttemptState(Choices):
    CLAIMED = "claimed", gettext_noop("Being tried")
    ACCEPTED = "accepted", gettext_noop("Accepted")
    REFUSED = "refused", gettext_noop("Refused")
    UNKNOWN = "unknown", gettext_noop("No answer yet")


class StatementLineState(Choices):
    UNMATCHED = "unmatched", gettext_noop("Exception")
    PROPOSED = "proposed", gettext_noop("Proposed")
    MATCHED = "matched", gettext_noop("Matched")
    IGNORED = "ignored", gettext_noop("Set aside")
