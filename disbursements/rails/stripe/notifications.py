"""Stripe's thin event notifications: verified, not believed. What they point at is fetched."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import stripe
from stripe import WebhookSignature

OLDEST = timedelta(minutes=5)
SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class Notification:
    """A verified notification; `type` may be one that nobody here knows. `created` is aware."""

    id: str
    type: str
    related_id: str
    created: datetime
    livemode: bool


class NotificationError(Exception):
    """The bytes are not a fresh notification signed by Stripe; answer 400 and keep nothing."""


def parse_notification(raw: bytes, signature: str, secret: str, now: datetime) -> Notification:
    """Verify and read one webhook body as it came.

    Refuses a signature older than five minutes, and one from the future: the SDK would accept
    that, so a stolen secret could sign notifications for later. Raises NotificationError.
    """
    try:
        # Without a tolerance: the SDK reads the machine's clock and looks one way only.
        WebhookSignature.verify_header(raw, signature, secret, tolerance=None)
        signed_at = _signed_at(signature, now)
    except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError, OverflowError):
        raise NotificationError("The signature is not Stripe's.") from None
    if signed_at > now + SKEW:
        raise NotificationError("The signature is dated in the future.")
    if signed_at < now - OLDEST:
        raise NotificationError("The signature is more than five minutes old.")
    return _read(raw)


def _signed_at(signature: str, now: datetime) -> datetime:
    stamp = next(part[2:] for part in signature.split(",") if part.startswith("t="))
    return datetime.fromtimestamp(int(stamp), tz=now.tzinfo)


def _read(raw: bytes) -> Notification:
    try:
        body = json.loads(raw)
        if body["object"] != "v2.core.event":
            raise NotificationError("The body is not a thin event.")
        related = body.get("related_object") or {}
        created = datetime.fromisoformat(body["created"])
        note = Notification(
            id=body["id"],
            type=body["type"],
            related_id=related.get("id", ""),
            created=created,
            livemode=bool(body.get("livemode")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotificationError("The body is not a thin event.") from None
    if not all(isinstance(word, str) for word in (note.id, note.type, note.related_id)):
        raise NotificationError("The body is not a thin event.")
    if created.tzinfo is None:
        raise NotificationError("The body is not a thin event.")
    return note
