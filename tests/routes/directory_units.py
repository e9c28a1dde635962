"""Routes of the directory: organisations and units, their search, entering and confirming them."""

from __future__ import annotations

from typing import Any

from directory.enums import Role
from directory.models import Unit
from directory.search.subjects import append_organisation, append_unit
from tests.factories import a_unit, an_organisation
from tests.routes import ANONYMOUS, ANYONE_ELSE, SIGNED_IN, Route, only

JSON = {ANONYMOUS: 401, ANYONE_ELSE: 200}
NATIONAL = (Role.DERCI_OFFICER, Role.ADMINISTRATOR)
OFFICERS = (Role.INSTITUTE_OFFICER, "institute-officer-elsewhere", *NATIONAL)


def build(world: Any) -> None:
    """An organisation that supervises a unit of the world's institute, still to be confirmed."""
    world.organisation = an_organisation(name="Universidad de Pruebas")
    append_organisation(world.organisation)
    world.unconfirmed = a_unit(institute=world.institute, organisation=an_organisation(name="Laboratoire d’essai"))
    world.unconfirmed.supervisors.add(world.organisation)
    append_unit(world.unconfirmed)


def _organisations(world: Any, count: int) -> None:
    for _number in range(count):
        append_organisation(an_organisation(name="Universidad de Pruebas"))


def _units(world: Any, count: int) -> list[Unit]:
    units = [a_unit(institute=world.institute, name="Laboratoire des pruebas") for _number in range(count)]
    for unit in units:
        append_unit(unit)
        unit.supervisors.add(an_organisation())
    return units


def _supervised(world: Any, count: int) -> None:
    for unit in _units(world, count):
        unit.supervisors.add(world.organisation)


def _supervisors(world: Any, count: int) -> None:
    for _number in range(count):
        world.unconfirmed.supervisors.add(an_organisation())


ROUTES = [
    Route("organisation_search", "/directory/organisations/?q=pruebas", SIGNED_IN, rows=_organisations, queries=9),
    Route(
        "organisation_suggestions", "/directory/organisations/suggestions/?q=pruebas", JSON, is_page=False,
        rows=_organisations, queries=7,
    ),
    Route("organisation_enter", "/directory/organisations/enter/", SIGNED_IN, queries=8,
          post={ANONYMOUS: 302, ANYONE_ELSE: 422}),
    Route(
        "organisation", lambda w: f"/directory/organisations/{w.organisation.pk}/", SIGNED_IN,
        rows=_supervised, queries=12,
    ),
    Route("unit_search", "/directory/units/?q=pruebas", SIGNED_IN, rows=_units, queries=9),
    Route(
        "unit_suggestions", "/directory/units/suggestions/?q=pruebas", JSON, is_page=False, rows=_units, queries=7
    ),
    Route("unit_enter", "/directory/units/enter/", SIGNED_IN, queries=8, post={ANONYMOUS: 302, ANYONE_ELSE: 422}),
    Route("units_to_confirm", "/directory/units/to-confirm/", only(*OFFICERS), rows=_units, queries=12),
    Route("unit", lambda w: f"/directory/units/{w.unconfirmed.pk}/", SIGNED_IN, rows=_supervisors, queries=12),
    Route(
        "unit_confirm", lambda w: f"/directory/units/{w.unconfirmed.pk}/confirm/",
        only(Role.INSTITUTE_OFFICER, *NATIONAL), rows=_supervisors, queries=14,
        post=only(Role.INSTITUTE_OFFICER, *NATIONAL, status=422),
    ),
]  # fmt: skip
