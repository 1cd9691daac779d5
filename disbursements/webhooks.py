"""Stripe's notifications come in here: verified, stored as they came, answered; not decided."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from disbursements import tasks
from disbursements.models import ProviderEvent
from disbursements.rails.stripe import (
    Notification,
    NotificationError,
    is_live_key,
    parse_notification,
)
from disbursements.states import RailName
from fund import clock, tenancy
from fund.access import public

LARGEST_BODY = 64 * 1024  # a thin event has less than one kilobyte


@csrf_exempt
@public(methods=("POST",))
def stripe(request: HttpRequest) -> HttpResponse:
    """Store one notification, of whatever type; 400 unless Stripe signed it lately, for our mode.

    Strangers reach this address too: until the signature holds, nothing is asked of the database
    and little is read.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return HttpResponse(status=400)
    signature = request.headers.get("Stripe-Signature", "")
    try:
        note = parse_notification(
            request.body, signature, settings.STRIPE_WEBHOOK_SECRET, clock.now()
        )
    except NotificationError:
        return HttpResponse(status=400)
    if note.livemode != is_live_key(settings.STRIPE_SECRET_KEY):
        return HttpResponse(status=400)
    _store(note, request.body)
    return HttpResponse(status=200)


@tenancy.as_the_fund()
@transaction.atomic(durable=True)
def _store(note: Notification, raw: bytes) -> None:
    """Once an event id, however often it is delivered; the job commits with the row. As the fund:
    Stripe, whose signature was checked, is nobody who could see or write a row."""
    event, fresh = ProviderEvent.objects.get_or_create(
        rail=RailName.STRIPE,
        event_id=note.id,
        defaults={
            "type": note.type[:120],
            "related_reference": note.related_id[:80],
            "payload": raw,
            "received_at": clock.now(),
        },
    )
    if fresh:
        tasks.wake_for_event(event.pk)
