"""Where the demonstration keeps its mails: one file each, in a folder of the data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from time import time_ns
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SHOWN = 100


@dataclass(frozen=True)
class KeptMail:
    """A mail as the demonstration shows it."""

    instant: int
    to: str
    subject_line: str
    text: str

    @property
    def at(self) -> datetime:
        """When it would have left."""
        return datetime.fromtimestamp(self.instant / 1e9, tz=UTC)


class FolderBackend(BaseEmailBackend):
    """Writes each mail whole as `<nanoseconds>.eml`, under its name only once it is complete."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in messages:
            name = folder / f"{time_ns()}.eml"
            unfinished = name.with_suffix(".part")
            unfinished.write_bytes(message.message().as_bytes())
            os.replace(unfinished, name)
        return len(messages)


def kept() -> list[KeptMail]:
    """The last mails, newest first."""
    stems = [path.stem for path in _folder().glob("*.eml")]
    instants = sorted((int(stem) for stem in stems if stem.isascii() and stem.isdigit()), reverse=True)
    return [mail for instant in instants[:SHOWN] if (mail := read(instant))]


def read(instant: int) -> KeptMail | None:
    """The mail kept at that instant, if there is one."""
    path = _folder() / f"{instant}.eml"
    if instant > time_ns() or not path.is_file():
        return None
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    return KeptMail(instant, str(mail["To"]), str(mail["Subject"]), str(body.get_content()) if body else "")


def _folder() -> Path:
    """MAIL_FOLDER; there is none where mails are really sent."""
    if settings.MAIL_FOLDER is None:
        raise ImproperlyConfigured("Mails are kept as files only where no EMAIL_URL is given.")
    return settings.MAIL_FOLDER
