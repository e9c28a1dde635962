"""`make audit`: every page × role × language × theme × width through axe; long, and run by hand.

Not collected with the suite, which looks at each page once, in one of the languages and in its fullest role.
"""

from __future__ import annotations

import itertools

import pytest

from tests.harness.accessibility import overflow
from tests.harness.served import Served
from tests.harness.world import ROLES, all_routes, client_of
from tests.routes import Route, World

WIDTHS = (320, 768, 1280, 1600)
CASES = [(route, role) for route in all_routes() if route.is_page for role in ROLES if route.expected(role) == 200]


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("route", "role"), CASES, ids=[f"{route.name}-{role}" for route, role in CASES])
def test_a_page_in_every_light(route: Route, role: str, language: str, world: World, served: Served):
    served.open(client_of(world, role, language), route.path(world))
    problems = []
    for theme, width in itertools.product(("light", "dark"), WIDTHS):
        served.page.emulate_media(color_scheme=theme)
        found = overflow(served.page, width) + served.axe()
        problems += [f"{theme}, {width} px: {line}" for line in found]
    assert not problems + served.watch.problems, "\n" + "\n".join(problems + served.watch.problems)
