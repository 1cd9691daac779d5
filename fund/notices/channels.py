"""The ways out of the house for a notice. A message is made of numbers and our own words only."""

import http.client
import json
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

TIMEOUT_SECONDS = 10
_LOOPBACK = ("127.0.0.1", "localhost")


class NotSent(Exception):
    """The other side did not say that it took the message: to be tried again."""


@dataclass(frozen=True)
class Message:
    """`brief` is all that a text message says. The same `once` again is the same message."""

    subject: str
    text: str
    brief: str
    once: str


class Channel(Protocol):
    """One way to reach a person."""

    def send(self, to: str, message: Message) -> None:
        """Hand it over to whoever delivers it. Raises NotSent."""


class Email:
    """By the mail server of the settings."""

    def send(self, to: str, message: Message) -> None:
        """One mail; a repeated one bears the same Message-ID."""
        number = f"<{message.once}@{urlsplit(settings.SITE_URL).hostname}>"
        mail = EmailMessage(message.subject, message.text, to=[to], headers={"Message-ID": number})
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            raise NotSent from error


@dataclass(frozen=True)
class TextMessages:
    """By a gateway that takes `{"to": …, "text": …}` over HTTPS and answers 2xx.

    It follows no redirect: the token and the number go to the configured place and nowhere else.
    """

    url: str
    token: str

    def send(self, to: str, message: Message) -> None:
        """One POST; a repeated one bears the same Idempotency-Key."""
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": message.once,
        }
        body = json.dumps({"to": to, "text": message.brief})
        place = urlsplit(self.url)
        connection = _connection(place.scheme, place.netloc)
        try:
            connection.request("POST", place.path or "/", body, headers)
            status = connection.getresponse().status
        except (http.client.HTTPException, OSError) as error:
            raise NotSent from error
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotSent


def email() -> Channel:
    """The way by mail, which is always there."""
    return Email()


def texts() -> Channel | None:
    """The way by text message, if the operator has turned it on."""
    if not settings.SMS_GATEWAY_URL:
        return None
    return TextMessages(settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN)


def _connection(scheme: str, netloc: str) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(netloc, timeout=TIMEOUT_SECONDS)
    if netloc.partition(":")[0] not in _LOOPBACK:
        raise ImproperlyConfigured("SMS_GATEWAY_URL has to begin with https://")
    return http.client.HTTPConnection(netloc, timeout=TIMEOUT_SECONDS)
