"""The contract of a way out of the house: both ways pass the same tests, over real sockets."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured

from fund.notices.channels import Channel, Message, NotSent, TextMessages, email, texts
from tests.fund.mailbox import Mailbox
from tests.fund.texts import Gateway, gateway

MESSAGE = Message(
    subject="Update on KX7-204",
    text="There is news on KX7-204.\n",
    brief="Update on KX7-204. Sign in: https://fund.example",
    once="0f" * 16,
)
TOKEN = "only-for-tests"


@dataclass(frozen=True)
class Rig:
    """A channel, whom it reaches, and what the other side got and can be told to do."""

    channel: Channel
    to: str
    received: Callable[[], list[tuple[str, str, str]]]
    refuse: Callable[[], None]
    hang_up: Callable[[], None]


@contextmanager
def mail_rig(settings: Any, port: int) -> Iterator[Rig]:
    kept = Mailbox()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

    def received() -> list[tuple[str, str, str]]:
        return [(mail.to[0], mail.text, mail.number) for mail in kept.received]

    yield Rig(
        email(),
        "ada@example.org",
        received,
        lambda: setattr(kept, "answers", "550 No such mailbox"),
        server.stop,
    )
    if server._thread:
        server.stop()


@contextmanager
def text_rig(settings: Any, port: int) -> Iterator[Rig]:
    with gateway() as kept:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = kept.url, TOKEN
        channel = texts()
        assert channel is not None

        def received() -> list[tuple[str, str, str]]:
            return [(text.to, text.text, text.once) for text in kept.received]

        def hang_up() -> None:
            settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/"
            object.__setattr__(channel, "url", settings.SMS_GATEWAY_URL)

        yield Rig(channel, "+12075550104", received, lambda: setattr(kept, "answers", 503), hang_up)


@pytest.fixture(params=[mail_rig, text_rig], ids=["email", "text"])
def rig(request: pytest.FixtureRequest, settings: Any, unused_port: int) -> Iterator[Rig]:
    with request.param(settings, unused_port) as made:
        yield made


def test_a_message_arrives_once_at_whom_it_is_for_and_says_nothing_more(rig: Rig) -> None:
    rig.channel.send(rig.to, MESSAGE)
    ((to, said, once),) = rig.received()
    assert to == rig.to
    assert said.strip() in (MESSAGE.text.strip(), MESSAGE.brief)
    assert MESSAGE.once in once


def test_a_repeated_message_can_be_known_as_the_same(rig: Rig) -> None:
    for _twice in range(2):
        rig.channel.send(rig.to, MESSAGE)
    first, second = (once for _to, _said, once in rig.received())
    assert first == second


def test_what_the_other_side_refuses_was_not_sent(rig: Rig) -> None:
    rig.refuse()
    with pytest.raises(NotSent):
        rig.channel.send(rig.to, MESSAGE)
    assert rig.received() == []


def test_nobody_there_means_not_sent(rig: Rig) -> None:
    rig.hang_up()
    with pytest.raises(NotSent):
        rig.channel.send(rig.to, MESSAGE)


def test_a_line_that_goes_silent_means_not_sent(
    rig: Rig, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = port, 0.2
        monkeypatch.setattr("fund.notices.channels.TIMEOUT_SECONDS", 0.2)
        if isinstance(rig.channel, TextMessages):
            object.__setattr__(rig.channel, "url", f"http://127.0.0.1:{port}/")
        with pytest.raises(NotSent):
            rig.channel.send(rig.to, MESSAGE)


@pytest.fixture
def texting(settings: Any) -> Iterator[Gateway]:
    with gateway() as kept:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = kept.url, TOKEN
        yield kept


def test_the_gateway_is_shown_the_token(texting: Gateway) -> None:
    TextMessages(texting.url, TOKEN).send("+12075550104", MESSAGE)
    assert texting.received[0].token == f"Bearer {TOKEN}"


def test_a_redirect_is_not_followed_and_nothing_goes_elsewhere(texting: Gateway) -> None:
    texting.answers = 307
    with pytest.raises(NotSent):
        TextMessages(texting.url, TOKEN).send("+12075550104", MESSAGE)
    assert texting.asked == ["/messages/"]


def test_text_messages_are_off_until_a_gateway_is_named(settings: Any) -> None:
    assert settings.SMS_GATEWAY_URL == ""
    assert texts() is None


def test_a_gateway_without_https_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        TextMessages("http://gateway.example/", TOKEN).send("+12075550104", MESSAGE)
