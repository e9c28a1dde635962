"""Sending what was posted: claimed before, marked after, with a Message-ID that never changes."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.querysets import MOST_ATTEMPTS

BATCH = 50


def sweep(limit: int = 500) -> int:
    """Send what is due, oldest first, over one connection. Returns how many the server accepted."""
    sent = 0
    connection = get_connection()
    try:
        while sent < limit:
            batch = list(OutboxMail.objects.to_send(timezone.now())[:BATCH])
            accepted = sum(send(mail, connection) for mail in batch)
            sent += accepted
            if not accepted:
                return sent
    finally:
        connection.close()
    return sent


def send(mail: OutboxMail, connection: BaseEmailBackend) -> bool:
    """Send one mail unless another worker holds it. True when the server accepted it."""
    if not _claim(mail):
        return False
    try:
        _message(mail, connection).send()
    except (SMTPException, OSError) as error:
        connection.close()
        _put_back(mail, error)
        return False
    # between the server's acceptance and this line a kill repeats the mail, with the same Message-ID
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT, sent_at=timezone.now(), claimed_at=None, problem=""
    )
    return True


def send_again(mail: OutboxMail) -> bool:
    """Put a refused mail back among those to send. False when it was not refused."""
    return bool(
        OutboxMail.objects.failed()
        .filter(pk=mail.pk)
        .update(state=MailState.PENDING, attempts=0, claimed_at=None, due_at=timezone.now(), problem="")
    )


def _claim(mail: OutboxMail) -> bool:
    """Compare and set: of two workers exactly one sends."""
    now = timezone.now()
    free = OutboxMail.objects.to_send(now).filter(pk=mail.pk, attempts=mail.attempts).order_by()
    return bool(free.update(claimed_at=now, attempts=mail.attempts + 1))


def _message(mail: OutboxMail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject_line, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.address], connection=connection,
        headers={"Message-ID": mail.message_id, "Content-Language": mail.language, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _put_back(mail: OutboxMail, error: Exception) -> None:
    """Try again later, each time twice as late; a refusal for good, or too many attempts, is shown to people."""
    attempts = mail.attempts + 1
    is_over = _is_final(error) or attempts >= MOST_ATTEMPTS
    OutboxMail.objects.filter(pk=mail.pk).update(
        state=MailState.FAILED if is_over else MailState.PENDING,
        claimed_at=None,
        due_at=timezone.now() + timedelta(seconds=5 * 2**attempts),
        problem=f"{type(error).__name__}: {error}"[:300],
    )


def _is_final(error: Exception) -> bool:
    """Whether the server refused this very mail (5xx), rather than being away."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _answer in error.recipients.values()]
    else:
        codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else []
    return bool(codes) and all(500 <= code < 600 for code in codes)
