"""Who may open what: every address of the resolver, asked for by every role, against the table of `tests/routes`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.harness.resolver import addresses, taking
from tests.harness.world import ROLES, all_routes, client_of, fullest_role, read
from tests.routes import Route, World

ROUTES = all_routes()
with_each_route = pytest.mark.parametrize("route", ROUTES, ids=[f"{route.name}" for route in ROUTES])


def test_every_address_is_listed():
    listed = {route.name for route in ROUTES}
    missing = sorted({f"{name}  ({pattern})" for name, pattern in addresses() if name not in listed})
    assert not missing, "not in tests/routes:\n" + "\n".join(missing)


def test_no_listed_address_is_gone():
    existing = {name for name, _ in addresses()}
    assert sorted({route.name for route in ROUTES} - existing) == []


def test_each_row_whose_view_takes_a_post_says_who_may():
    posted = taking("POST")
    silent = [f"{route.name}  ({route.url if isinstance(route.url, str) else 'row'} {number})"
              for number, route in enumerate(ROUTES) if route.name in posted and route.post is None]  # fmt: skip
    assert not silent, "rows of tests/routes without `post`:\n" + "\n".join(silent)


@with_each_route
@pytest.mark.django_db
def test_each_role_gets_what_the_table_says(route: Route, world: World):
    found = {role: read(client_of(world, role).get(route.path(world))) for role in ROLES}
    assert found == {role: route.expected(role) for role in ROLES}


@with_each_route
@pytest.mark.django_db
def test_each_role_may_post_what_the_table_says(route: Route, world: World):
    data = route.data if isinstance(route.data, Mapping) else route.data(world)
    how = {"content_type": "application/json"} if route.is_json else {}
    found = {}
    for number, role in enumerate(ROLES if route.post is not None else ()):
        # each from an address of their own: some pages count how often an address asks
        client = client_of(world, role)
        with transaction.atomic():
            found[role] = read(client.post(route.path(world), data, REMOTE_ADDR=f"198.51.100.{number}", **how))
            transaction.set_rollback(True)
    assert found == {role: route.expected(role, "POST") for role in found}


@with_each_route
@pytest.mark.django_db
def test_the_number_of_queries_does_not_follow_the_number_of_rows(route: Route, world: World):
    role = fullest_role(route)
    if role is None:
        return
    with_one = _queries(route, world, role, 1)
    # what a process asks only the first time makes a number greater, never smaller: such a one is counted again
    with_three = _queries(route, world, role, 3, is_first=False)
    numbers = {1: with_one, 3: with_three if with_three == with_one else _queries(route, world, role, 3)}
    assert numbers[1] == numbers[3], f"{route.name}: {numbers[1]} queries with one row, {numbers[3]} with three"
    assert numbers[3] <= route.queries


@pytest.mark.django_db
def test_the_home_page_keeps_to_its_queries_whoever_opens_it(world: World):
    found = {}
    for role in ROLES:
        client = client_of(world, role)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        found[role] = len(queries)
    assert {role: number for role, number in found.items() if number > 20} == {}


def _queries(route: Route, world: World, role: str, rows: int, *, is_first: bool = True) -> int:
    with transaction.atomic():
        if route.rows:
            route.rows(world, rows)
        client = client_of(world, role)
        if is_first:
            read(client.get(route.path(world)))  # the first request of a process fills its own caches
        with CaptureQueriesContext(connection) as queries:
            read(client.get(route.path(world)))
        transaction.set_rollback(True)
    return sum(1 for query in queries if "SAVEPOINT" not in query["sql"])
