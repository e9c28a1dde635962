"""Rows for tests: plain functions that fill what a test does not care about. Additive: add yours below.

Every name says what it makes; every keyword goes to the model. Nothing here is random.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from directory.enums import OFFICE_SCOPES, Role, Scope
from directory.models import (
    Institute,
    Mandate,
    Office,
    Organisation,
    Person,
    RegionalDelegation,
    Section,
    Unit,
)
from directory.models.offices import SCOPE_FIELDS
from directory.standing import Standing, standing_of
from instruments.models import Centre

_numbers = count(1)
PASSWORD = "a passphrase of at least seven little words"


def next_number() -> int:
    """A number not given before in this run: for codes that must be unique."""
    return next(_numbers)


def numbers_above(given: int) -> None:
    """From now on `next_number` is greater than `given`: rows numbered up to it by another process are at hand."""
    global _numbers
    _numbers = count(max(next(_numbers), given + 1))


def a_person(**fields: Any) -> Person:
    """A person without any office, reading French; `password` is hashed (PASSWORD by default)."""
    number = next_number()
    password = fields.pop("password", PASSWORD)
    fields = {"email": f"person{number}@example.org", "first_name": "Camille", "last_name": f"Durand{number}", **fields}
    return Person.objects.create_user(password=password, **fields)


def an_institute(**fields: Any) -> Institute:
    """An institute whose service has all its contacts."""
    number = next_number()
    return Institute.objects.create(
        **{
            "code": f"T{number}",
            "name": f"CNRS Essais {number}",
            "legal_name": f"Institut des essais {number}",
            "service_name": "Pôle Europe et international",
            "email": f"institut{number}@example.org",
            "telephone": "01 99 00 12 34",
            "postal_address": "3 rue de l’Exemple, 75016 Paris",
            **fields,
        }
    )


def a_delegation(**fields: Any) -> RegionalDelegation:
    """A regional delegation (numbers have two characters: at most a hundred fresh ones per test)."""
    number = next_number() % 100
    return RegionalDelegation.objects.get_or_create(number=f"{number:02d}", defaults={"name": "Essais", **fields})[0]


def a_mandate(**fields: Any) -> Mandate:
    """A mandate of the Comité national that runs now."""
    return Mandate.objects.create(**{"name": f"Mandat {next_number()}", "starts": date(2021, 9, 1), **fields})


def a_section(**fields: Any) -> Section:
    """A section, of a mandate of its own unless one is given."""
    fields.setdefault("mandate", None)
    fields["mandate"] = fields["mandate"] or a_mandate()
    return Section.objects.create(**{"number": 1, "title": "Interactions, particules, noyaux", **fields})


def a_unit(**fields: Any) -> Unit:
    """A unit with a code, of an institute of its own unless one (or None) is given."""
    number = next_number()
    if "institute" not in fields:
        fields["institute"] = an_institute()
    return Unit.objects.create(
        **{"code": f"UMR {7000 + number}", "name": "Laboratoire des essais", "city": "Paris", **fields}
    )


def an_organisation(**fields: Any) -> Organisation:
    """A foreign organisation of the registry."""
    number = next_number()
    fields = {
        "ror_id": f"0test{number:04d}",
        "name": "University of Testing",
        "country": "JP",
        "city": "Tokyo",
        **fields,
    }
    return Organisation.objects.create(**fields)


def a_scope(scope: Scope) -> Any:
    """Something an office can be held over; None for the whole country."""
    makers = {
        Scope.UNIT: a_unit,
        Scope.INSTITUTE: an_institute,
        Scope.SECTION: a_section,
        Scope.DELEGATION: a_delegation,
    }
    return makers[scope]() if scope in makers else None


def an_office(
    person: Person | None = None, role: Role | str = Role.DERCI_OFFICER, over: Any = None, **fields: Any
) -> Office:
    """An office held since 2020 by `person` over `over` (a unit, institute…; one is made when the role needs it)."""
    role = Role(role)
    scopes = OFFICE_SCOPES[role]
    if over is None and Scope.NATIONAL not in scopes:
        over = a_scope(scopes[0])
    column = {SCOPE_FIELDS[scope] for scope in scopes if scope in SCOPE_FIELDS and _is_of(over, scope)}
    held_over = {column.pop(): over} if over is not None else {}
    return Office.objects.create(
        person=person or a_person(), role=role.value, **{"starts": date(2020, 1, 1), **held_over, **fields}
    )


def a_holder(role: Role | str, over: Any = None, **fields: Any) -> Person:
    """A person who holds `role` over `over`; keywords go to the person."""
    return an_office(a_person(**fields), role, over).person


def a_standing(role: Role | str, over: Any = None) -> Standing:
    """The standing of somebody who holds `role` over `over`."""
    return standing_of(a_holder(role, over))


def _is_of(thing: Any, scope: Scope) -> bool:
    models = {
        Scope.UNIT: Unit,
        Scope.INSTITUTE: Institute,
        Scope.SECTION: Section,
        Scope.DELEGATION: RegionalDelegation,
    }
    return isinstance(thing, models[scope])


def a_centre(**fields: Any) -> Centre:
    """An International Research Center in London, without text or themes."""
    given = {
        "slug": f"centre-{next_number()}",
        "name_fr": "Centre des essais",
        "name_en": "Centre of trials",
        "partner": "University of Testing",
        "city_fr": "Londres",
        "city_en": "London",
        "country": "GB",
    }
    return Centre.objects.create(**{**given, **fields})
