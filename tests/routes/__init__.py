"""The table of routes: who may open what. One module per app, each with `ROUTES` and, if need be, `build(world)`.

Every address of the resolver stands here or `tests/test_routes.py` fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

ANONYMOUS = "anonymous"
# somebody signed in who holds no office
NOBODY = "nobody"
# who writes the world's dossiers, by a link on them and by no office
CARRIER = "carrier"
COEDITOR = "coeditor"
# who is asked to review the world's dossiers, by a link on the review and by no office
REVIEWER = "reviewer"
# an institute's officer, but of an institute which is not that of the world's unit and call
OFFICER_ELSEWHERE = "institute-officer-elsewhere"
# every role not named otherwise
ANYONE_ELSE = "*"

EVERYONE: Mapping[str, int] = {ANYONE_ELSE: 200}
SIGNED_IN: Mapping[str, int] = {ANONYMOUS: 302, ANYONE_ELSE: 200}
# what the browser sends of a text that is being typed
TYPED: Mapping[str, Any] = {"value": "Une phrase.", "revision": 0}


def only(*roles: str, status: int = 200, anonymous: int = 302, otherwise: int = 404) -> dict[str, int]:
    """`roles` get `status`, the public is led to the login page, everybody else finds nothing."""
    return {ANONYMOUS: anonymous, ANYONE_ELSE: otherwise, **{str(role): status for role in roles}}


class World(SimpleNamespace):
    """What the routes are about: `people` by role, `institute`, `unit`, `section`, `delegation`; `build` adds to it."""

    people: dict[str, Any]
    sessions: dict[str, str]

    def __repr__(self) -> str:
        return "World"


@dataclass(frozen=True)
class Route:
    """One address of the resolver and what each role gets there.

    `name` is the resolver's (with its namespace, "admin:index"); `url` a path, or a function of the world.
    `allowed` gives the status of a GET per role (`*`: those not named). `post` likewise for a POST of `data`.
    `is_page` says that a 200 is an HTML page, walked by the page tests in the role `fullest` (found from `allowed`
    when empty). `rows(world, n)` makes n rows of what the page lists: the number of queries must not follow n,
    nor pass `queries`. `data` may be a function of the world; `is_json` says that it is sent as JSON. A row whose view
    takes a POST has `post`.
    """

    name: str
    url: str | Callable[[World], str]
    allowed: Mapping[str, int] = field(default_factory=lambda: EVERYONE)
    post: Mapping[str, int] | None = None
    data: Mapping[str, Any] | Callable[[World], Mapping[str, Any]] = field(default_factory=dict)
    fullest: str = ""
    rows: Callable[[World, int], Any] | None = None
    queries: int = 20
    is_page: bool = True
    is_json: bool = False

    def path(self, world: World) -> str:
        """The path to ask for."""
        return self.url(world) if callable(self.url) else self.url

    def expected(self, role: str, method: str = "GET") -> int:
        """The status `role` must get."""
        statuses = self.allowed if method == "GET" else self.post or {}
        return statuses.get(role, statuses.get(ANYONE_ELSE, 404))
