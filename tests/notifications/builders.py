"""Rows of the outbox for tests."""

from __future__ import annotations

from typing import Any

from notifications.models import OutboxMail
from tests.factories import a_person, next_number


def a_mail(**fields: Any) -> OutboxMail:
    """A mail to send, to a person of its own unless `person` or `email` is given."""
    if "person" not in fields and "email" not in fields:
        fields["person"] = a_person()
    return OutboxMail.objects.create(
        **{
            "key": "call.opened", "event": f"event {next_number()}", "language": "fr",
            "subject_line": "L’appel IEA 2028 est ouvert", "text": "Bonjour.\n", "html": "<p>Bonjour.</p>", **fields,
        }
    )  # fmt: skip
