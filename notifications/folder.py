"""Where the demonstration keeps its mails: one file each, in a folder of the data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from time import time_ns
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes each mail whole as `<instant>.eml`, under its name only once it is complete."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in messages:
            name = folder / f"{time_ns()}.eml"
            unfinished = name.with_suffix(".part")
            unfinished.write_bytes(message.message().as_bytes())
            os.replace(unfinished, name)
        return len(messages)
