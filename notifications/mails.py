"""Mail classes and the one way to post them: rows of the outbox, in the transaction of the act.

An app's `messages.py` defines its mails:

    @register
    class CallOpened(Mail):
        key = "call.opened"
        title = _("%(name)s: the call is open")
        why = _("You asked to be told when a call of this instrument opens.")
        stops = _("You can stop these mails on the page of calls.")

        def recipients(self, call): return Person.objects.filter(call_watches__instrument_slug=call.instrument_slug)
        def context(self, call, person): return {"name": call.title, "closes": call.closes, "path": call.get_absolute_url()}
        def sample(self): return {"name": "IEA 2028", "closes": datetime(…), "path": "/calls/iea-2028/"}

and two templates, `mails/call_opened.txt` and `.html`, which extend `mails/base.*` and fill the block `body`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import translation

from directory.models import Person
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.nudge import nudge_postman

BATCH = 500
_registered: dict[str, Mail] = {}


@dataclass(frozen=True)
class Addressee:
    """Somebody without an account: an address and the language they read."""

    email: str
    language: str = "fr"


class Mail:
    """One kind of mail. `context` returns plain values only (text, numbers, dates, amounts): they are kept as JSON."""

    # such as "call.opened"; the templates are mails/call_opened.txt and .html
    key: str
    # the subject line; may use the values of the context: "%(name)s: the call is open"
    title: Any
    # said under the mail: why this person receives it, and what stops it
    why: Any
    stops: Any
    # an answer to an act of the person, a receipt, a near deadline: leaves before the others
    is_urgent: bool = True

    @property
    def template(self) -> str:
        """The path of its two templates, without their endings."""
        return f"mails/{self.key.replace('.', '_').replace('-', '_')}"

    def recipients(self, subject: Any) -> Iterable[Person | Addressee]:
        """Who receives it when the caller of `post` does not say."""
        raise NotImplementedError

    def context(self, subject: Any, person: Person | Addressee) -> dict[str, Any]:
        """The facts, as they are now, in the active language (which is the person's)."""
        raise NotImplementedError

    def sample(self) -> dict[str, Any]:
        """A context like those of life: the tests render it in both languages."""
        raise NotImplementedError


def register(mail: type[Mail]) -> type[Mail]:
    """Make a mail known by its key; two mails never share one."""
    if mail.key in _registered:
        raise ValueError(f"two mails are called {mail.key}")
    _registered[mail.key] = mail()
    return mail


def mail_of(key: str) -> Mail:
    """The mail of this key; KeyError when no app defines it."""
    return _registered[key]


def all_mails() -> tuple[Mail, ...]:
    """Every mail, by key."""
    return tuple(_registered[key] for key in sorted(_registered))


def post(key: str, subject: models.Model, *, event: str, people: Iterable[Person | Addressee] | None = None,
         held: bool = False) -> None:  # fmt: skip
    """Post one mail about `subject` to each of `people` (else to the mail's own recipients).

    `event` names what happened, once and for all: the same event never reaches the same person twice, however often
    this is called. A held mail waits for `release(event)`. Nothing leaves if the transaction is rolled back.
    """
    mail = mail_of(key)
    state = MailState.HELD if held else MailState.PENDING
    everybody = mail.recipients(subject) if people is None else people
    rows = [_row(mail, subject, event, state, somebody) for somebody in everybody]
    # a row already there is the same mail: leave it as it is
    OutboxMail.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    if rows and not held:
        transaction.on_commit(nudge_postman, robust=True)


def post_text(key: str, *, to: str, subject: str, text: str, html: str = "", event: str, language: str = "",
              is_secret: bool = True) -> None:  # fmt: skip
    """Post a mail whose words are ready, to a bare address; secret words are forgotten once sent."""
    row = OutboxMail(
        key=key, event=event, email=to, language=(language or translation.get_language() or "fr")[:2],
        title=" ".join(subject.split()), text=text, html=html, is_secret=is_secret,
    )  # fmt: skip
    OutboxMail.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(nudge_postman, robust=True)


def release(event: str) -> int:
    """Let the held mails of `event` leave; returns how many. Calling it again changes nothing."""
    number = OutboxMail.objects.filter(event=event, state=MailState.HELD).update(state=MailState.PENDING)
    if number:
        transaction.on_commit(nudge_postman, robust=True)
    return number


def _row(mail: Mail, subject: models.Model, event: str, state: str, somebody: Person | Addressee) -> OutboxMail:
    with translation.override(somebody.language):
        facts: Mapping[str, Any] = mail.context(subject, somebody)
    is_person = isinstance(somebody, Person)
    return OutboxMail(
        key=mail.key, event=event, subject_type=subject._meta.label_lower, subject_id=str(subject.pk),
        person=somebody if is_person else None, email="" if is_person else somebody.email,
        language=somebody.language, facts=facts, is_urgent=mail.is_urgent, state=state,
    )  # fmt: skip
