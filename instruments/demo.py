"""The demonstration's calls: an annual IEA call open now, an institute's window, the permanent entry, a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.models import Institute, Person
from directory.standing import PARIS, Standing, standing_of
from instruments.actions.calls import add_priority, announce_call, create_call, set_annex, watch_calls
from instruments.enums import PriorityKind
from instruments.models import Call
from instruments.registry import all_instruments
from instruments.spec import Instrument

ANNUAL_FR = """L’appel s’adresse à toute personne ayant une activité de recherche dans une unité du CNRS, dans toutes les disciplines.

Une action émergente permet d’explorer, pendant deux ans, un sujet ou un partenariat nouveau : courtes missions, réunions de travail, missions de terrain. Aucun échange antérieur n’est demandé.

Le dossier est écrit par le porteur avec son partenaire, reçoit l’avis de la direction de l’unité, puis est évalué par des pairs dans l’institut. Les résultats sont publiés ensemble, à la date annoncée."""
ANNUAL_EN = """The call is open to anyone with a research activity in a CNRS unit, in all disciplines.

An emerging action makes it possible to explore, for two years, a new field or a new partnership: short missions, working meetings, field missions. No earlier exchange is required.

The dossier is written by the carrier with the partner, receives the opinion of the unit’s direction and is then evaluated by peers in the institute. Results are published together, on the announced day."""
WINDOW_FR = """L’institut reçoit les projets de recherche internationaux portés par ses unités. Prenez contact avec le service international avant d’écrire : il vous dira si l’instrument convient.

Une courte expression d’intérêt précède le dossier complet ; la réponse aide à écrire, elle n’interdit pas de déposer."""
WINDOW_EN = """The institute receives the International Research Projects carried by its units. Contact the international officer before you write: they will tell you whether the instrument suits.

A short expression of interest comes before the full dossier; the answer helps you write, it does not prevent you from filing."""
ENTRY_FR = """Il n’y a pas d’appel. L’institut ouvre le dossier avec le porteur, à tout moment de l’année ; le collège de direction décide."""
ENTRY_EN = """There is no call. The institute opens the dossier with the carrier, at any time of the year; the collège de direction decides."""
LETTER_FR = """*Sur papier à en-tête de l’établissement partenaire*

Je confirme que notre laboratoire participe, avec l’unité du CNRS nommée dans le dossier, au projet intitulé **[titre du projet]**.

Notre contribution : **[personnes, locaux, données, instruments]**.

Cofinancement, s’il y en a un : **[montant, devise, acquis ou demandé]**.

**[Prénom, nom, qualité, date et signature]**"""
LETTER_EN = """*On the letterhead of the partner institution*

I confirm that our laboratory takes part, with the CNRS unit named in the dossier, in the project entitled **[title of the project]**.

Our contribution: **[people, premises, data, instruments]**.

Co-funding, if there is any: **[amount, currency, secured or applied for]**.

**[First name, last name, position, date and signature]**"""
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
    text = {"text_fr": "Les missions en mer sont à demander séparément.", "text_en": "Ship time is applied for separately."}
    fields = {**text, "envelope": Decimal("420000.00")}
    set_annex(call, institute=Institute.objects.get(code="INSU"), fields=fields, by=derci)
    _announce(call, now, derci)


def _announce(call: Call, now: datetime, by: Standing) -> None:
    announce_call(call, at=now, by=by)


def _at(day: datetime, hour: int) -> datetime:
    """That Paris day, at this hour."""
    return day.astimezone(PARIS).replace(hour=hour, minute=0, second=0, microsecond=0)


def _annual_fields(one: Instrument, now: datetime) -> dict[str, Any]:
    year = now.year + 1
    closes = _at(now + timedelta(days=45), 16)
    return {
        "instrument_slug": one.slug, "institute": None, "year": year,
        "title_fr": f"Actions émergentes à l’international {year}", "title_en": f"International Emerging Actions {year}",
        "opens": _at(now - timedelta(days=20), 10), "closes": closes, "visa_closes": closes + timedelta(days=11),
        "results_on": (closes + timedelta(days=80)).date(), "envelope": Decimal("3600000.00"),
        "text_fr": ANNUAL_FR, "text_en": ANNUAL_EN, "letter_fr": LETTER_FR, "letter_en": LETTER_EN,
    }  # fmt: skip


def _window(one: Instrument, now: datetime) -> dict[str, Any]:
    institute, year = Institute.objects.get(code="INSU"), now.year + 1
    closes = _at(now + timedelta(days=120), 16)
    return {
        "instrument_slug": one.slug, "institute": institute, "year": year,
        "title_fr": f"Projets de recherche internationaux {year}, {institute.name}",
        "title_en": f"International Research Projects {year}, {institute.name}",
        "opens": _at(now + timedelta(days=9), 10), "closes": closes, "visa_closes": closes + timedelta(days=14),
        "expression_closes": _at(now + timedelta(days=60), 16),
        "text_fr": WINDOW_FR, "text_en": WINDOW_EN,
    }  # fmt: skip


def _entry(one: Instrument, now: datetime) -> dict[str, Any]:
    return {
        "instrument_slug": one.slug, "institute": None, "year": now.year, "is_permanent": True,
        "title_fr": "Laboratoires de recherche internationaux", "title_en": "International Research Laboratories",
        "opens": _at(now - timedelta(days=200), 9), "text_fr": ENTRY_FR, "text_en": ENTRY_EN,
    }  # fmt: skip
