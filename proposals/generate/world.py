"""Who and what invented dossiers need: units, people in office, calls of several years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Q

from directory.enums import OrganisationStatus, Role
from directory.models import Institute, Office, Organisation, Person, RegionalDelegation, Unit
from directory.standing import Standing, standing_of
from instruments.actions.calls import announce_call, create_call
from instruments.models import Call
from instruments.registry import all_instruments
from instruments.spec import Instrument
from proposals.generate.texts import FIRST_NAMES, INSTITUTIONS, LAST_NAMES
from workflow.engine import SYSTEM, perform

CAMPAIGNS = 3
MOST_UNITS, LEAST_UNITS = 400, 12
BATCH = 1000


@dataclass
class World:
    """What the dossiers are drawn from."""

    year: int
    units: list[Unit] = field(default_factory=list)
    carriers: list[Person] = field(default_factory=list)
    reviewers: list[Person] = field(default_factory=list)
    delegations: list[RegionalDelegation] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    # institute id → somebody who holds the office; unit id → its director
    officers: dict[int, Person] = field(default_factory=dict)
    directions: dict[int, Person] = field(default_factory=dict)
    directors: dict[int, Person] = field(default_factory=dict)
    national: dict[Role, Person] = field(default_factory=dict)


def make_world(*, proposals: int, reviewers: int, year: int, rng: Random) -> World:
    """Make what is missing; the real directory is used when it is loaded."""
    world = World(year)
    _give_contacts()
    world.units = _units(rng)
    world.delegations = list(RegionalDelegation.objects.order_by("number"))
    world.organisations = _organisations()
    world.carriers = _people("carrier", max(3, proposals // 3), rng)
    for carrier in world.carriers:
        carrier.unit = rng.choice(world.units)
    Person.objects.bulk_update(world.carriers, ["unit"], batch_size=BATCH)
    world.reviewers = _people("reviewer", reviewers, rng)
    _offices(world, rng)
    world.calls = list(_calls(world))
    return world


def _give_contacts() -> None:
    """Each receipt names a service: those that say nothing yet get invented addresses (never in production)."""
    for institute in Institute.objects.filter(Q(email="") | Q(telephone="") | Q(postal_address="")):
        institute.email = institute.email or f"{institute.code.lower()}@generated.example"
        institute.telephone = institute.telephone or "01 99 00 00 00"
        institute.postal_address = institute.postal_address or "1 rue de l’Exemple, 75016 Paris"
        institute.save(update_fields=["email", "telephone", "postal_address"])


def _units(rng: Random) -> list[Unit]:
    known = Unit.objects.filter(institute__isnull=False, is_active=True).select_related("institute").order_by("pk")
    found = list(known[:MOST_UNITS])
    institutes = list(Institute.objects.order_by("code"))
    lacking = max(0, LEAST_UNITS - len(found))
    made = [
        Unit(code=f"UMR {8900 + number}", name=f"Laboratoire inventé {number + 1}", city="Paris",
             institute=institutes[number % len(institutes)])
        for number in range(lacking)
    ]  # fmt: skip
    return found + Unit.objects.bulk_create(made)


def _organisations() -> list[Organisation]:
    """Foreign ones of the registry that exist still, the best known first; else a few invented ones."""
    present = Organisation.objects.filter(status=OrganisationStatus.ACTIVE)
    known = present.exclude(country__in=("FR", "")).order_by("-weight", "pk")
    found = list(known[:500])
    if len(found) >= len(INSTITUTIONS):
        return found
    made = [Organisation(name=name, country=country) for name, country in INSTITUTIONS]
    return found + Organisation.objects.bulk_create(made)


def _people(kind: str, number: int, rng: Random) -> list[Person]:
    """Accounts nobody can log in to: their password is unusable."""
    start = Person.objects.filter(email__startswith=f"{kind}-", email__endswith="@generated.example").count()
    made = []
    for place in range(start, start + number):
        one = Person(
            email=f"{kind}-{place}@generated.example", first_name=rng.choice(FIRST_NAMES),
            last_name=rng.choice(LAST_NAMES), language=rng.choice(("fr", "fr", "en")),
        )  # fmt: skip
        one.set_unusable_password()
        made.append(one)
    return Person.objects.bulk_create(made, batch_size=BATCH)


def _offices(world: World, rng: Random) -> None:
    institutes = list(Institute.objects.order_by("code"))
    starts = date(world.year - CAMPAIGNS - 1, 1, 1)
    holders = iter(_people("office", 2 * len(institutes) + len(world.units) + 4, rng))
    made: list[Office] = []

    def grant(role: Role, **scope: object) -> Person:
        person = next(holders)
        made.append(Office(person=person, role=role, starts=starts, **scope))
        return person

    for institute in institutes:
        world.officers[institute.pk] = grant(Role.INSTITUTE_OFFICER, institute=institute)
        world.directions[institute.pk] = grant(Role.INSTITUTE_DIRECTION, institute=institute)
    for unit in world.units:
        world.directors[unit.pk] = grant(Role.UNIT_DIRECTOR, unit=unit)
    for role in (Role.DERCI_OFFICER, Role.COLLEGE_SECRETARY, Role.DERCI_DIRECTOR, Role.PRESIDENT):
        world.national[role] = grant(role)
    Office.objects.bulk_create(made, batch_size=BATCH)


def _calls(world: World) -> Iterator[Call]:
    """The campaigns of the last years, the present one open; a permanent entry stays one."""
    derci = standing_of(world.national[Role.DERCI_OFFICER])
    for one in all_instruments():
        years = (world.year,) if one.entry.is_permanent else range(world.year - CAMPAIGNS + 1, world.year + 1)
        for year in years:
            fields = _dates(one, year, is_last=year == world.year) | {
                "instrument_slug": one.slug, "institute": None, "year": year,
                "title_fr": f"{one.acronym} {year}", "title_en": f"{one.acronym} {year}",
                "text_fr": "Appel inventé.", "text_en": "Invented call.",
            }  # fmt: skip
            yield _announced(fields, derci, is_over=year < world.year and not one.entry.is_permanent)


def _announced(fields: dict[str, Any], derci: Standing, *, is_over: bool) -> Call:
    """Announced three weeks before, begun and, in the past, closed: each at its own instant."""
    call = create_call(fields=fields, by=derci)
    announce_call(call, at=fields["opens"] - timedelta(days=20), by=derci)
    perform(call, "begin", by=SYSTEM, at=fields["opens"])
    if is_over:
        perform(call, "close", by=SYSTEM, at=fields["closes"])
    return Call.objects.prefetch_related("versions").get(pk=call.pk)


def _dates(one: Instrument, year: int, *, is_last: bool) -> dict[str, Any]:
    """An annual call in its usual months, else from January to mid-May; the last campaign stays open a year more."""
    if one.entry.is_permanent:
        return {"is_permanent": True, "opens": datetime(year - CAMPAIGNS, 1, 4, 8, tzinfo=UTC)}
    months = one.entry.usual_months or (1, 5)
    opens = datetime(year - 1, months[0], 2, 8, tzinfo=UTC)
    closes = datetime(year - 1, months[-1], 28, 14, tzinfo=UTC)
    if is_last:
        closes = datetime(year + 1, months[-1], 28, 14, tzinfo=UTC)
    dates: dict[str, Any] = {"opens": opens, "closes": closes, "visa_closes": closes + timedelta(days=14)}
    if one.entry.may_begin_with_expression:
        dates["expression_closes"] = opens + timedelta(days=60)
    return dates
