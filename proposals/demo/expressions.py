"""The demonstration's expression of interest: sent in a call of the institute open now, it waits for its officer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from directory.models import Institute, Person
from directory.standing import standing_of
from instruments.actions.calls import announce_call, create_call
from instruments.demo import at_hour, weekday
from instruments.models import Call
from instruments.registry import all_instruments
from proposals.actions.opening import open_dossier
from proposals.demo.triage import ABROAD, add_partner, fill_in
from proposals.enums import FilingKind
from proposals.generate.texts import TOPICS, dice
from proposals.models import Dossier, Filing
from workflow.engine import perform

SEED, TOPIC = 31, 12


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as an interest was expressed, everything is kept as people left it."""
    if Filing.objects.filter(kind=FilingKind.EXPRESSION).exists():
        return
    now, by = timezone.now(), standing_of(people["carrier"])
    at = now - timedelta(days=4)
    opened = open_dossier(_call(people, now), carrier=people["carrier"], at=at, by=by)
    dossier = fill_in(Dossier.objects.for_rules().get(pk=opened.pk), TOPICS[TOPIC], at, dice(SEED), ABROAD[1])
    add_partner(dossier, ABROAD[3], at, by)
    perform(Dossier.objects.get(pk=opened.pk), "express", by=by, at=at + timedelta(hours=3))


def _call(people: Mapping[str, Person], now: datetime) -> Call:
    """A call of the institute in which teams begin by an expression of interest, open since three weeks."""
    institute, by = Institute.objects.get(office__person=people["officer"]), standing_of(people["officer"])
    # the demonstration has a window of the first of these instruments, still to open
    one = [each for each in all_instruments() if each.entry.may_begin_with_expression][-1]
    title = f"{one.acronym} {now.year + 1}, {institute.code}"
    fields = {
        "instrument_slug": one.slug, "institute": institute, "year": now.year + 1, "title_fr": title, "title_en": title,
        "text_fr": "Une manifestation d’intérêt d’abord : l’institut invite ensuite à déposer.",
        "text_en": "An expression of interest first: the institute then invites you to file.",
        "opens": at_hour(now - timedelta(days=21), 10), "closes": at_hour(weekday(now + timedelta(days=100)), 16),
        "expression_closes": at_hour(weekday(now + timedelta(days=26)), 16),
    }  # fmt: skip
    call = create_call(fields=fields, by=by)
    announce_call(call, at=now - timedelta(days=22), by=by)
    return Call.objects.get(pk=call.pk)
