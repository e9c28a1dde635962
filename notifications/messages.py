"""Mails of reminders: the digest of the morning, and what cannot wait for it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Person
from notifications.delivery import stop_when
from notifications.mails import Addressee, Mail, register
from notifications.reminding.digest import DIGEST, URGENT, Digest
from notifications.reminding.lines import Line
from notifications.reminding.run import is_all_done
from notifications.reminding.sources import all_sources
from notifications.reminding.steps import Step
from wording.formats import short_day
from wording.languages import shown_language


class Reminders(Mail):
    """A list of what is awaited of one person."""

    @property
    def template(self) -> str:
        return "mails/reminders"

    def context(self, subject: Digest, person: Person | Addressee) -> dict[str, Any]:
        return {
            "kinds": subject.kinds,
            "preferences": reverse("reminder_preferences") if isinstance(person, Person) else "",
        }  # fmt: skip

    def why(self, subject: Digest) -> str:
        return _("each line says it. The house writes so once a day at most, and at once within 48 hours of a date.")

    def stops(self, subject: Digest) -> str:
        return _("the act that each line names; a line that is done is said no more.")

    def sample(self) -> Digest:
        now = timezone.now()
        person = Person(pk=1, first_name="Akiko", last_name="Mori", email="akiko@example.org", time_zone="Asia/Tokyo")
        dues = [source.sample() for source in all_sources()]
        lines = [Line(1, due, Step(-7), next(iter(due.to)), now) for due in dues]
        return Digest(self.key, "sample", person, tuple(lines), now)


@register
class ReminderDigest(Reminders):
    key = DIGEST
    is_urgent = False

    def subject_line(self, subject: Digest) -> str:
        if len(subject.lines) == 1:
            return subject.kinds[0].lines[0].sentence
        return _("%(number)d things are awaited of you, the first by %(day)s") % {
            "number": len(subject.lines), "day": short_day(subject.first.due.due, language_of_now()),
        }  # fmt: skip


@register
class ReminderUrgent(Reminders):
    key = URGENT

    def subject_line(self, subject: Digest) -> str:
        if len(subject.lines) == 1:
            return _("Within 48 hours: %(sentence)s") % {"sentence": subject.kinds[0].lines[0].sentence}
        return _("Within 48 hours: %(number)d things are awaited of you") % {"number": len(subject.lines)}


for key in (DIGEST, URGENT):
    stop_when(key, is_all_done)


def language_of_now() -> str:
    """The language of the page, as formats name it."""
    return shown_language()
