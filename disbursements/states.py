"""The states of a payment, of one try at it, and of a bank's line."""

from django.db import models


class RailName(models.TextChoices):
    """A way that money leaves. `imported` is a payment made before this system kept the books."""

    STRIPE = "stripe", "Bank transfer by Stripe"
    CHECK = "check", "Paper check"
    IMPORTED = "imported", "Paid before this system"


class State(models.TextChoices):
    SCHEDULED = "scheduled", "Waiting for second signature"
    RELEASED = "released", "Released"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    POSTED = "posted", "Paid"
    RECONCILED = "reconciled", "Paid and matched"
    REFUSED = "refused", "Refused"
    RETURNED = "returned", "Returned"
    VOIDED = "voided", "Voided"


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


class AttemptState(models.TextChoices):
    CLAIMED = "claimed", "Being tried"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    UNKNOWN = "unknown", "No answer yet"


class StatementLineState(models.TextChoices):
    UNMATCHED = "unmatched", "Exception"
    PROPOSED = "proposed", "Proposed"
    MATCHED = "matched", "Matched"
    IGNORED = "ignored", "Set aside"
