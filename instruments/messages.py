"""Mails about calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Person
from instruments.models import Call, CallWatch
from instruments.registry import all_instruments
from notifications.mails import Addressee, Mail, register


@register
class CallOpened(Mail):
    """A call has opened, to everybody who asked to be told of this instrument."""

    key = "call.opened"
    names_people = False

    def recipients(self, subject: Call) -> Any:
        watchers = CallWatch.objects.filter(instrument_slug=subject.instrument_slug).values("person")
        return Person.objects.filter(pk__in=watchers, is_active=True)

    def subject_line(self, subject: Call) -> str:
        return _("The call “%(title)s” is open") % {"title": subject.title}

    def context(self, subject: Call, person: Person | Addressee) -> dict[str, Any]:
        return {"call": subject, "zone": person.time_zone}

    def why(self, subject: Call) -> str:
        return _("you asked to be told when a call for %(name)s opens.") % {"name": subject.acronym}

    def stops(self, subject: Call) -> str:
        return _("the page of calls, “No longer for %(name)s”.") % {"name": subject.acronym}

    def sample(self) -> Call:
        now = timezone.now()
        return Call(
            slug="sample", instrument_slug=all_instruments()[0].slug, year=2028, title_fr="Appel d’essai",
            title_en="Sample call", text_fr="Texte", text_en="Text", opens=now, closes=now + timedelta(days=60),
        )  # fmt: skip
