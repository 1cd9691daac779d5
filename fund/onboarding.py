"""When an agency and its people may send new requests: an agreement, and training. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Missing(StrEnum):
    """What keeps somebody from sending a new request."""

    AGREEMENT = "agreement"
    TRAINING = "training"
    TRAINING_OVER = "training_over"


@dataclass(frozen=True)
class Sender:
    """What is known of whoever wants to send: her agency's agreement, her training, her rank.

    `agreed` says that an agreement is in force today. A supervisor answers for her agency and may
    send without a noted training, so that no emergency waits for a list.
    """

    agreed: bool
    trained_on: date | None
    supervises: bool


def missing(sender: Sender, *, today: date, training_months: int) -> Missing | None:
    """What is missing before this person may send a new request; None if nothing is."""
    if not sender.agreed:
        return Missing.AGREEMENT
    if sender.supervises:
        return None
    if sender.trained_on is None:
        return Missing.TRAINING
    last = last_day(sender.trained_on, training_months)
    return Missing.TRAINING_OVER if last is not None and today > last else None


def last_day(trained_on: date, months: int) -> date | None:
    """The last day on which a training holds: the same day so many months later, or the last of
    that month; None if it never ends (0 months)."""
    if months == 0:
        return None
    years, month = divmod(trained_on.month - 1 + months, 12)
    year = trained_on.year + years
    return date(year, month + 1, min(trained_on.day, monthrange(year, month + 1)[1]))
