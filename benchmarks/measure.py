"""One client, one process: the median of many requests to the WSGI application."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from wsgiref.types import WSGIApplication

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch, get_resolver

REQUESTS, WARM_UP = 200, 10
# of a heavy page fewer, once it has been asked for so many seconds
FEWEST, LONGEST = 10, 15.0
TOKEN = "c" * 32
# they read and write no row
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


@dataclass(frozen=True)
class Visit:
    """A page asked for by somebody (the e-mail name of a demonstration account; nobody when empty).

    With `sent`, what is posted as JSON: each call gives the next value. `before` is done each time first, unmeasured.
    """

    path: str
    account: str = ""
    sent: Callable[[], Any] | None = None
    before: Callable[[], Any] | None = None


@dataclass(frozen=True)
class Cost:
    """What one visit costs: milliseconds (median), how many floors of the same minute, queries, bytes of HTML."""

    milliseconds: float
    floors: float
    queries: int
    size: int


Ask = Callable[[], tuple[float, int]]


def cost_of_floor() -> float:
    """Milliseconds of the floor, now."""
    ask = floor()
    return statistics.median(ask()[0] for _ in range(REQUESTS)) * 1000


def floor() -> Ask:
    """The floor as something to ask for: no middleware, one address."""
    with override_settings(MIDDLEWARE=[]):
        return asker(FloorHandler(), Visit("/floor/"), {})


class FloorHandler(WSGIHandler):
    """Looks up its addresses in a table of its own. Changing ROOT_URLCONF between two turns would empty Django's caches
    of addresses, and the page that follows would pay for filling them."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        match = get_resolver("benchmarks.floor").resolve(request.path_info)
        request.resolver_match = match
        return match


def cost_of(visit: Visit) -> Cost:
    """What `visit` costs with the whole middleware; page and floor take turns, so that a busy machine slows both."""
    page, bare = asker(WSGIHandler(), visit, cookies_of(visit.account)), floor()
    prepare = visit.before or (lambda: None)
    deque(_turns(prepare, page, bare, most=WARM_UP, fewest=2), maxlen=0)
    prepare()
    with CaptureQueriesContext(connection) as queries:
        _, size = page()
    asked = sum(not query["sql"].startswith(CONTROL) for query in queries.captured_queries)
    times = _turns(prepare, page, bare, most=REQUESTS, fewest=FEWEST)
    of_page, of_floor = (statistics.median(column) for column in zip(*times, strict=True))
    return Cost(of_page * 1000, of_page / of_floor, asked, size)


def _turns(
    prepare: Callable[[], Any], page: Ask, bare: Ask, *, most: int, fewest: int
) -> Iterator[tuple[float, float]]:
    """Seconds of the page, once prepared, and of the floor, in turns: `most`, fewer once `LONGEST` is over."""
    started = time.monotonic()
    for number in range(most):
        if number >= fewest and time.monotonic() - started > LONGEST:
            return
        prepare()
        yield page()[0], bare()[0]


def asker(application: WSGIApplication, visit: Visit, cookies: dict[str, str]) -> Ask:
    def ask() -> tuple[float, int]:
        factory = RequestFactory(SERVER_NAME="127.0.0.1")
        factory.cookies.load(cookies)
        environ = _request(factory, visit).environ
        statuses: list[str] = []
        started = time.perf_counter()
        body = application(environ, lambda status, headers, *_: statuses.append(status))  # type: ignore[arg-type]
        size = sum(len(part) for part in body)
        _close(body)
        seconds = time.perf_counter() - started
        if not statuses[0].startswith("200"):
            raise SystemExit(f"{visit.path} answers {statuses[0]}: nothing to measure")
        return seconds, size

    return ask


def _request(factory: RequestFactory, visit: Visit) -> WSGIRequest:
    if visit.sent is None:
        return factory.get(visit.path, headers={"accept-language": "fr"})
    factory.cookies["csrftoken"] = TOKEN
    headers = {"accept-language": "fr", "x-csrftoken": TOKEN}
    return factory.post(visit.path, visit.sent(), content_type="application/json", headers=headers)


def _close(body: Iterable[bytes]) -> None:
    close: Any = getattr(body, "close", None)
    if close:
        close()


def cookies_of(account: str) -> dict[str, str]:
    if not account:
        return {}
    from directory.models import Person

    client = Client()
    client.force_login(Person.objects.get(email=f"{account}@demo.example"))
    return {name: morsel.value for name, morsel in client.cookies.items()}
