"""A real SMTP server on loopback, which keeps what it receives."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services import PATIENCE, free_port, wait_until


class Mailbox:
    """The mails received so far, oldest first; `refuse` makes the server answer every mail with that line."""

    def __init__(self) -> None:
        self.received: list[tuple[EmailMessage, list[str]]] = []
        self.refuse = ""
        self.refuse_if: Callable[[bytes], bool] = lambda content: False
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return self.refuse
        if self.refuse_if(envelope.content):
            return "550 refused"
        # in one step: the test reads from another thread
        self.received.append((message_from_bytes(envelope.content, policy=policy.default), list(envelope.rcpt_tos)))
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
        return [mail for mail, recipients in list(self.received) if email in recipients]

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for mail, _ in list(self.received)]

    @property
    def recipients(self) -> list[list[str]]:
        return [recipients for _, recipients in list(self.received)]

    def wait_for(self, email: str, about: str = "", seconds: float = PATIENCE) -> EmailMessage:
        """The last mail `email` has received whose subject says `about`, once there is one."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.to(email) if about in str(mail["subject"])]

        wait_until(found, f"{email} receives a mail about « {about} »", seconds)
        return found()[-1]


def links_in(mail: EmailMessage) -> list[str]:
    """The addresses written in the plain text of a mail."""
    body = mail.get_body(("plain",))
    return re.findall(r"https?://[^\s>)]+", body.get_content() if body else "")
