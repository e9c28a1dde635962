"""What the outbox forgets: the words of old mails. The rows stay, so that nothing is ever sent twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from notifications.enums import MailState
from notifications.models import OutboxMail

KEPT = timedelta(days=400)


def forget_old_words() -> int:
    """Empty the words of mails sent more than `KEPT` ago; returns how many."""
    old = OutboxMail.objects.filter(state=MailState.SENT, sent_at__lt=timezone.now() - KEPT).exclude(text="")
    return old.update(text="", html="")
