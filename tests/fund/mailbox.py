"""A real SMTP server on loopback that keeps what it is sent."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One mail as the server got it."""

    to: list[str]
    subject: str
    text: str


@dataclass
class Mailbox:
    """The handler of an aiosmtpd server."""

    received: list[Mail] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append(
            Mail(list(envelope.rcpt_tos), str(mail["Subject"]), mail.get_content())
        )
        return "250 OK"
