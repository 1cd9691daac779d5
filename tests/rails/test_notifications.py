"""Only a fresh body signed with our secret is a notification."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from stripe import WebhookSignature

from disbursements.rails.stripe import NotificationError, parse_notification

SECRET = "whsec_training"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BODY = {
    "id": "evt_test_1",
    "object": "v2.core.event",
    "type": "v2.money_management.outbound_payment.posted",
    "created": "2026-03-02T11:59:58.000Z",
    "livemode": False,
    "related_object": {
        "id": "obp_test_1",
        "type": "v2.money_management.outbound_payment",
        "url": "/v2/money_management/outbound_payments/obp_test_1",
    },
}
RAW = json.dumps(BODY)


def signed(raw: str = RAW, secret: str = SECRET, at: datetime = NOW) -> str:
    return str(WebhookSignature.generate_signature_header(raw, secret, int(at.timestamp())))


def test_a_signed_notification_is_read() -> None:
    note = parse_notification(RAW.encode(), signed(), SECRET, NOW)
    assert (note.id, note.related_id) == ("evt_test_1", "obp_test_1")
    assert note.type == "v2.money_management.outbound_payment.posted"
    assert note.created == datetime(2026, 3, 2, 11, 59, 58, tzinfo=UTC)
    assert note.livemode is False


def test_a_type_that_nobody_knows_is_read_too() -> None:
    raw = json.dumps({**BODY, "type": "v9.brand_new", "related_object": None})
    note = parse_notification(raw.encode(), signed(raw), SECRET, NOW)
    assert (note.type, note.related_id) == ("v9.brand_new", "")


@pytest.mark.parametrize("minutes", [-60, -5.1])
def test_an_old_signature_is_refused(minutes: float) -> None:
    header = signed(at=NOW + timedelta(minutes=minutes))
    with pytest.raises(NotificationError, match="old"):
        parse_notification(RAW.encode(), header, SECRET, NOW)


@pytest.mark.parametrize("seconds", [10, 60, 86_400])
def test_a_signature_from_the_future_is_refused(seconds: int) -> None:
    header = signed(at=NOW + timedelta(seconds=seconds))
    with pytest.raises(NotificationError, match="future"):
        parse_notification(RAW.encode(), header, SECRET, NOW)


@pytest.mark.parametrize("seconds", [-299, 0, 3])
def test_a_clock_a_few_seconds_apart_does_no_harm(seconds: int) -> None:
    parse_notification(RAW.encode(), signed(at=NOW + timedelta(seconds=seconds)), SECRET, NOW)


@pytest.mark.parametrize(
    "header",
    ["", "t=,v1=", "v1=abc", "t=1772452800", f"t=99999999999999999999,v1={'0' * 64}", "nonsense"],
)
def test_a_header_that_is_no_signature_is_refused(header: str) -> None:
    with pytest.raises(NotificationError):
        parse_notification(RAW.encode(), header, SECRET, NOW)


def test_another_secret_a_changed_body_and_an_empty_secret_are_refused() -> None:
    with pytest.raises(NotificationError):
        parse_notification(RAW.encode(), signed(secret="whsec_other"), SECRET, NOW)
    with pytest.raises(NotificationError):
        parse_notification(RAW.encode() + b" ", signed(), SECRET, NOW)
    with pytest.raises(NotificationError):
        parse_notification(RAW.encode(), signed(secret=""), "", NOW)


@pytest.mark.parametrize(
    "raw",
    [
        "[]",
        "not json",
        "{}",
        json.dumps({**BODY, "object": "event"}),
        json.dumps({**BODY, "created": "yesterday"}),
        json.dumps({**BODY, "created": "2026-03-02T11:59:58"}),
        json.dumps({**BODY, "id": 7}),
        json.dumps({**BODY, "related_object": "obp_test_1"}),
    ],
)
def test_a_signed_body_that_is_no_thin_event_is_refused(raw: str) -> None:
    with pytest.raises(NotificationError, match="thin event"):
        parse_notification(raw.encode(), signed(raw), SECRET, NOW)


def test_bytes_that_are_not_text_are_refused() -> None:
    with pytest.raises(NotificationError):
        parse_notification(b"\xff\xfe", signed(), SECRET, NOW)
