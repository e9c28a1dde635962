"""Mail classes and the one way to post them: rows of the outbox, in the transaction of the act.

An app's `messages.py` defines its mails with `@register`; each has two templates, `mails/call_opened.txt` and `.html`
for the key `call.opened`, which extend `mails/base.*` and fill the block `content`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import translation

from directory.models import Person
from documents.wake import wake
from notifications.enums import MailState
from notifications.models import OutboxMail

BATCH = 500
_registered: dict[str, Mail] = {}


@dataclass(frozen=True)
class Addressee:
    """Somebody without an account: an address, the language they read, their time zone."""

    email: str
    language: str = "fr"
    time_zone: str = "Europe/Paris"

    def __str__(self) -> str:
        return self.email


@dataclass(frozen=True)
class Written:
    """The words of one mail."""

    subject_line: str
    text: str
    html: str


class Mail:
    """One kind of mail. Every method runs in the language of the person who will read it."""

    key: str
    # a receipt, a near deadline, an answer to an act of the person: leaves before the others
    is_urgent: bool = True
    # whoever performs the act may read the names of those it tells; False where having asked for a mail is private
    names_people: bool = True

    @property
    def template(self) -> str:
        """The path of its two templates, without their endings."""
        return f"mails/{self.key.replace('.', '_').replace('-', '_')}"

    def recipients(self, subject: Any) -> Iterable[Person | Addressee]:
        """Who receives it when the caller of `post` does not say."""
        raise NotImplementedError

    def subject_line(self, subject: Any) -> str:
        """The subject line, which is also the title of the mail."""
        raise NotImplementedError

    def context(self, subject: Any, person: Person | Addressee) -> dict[str, Any]:
        """What the templates show."""
        raise NotImplementedError

    def why(self, subject: Any) -> str:
        """Said under the mail, after “Why this mail:”."""
        raise NotImplementedError

    def audience(self) -> str:
        """Whom it reaches, in words, for a page that asks before several subjects are acted on; empty: not said."""
        return ""

    def stops(self, subject: Any) -> str:
        """Said under the mail, after “What stops it:”; empty when nothing has to."""
        return ""

    def sample(self) -> Any:
        """A subject like those of life: the tests write it in both languages."""
        raise NotImplementedError

    def written(self, subject: Any, person: Person | Addressee) -> Written:
        """The words of this mail about `subject` for `person`, in their language."""
        with translation.override(person.language):
            line = " ".join(str(self.subject_line(subject)).split())
            context = {
                **_house(), "language": person.language, "subject_line": line, "person": person,
                "why": self.why(subject), "stops": self.stops(subject), **self.context(subject, person),
            }  # fmt: skip
            text = render_to_string(f"{self.template}.txt", context)
            return Written(line, text.strip() + "\n", render_to_string(f"{self.template}.html", context))


def register(mail: type[Mail]) -> type[Mail]:
    """Make a mail known by its key; ValueError when another has it."""
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
    everybody = mail.recipients(subject) if people is None else people
    state = MailState.HELD if held else MailState.PENDING
    _insert([row_of(mail, subject, event, somebody, state=state) for somebody in everybody])


def post_text(key: str, *, to: str, subject: str, text: str, html: str = "", event: str, language: str = "",
              is_secret: bool = True) -> None:  # fmt: skip
    """Post a mail whose words are ready, to a bare address; secret words are forgotten once sent."""
    language = (language or translation.get_language() or settings.LANGUAGE_CODE)[:2]
    row = OutboxMail(
        key=key, event=event, email=to, language=language, subject_line=" ".join(subject.split()), text=text, html=html,
        is_secret=is_secret,
    )  # fmt: skip
    _insert([row])


def release(event: str) -> int:
    """Let the held mails of `event` leave; returns how many. Calling it again changes nothing."""
    number = OutboxMail.objects.filter(event=event, state=MailState.HELD).update(state=MailState.PENDING)
    if number:
        transaction.on_commit(wake_postman, robust=True)
    return number


def wake_postman() -> None:
    """Ask a worker to empty the outbox now."""
    from notifications.tasks import send_due

    wake(send_due)


def _insert(rows: list[OutboxMail]) -> None:
    # a row already there is the same mail: it stays as it is
    OutboxMail.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    if any(row.state == MailState.PENDING for row in rows):
        transaction.on_commit(wake_postman, robust=True)


def row_of(mail: Mail, subject: Any, event: str, somebody: Person | Addressee, *, state: str = MailState.PENDING,
           is_urgent: bool | None = None) -> OutboxMail:  # fmt: skip
    """One mail, written in the language of whoever reads it and not yet stored. `subject` is mostly a model."""
    written = mail.written(subject, somebody)
    person = somebody if isinstance(somebody, Person) else None
    about = (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else ("", "")
    return OutboxMail(
        key=mail.key, event=event, subject_type=about[0], subject_id=about[1], person=person,
        email="" if person else somebody.email, language=somebody.language, subject_line=written.subject_line,
        text=written.text, html=written.html, is_urgent=mail.is_urgent if is_urgent is None else is_urgent, state=state,
    )  # fmt: skip


def _house() -> dict[str, Any]:
    return {
        "platform_name": settings.PLATFORM_NAME,
        "directorate_name": settings.DIRECTORATE_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
        "is_demonstration": settings.IS_DEMONSTRATION,
        "site_url": settings.SITE_URL.rstrip("/"),
    }
