"""What people do with the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from notifications.delivery import send_again
from notifications.mails import wake_postman
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from notifications.models import OutboxMail


@transaction.atomic
def try_again(mail: OutboxMail, *, by: Standing) -> bool:
    """Send a given-up mail once more, by an administrator; False when it was not given up (then nothing is written)."""
    if not send_again(mail):
        return False
    record(mail, "send-again", by=by)
    transaction.on_commit(wake_postman, robust=True)
    return True
