"""Mails of reminders: the digest of the morning, and what cannot wait for it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Person
from notifications.mails import Addressee, Mail, register
from notifications.reminding.digest import DIGEST, URGENT, Digest
from notifications.reminding.lines import Line
from notifications.reminding.sources import all_sources
from notifications.reminding.steps import Step


class Reminders(Mail):
    """A list of what is awaited of one person."""

    @property
    def template(self) -> str:
        return "mails/reminders"

    def context(self, subject: Digest, person: Person | Addressee) -> dict[str, Any]:
        return {
            "kinds": subject.kinds, "now": subject.now, "zone": person.time_zone,
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
        number = len(subject.lines)
        return ngettext("One thing is awaited of you", "%(number)d things are awaited of you", number) % {
            "number": number
        }


@register
class ReminderUrgent(Reminders):
    key = URGENT

    def subject_line(self, subject: Digest) -> str:
        number = len(subject.lines)
        return ngettext(
            "Awaited of you within 48 hours", "%(number)d things awaited of you within 48 hours", number
        ) % {"number": number}
