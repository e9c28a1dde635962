"""The postman: one mail in flight at a time, claimed before it is sent, marked after, its Message-ID never changing.

A kill repeats a mail only when it falls between the server's acceptance and our commit. Since the database allows one
claimed row and no more, a kill leaves at most one mail in doubt: repeats never outnumber kills.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.enums import MailState
from notifications.models import OutboxMail

logger = logging.getLogger(__name__)

# answers about us or about the server, not about this mail
NOT_THE_MAIL = (SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPSenderRefused)
# one round of the postman, in seconds: the next sweep goes on
ROUND = 40
# 30 s, then each time twice as late, at most every six hours: about two days in all
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=6)
MOST_ATTEMPTS = 16
_stops: dict[str, Callable[[OutboxMail, datetime], bool]] = {}


def send_due() -> int:
    """Send what is due, the urgent first, over one connection, for at most `ROUND` seconds. Returns how many left.

    Stops at once when another postman is at work or the server does not answer.
    """
    take_back_abandoned(timezone.now())
    until = time.monotonic() + ROUND
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    sent = 0
    try:
        while time.monotonic() < until and (mail := _claim_next()):
            if is_stopped(mail):
                _settle(mail, state=MailState.STOPPED)
                continue
            if not _deliver(mail, connection):
                break
            sent += mail.state == MailState.SENT
    finally:
        connection.close()
    return sent


def stop_when(key: str, is_done: Callable[[OutboxMail, datetime], bool]) -> None:
    """Mails of this key are looked at once more as they leave: one for which `is_done` is not sent."""
    _stops[key] = is_done


def is_stopped(mail: OutboxMail) -> bool:
    """Whether what this mail asks for was done since it was posted. False when that cannot be told."""
    is_done = _stops.get(mail.key)
    try:
        return is_done is not None and is_done(mail, timezone.now())
    except Exception:
        logger.exception("Whether mail %s is still of use cannot be told: it leaves.", mail.pk)
        return False


def take_back_abandoned(now: datetime) -> int:
    """Put back the mail whose postman was killed; returns how many (0 or 1)."""
    return OutboxMail.objects.abandoned(now).update(state=MailState.PENDING, claim=None, claimed_at=None)


def take_back_all() -> int:
    """Put back whatever is claimed: for the only worker of the house, as it starts."""
    claimed = OutboxMail.objects.filter(state=MailState.CLAIMED)
    return claimed.update(state=MailState.PENDING, claim=None, claimed_at=None)


def send_again(mail: OutboxMail) -> bool:
    """Give one more life to a mail that was given up; False when it was not (or its words are forgotten)."""
    given_up = OutboxMail.objects.filter(pk=mail.pk, state=MailState.FAILED).exclude(text="")
    return bool(given_up.update(state=MailState.PENDING, attempts=0, due_at=timezone.now(), problem=""))


def _claim_next() -> OutboxMail | None:
    """The next mail due, now ours; None when nothing is due or another postman has one in hand."""
    now = timezone.now()
    mail = OutboxMail.objects.due(now).select_related("person").first()
    if mail is None or OutboxMail.objects.filter(state=MailState.CLAIMED).exists():
        return None
    mail.claim = uuid4()
    mine = OutboxMail.objects.filter(pk=mail.pk, state=MailState.PENDING)
    try:
        with transaction.atomic():
            taken = mine.update(state=MailState.CLAIMED, claim=mail.claim, claimed_at=now)
    except IntegrityError:
        return None
    return mail if taken else None


def _deliver(mail: OutboxMail, connection: BaseEmailBackend) -> bool:
    """Send a claimed mail and write down how it ended. False when the server itself is in trouble."""
    try:
        message_of(mail, connection).send()
    except NOT_THE_MAIL as error:
        return _unreachable(mail, error)
    except SMTPResponseException as error:
        return _refused(mail, connection, error, [error.smtp_code])
    except SMTPRecipientsRefused as error:
        return _refused(mail, connection, error, [code for code, _answer in error.recipients.values()])
    except (SMTPException, OSError) as error:
        return _unreachable(mail, error)
    except ValueError as error:
        # an address or a line that no mail can carry
        _give_up(mail, error)
        return True
    mail.state = MailState.SENT
    _settle(mail, state=MailState.SENT, sent_at=timezone.now(), problem="", **_forgotten(mail))
    return True


def message_of(mail: OutboxMail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it is sent, each time the same."""
    message = EmailMultiAlternatives(
        mail.subject_line, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.address], connection=connection,
        headers={"Message-ID": mail.message_id, "Content-Language": mail.language, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _unreachable(mail: OutboxMail, error: Exception) -> bool:
    """Nobody there, or gone in the middle: no mail is ever given up for that."""
    logger.warning("The mail server cannot be used: %s", type(error).__name__)
    _put_back(mail, FIRST_DELAY, error)
    return False


def _refused(mail: OutboxMail, connection: BaseEmailBackend, error: Exception, codes: list[int]) -> bool:
    """The server answered no: for ever (5xx), or for now, until the attempts are used up."""
    mail.attempts += 1
    connection.close()
    if all(500 <= code < 600 for code in codes) or mail.attempts >= MOST_ATTEMPTS:
        _give_up(mail, error)
    else:
        _put_back(mail, min(FIRST_DELAY * 2 ** (mail.attempts - 1), LONGEST_DELAY), error)
    return True


def _put_back(mail: OutboxMail, delay: timedelta, error: Exception) -> None:
    mail.state = MailState.PENDING
    _settle(mail, state=MailState.PENDING, due_at=timezone.now() + delay, attempts=mail.attempts, problem=_said(error))


def _give_up(mail: OutboxMail, error: Exception) -> None:
    mail.state = MailState.FAILED
    logger.error("Mail %s is given up: %s", mail.pk, type(error).__name__)
    _settle(mail, state=MailState.FAILED, attempts=mail.attempts, problem=_said(error))


def _settle(mail: OutboxMail, **fields: object) -> None:
    """Write how it ended, unless the claim has passed to another postman meanwhile."""
    mine = OutboxMail.objects.filter(pk=mail.pk, claim=mail.claim)
    if not mine.update(claim=None, claimed_at=None, **fields):
        logger.warning("Mail %s was taken back while it was being sent.", mail.pk)


def _forgotten(mail: OutboxMail) -> dict[str, str]:
    return {"text": "", "html": ""} if mail.is_secret else {}


def _said(error: Exception) -> str:
    """What the administrator reads: the server's own words."""
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(answer)}" for code, answer in error.recipients.values())
    return f"{type(error).__name__}: {error}"


def _decoded(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
