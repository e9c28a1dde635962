"""A real SMTP server on loopback, which keeps what it receives."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services import free_port, wait_until


class Mailbox:
    """The mails received so far, oldest first; `refuse` makes the server answer every mail with that line."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuse = ""
        self.refuse_if: Callable[[bytes], bool] = lambda content: False
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return self.refuse
        if self.refuse_if(envelope.content):
            return "550 refused"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 kept"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    @property
    def address(self) -> str:
        """As EMAIL_URL wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, email: str) -> list[EmailMessage]:
        """The mails received by `email`."""
        pairs = zip(self.mails, self.recipients, strict=True)
        return [mail for mail, recipients in pairs if email in recipients]

    def wait_for(self, email: str, number: int = 1, seconds: float = 20.0) -> EmailMessage:
        """Wait until `email` has received `number` mails and return the last."""
        wait_until(lambda: len(self.to(email)) >= number, f"{email} receives {number} mail(s)", seconds)
        return self.to(email)[-1]


def links_in(mail: EmailMessage) -> list[str]:
    """The addresses written in the plain text of a mail."""
    body = mail.get_body(("plain",))
    return re.findall(r"https?://[^\s>)]+", body.get_content() if body else "")
