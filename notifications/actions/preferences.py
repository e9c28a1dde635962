"""How often a person wants to be reminded."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from directory.models import Person
from notifications.enums import Rhythm
from notifications.models import ReminderPreference


@transaction.atomic
def choose_rhythms(person: Person, rhythms: Mapping[str, str]) -> None:
    """Keep how often `person` is reminded of each kind (key of a source); what is daily needs no row."""
    ReminderPreference.objects.filter(person=person, source__in=list(rhythms)).delete()
    ReminderPreference.objects.bulk_create(
        ReminderPreference(person=person, source=source, rhythm=rhythm)
        for source, rhythm in rhythms.items()
        if rhythm != Rhythm.DAILY
    )
