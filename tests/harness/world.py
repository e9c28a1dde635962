"""The small world in which every route is asked for by every role."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler

import tests.routes
from directory.enums import OFFICE_SCOPES, Role, Scope
from tests import factories
from tests.routes import ANONYMOUS, NOBODY, OFFICER_ELSEWHERE, Route, World

LINKED = (Role.CARRIER.value, Role.COEDITOR.value, Role.REVIEWER.value)
ROLES: tuple[str, ...] = (ANONYMOUS, NOBODY, *LINKED, *(role.value for role in OFFICE_SCOPES), OFFICER_ELSEWHERE)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@cache
def route_modules() -> tuple[ModuleType, ...]:
    """The modules of `tests/routes`, in the order of the layers (what stands lower is built first)."""
    names = [module.name for module in pkgutil.iter_modules(tests.routes.__path__)]
    layers = list(reversed(settings.LOCAL_APPS))
    names.sort(key=lambda name: (_layer(layers, name), name))
    return tuple(importlib.import_module(f"tests.routes.{name}") for name in names)


def _layer(layers: list[str], name: str) -> int:
    """`proposals_visas` stands in the layer of proposals, after `proposals` itself."""
    app = name.partition("_")[0]
    return layers.index(app) if app in layers else -1


def all_routes() -> list[Route]:
    """Every row of the table."""
    return [route for module in route_modules() for route in module.ROUTES]


def build_world() -> World:
    """One holder per office over one institute, unit, section and delegation; then what each app adds."""
    world = World(
        institute=factories.an_institute(), section=factories.a_section(), delegation=factories.a_delegation()
    )
    world.unit = factories.a_unit(institute=world.institute, delegation=world.delegation)
    world.people = {NOBODY: factories.a_person(), OFFICER_ELSEWHERE: factories.a_holder(Role.INSTITUTE_OFFICER)}
    for role in OFFICE_SCOPES:
        is_administrator = role is Role.ADMINISTRATOR
        person = factories.a_person(is_staff=is_administrator, is_superuser=is_administrator)
        factories.an_office(person, role, scope_in(world, role))
        world.people[role.value] = person
    for module in route_modules():
        if hasattr(module, "build"):
            module.build(world)
    world.sessions = {role: _session_of(person) for role, person in world.people.items()}
    return world


def scope_in(world: World, role: Role) -> object:
    """What of this world `role` is held over; None when nationally."""
    things = {
        Scope.UNIT: world.unit,
        Scope.INSTITUTE: world.institute,
        Scope.SECTION: world.section,
        Scope.DELEGATION: world.delegation,
    }
    return things.get(OFFICE_SCOPES[role][0])


def _session_of(person: object) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@cache
def _handler() -> ClientHandler:
    return ClientHandler(enforce_csrf_checks=False)


def client_of(world: World, role: str, language: str = "fr") -> Client:
    """A client signed in as `role`, which reads `language` (the person's own row is changed)."""
    client = Client(headers={"accept-language": language})
    # one chain of middleware for all, as a server has it
    client.handler = _handler()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if role != ANONYMOUS:
        person = world.people[role]
        # what a test wrote is undone, what it left on `person` is not: only "fr" is surely that of its row
        if not person.language == language == "fr":
            type(person).objects.filter(pk=person.pk).update(language=language)
            person.language = language
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


def fullest_role(route: Route) -> str | None:
    """The role in which a page shows most: the one named, else the last office that gets 200, else anybody."""
    if route.fullest:
        return route.fullest
    named = [role for role in ROLES if route.expected(role) == 200]
    order = [Role.DERCI_OFFICER.value, Role.ADMINISTRATOR.value, Role.INSTITUTE_OFFICER.value]
    return next((role for role in order if role in named), named[-1] if named else None)


def pages() -> Iterator[tuple[Route, str]]:
    """Each route that shows an HTML page, with the role in which it is looked at."""
    for route in all_routes():
        role = fullest_role(route)
        if route.is_page and role is not None:
            yield route, role


def read(answer: Any) -> int:
    """The status of an answer, once a file has been read to its end (and closed)."""
    if answer.streaming:
        for _piece in answer.streaming_content:
            pass
    return answer.status_code
