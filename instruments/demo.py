"""The demonstration's calls: an annual IEA call open now, an institute's window, the permanent entry, a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.models import Institute, Person
from directory.standing import PARIS, Standing, standing_of
from instruments.actions.calls import announce_call, create_call
from instruments.actions.priorities import add_priority, set_annex
from instruments.actions.watches import watch_calls
from instruments.enums import PriorityKind
from instruments.models import Call
from instruments.registry import all_instruments
from instruments.spec import Instrument

TEXTS = Path(__file__).parent / "data" / "demonstration"
PRIORITIES = (
    ("INSU", PriorityKind.THEMATIC, "Océan profond et fonds marins", "Deep ocean and sea floor", ()),
    ("INSU", PriorityKind.GEOGRAPHIC, "Bassin pacifique", "Pacific basin", ("JP", "CL", "NZ")),
    ("INEE", PriorityKind.THEMATIC, "Écologie des îles", "Ecology of islands", ()),
    ("INSHS", PriorityKind.GEOGRAPHIC, "Afrique australe", "Southern Africa", ("ZA", "BW", "NA")),
)


def build(people: Mapping[str, Person]) -> None:
    """Make the calls once; a demonstration that has calls keeps them as people left them."""
    if Call.objects.exists():
        return
    derci, officer = standing_of(people["derci"]), standing_of(people["officer"])
    now = timezone.now()
    for one in all_instruments():
        watch_calls(instrument_slug=one.slug, by=standing_of(people["carrier"]))
        if one.entry.is_permanent:
            _announce(create_call(fields=_entry(one, now), by=derci), now, derci)
        elif Role.INSTITUTE_OFFICER not in one.entry.opened_by:
            _annual(one, now, derci)
    window = next(one for one in all_instruments() if one.entry.may_begin_with_expression)
    _announce(create_call(fields=_window(window, now), by=officer), now, officer)


def _annual(one: Instrument, now: datetime, derci: Standing) -> None:
    call = create_call(fields=_annual_fields(one, now), by=derci)
    for code, kind, french, english, countries in PRIORITIES:
        institute = Institute.objects.get(code=code)
        add_priority(
            call, institute=institute, kind=kind, label_fr=french, label_en=english, countries=countries, by=derci
        )
    fields = {
        "text_fr": "Les missions en mer sont à demander séparément.",
        "text_en": "Ship time is applied for separately.",
        "envelope": Decimal("420000.00"),
    }
    set_annex(call, institute=Institute.objects.get(code="INSU"), fields=fields, by=derci)
    _announce(call, now, derci)


def _announce(call: Call, now: datetime, by: Standing) -> None:
    announce_call(call, at=now, by=by)


def _text(name: str) -> str:
    """One of the texts written for the demonstration, such as "annual.fr"."""
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8").strip()


def weekday(moment: datetime) -> datetime:
    """That day of Paris, or the Monday after it: nobody closes a call or sits on a Sunday."""
    there = moment.astimezone(PARIS)
    return there + timedelta(days=7 - there.weekday() if there.weekday() > 4 else 0)


def at_hour(day: datetime, hour: int) -> datetime:
    """That Paris day, at this hour."""
    return day.astimezone(PARIS).replace(hour=hour, minute=0, second=0, microsecond=0)


def _annual_fields(one: Instrument, now: datetime) -> dict[str, Any]:
    year = now.year + 1
    closes = at_hour(weekday(now + timedelta(days=45)), 16)
    return {
        "instrument_slug": one.slug, "institute": None, "year": year,
        "title_fr": f"Actions émergentes à l’international {year}",
        "title_en": f"International Emerging Actions {year}",
        "opens": at_hour(now - timedelta(days=20), 10), "closes": closes,
        "visa_closes": weekday(closes + timedelta(days=11)),
        "results_on": weekday(closes + timedelta(days=80)).date(), "envelope": Decimal("3600000.00"),
        "text_fr": _text("annual.fr"), "text_en": _text("annual.en"),
        "letter_fr": _text("letter.fr"), "letter_en": _text("letter.en"),
    }  # fmt: skip


def _window(one: Instrument, now: datetime) -> dict[str, Any]:
    institute, year = Institute.objects.get(code="INSU"), now.year + 1
    closes = at_hour(weekday(now + timedelta(days=120)), 16)
    return {
        "instrument_slug": one.slug, "institute": institute, "year": year,
        "title_fr": f"Projets de recherche internationaux {year}, {institute.name}",
        "title_en": f"International Research Projects {year}, {institute.name}",
        "opens": at_hour(now + timedelta(days=9), 10), "closes": closes, "visa_closes": closes + timedelta(days=14),
        "expression_closes": at_hour(weekday(now + timedelta(days=60)), 16),
        "text_fr": _text("window.fr"), "text_en": _text("window.en"),
    }  # fmt: skip


def _entry(one: Instrument, now: datetime) -> dict[str, Any]:
    return {
        "instrument_slug": one.slug, "institute": None, "year": now.year, "is_permanent": True,
        "title_fr": "Laboratoires de recherche internationaux", "title_en": "International Research Laboratories",
        "opens": at_hour(now - timedelta(days=200), 9), "text_fr": _text("entry.fr"), "text_en": _text("entry.en"),
    }  # fmt: skip
