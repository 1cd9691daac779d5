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
    number: str = ""


@dataclass
class Mailbox:
    """The handler of an aiosmtpd server."""

    received: list[Mail] = field(default_factory=list)
    answers: str = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if not self.answers.startswith("2"):
            return self.answers
        mail = message_from_bytes(envelope.content, policy=policy.default)
        to, number = list(envelope.rcpt_tos), str(mail["Message-ID"])
        text = mail.get_content().replace("\r\n", "\n")
        self.received.append(Mail(to, str(mail["Subject"]), text, number))
        return self.answers
