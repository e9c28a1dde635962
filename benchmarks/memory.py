"""Memory of a web process: after a thousand requests spread over pages, then over the next ten thousand."""

from __future__ import annotations

import gc
import itertools
import os
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler

from benchmarks import board, dossiers, pages
from benchmarks.measure import Visit, asker, cookies_of
from benchmarks.table import Row

DOSSIERS = 200
# BENCH_REQUESTS: fewer of them, to try the bench itself
FIRST, NEXT = 1_000, int(os.environ.get("BENCH_REQUESTS", "10000"))


def visits() -> list[Visit]:
    """Pages of everybody: open ones, lists, the board, a dossier, type-ahead, autosave."""
    found = [
        *pages.pages_of_calls().values(), *pages.suggestions().values(), *board.VISITS.values(),
        *dossiers.visits().values(), *dossiers.autosave_visits().values(),
    ]  # fmt: skip
    return [*found, Visit("/", "carrier"), Visit("/", "officer"), Visit("/help/"), Visit("/legal-notice/")]


def run() -> list[Row]:
    """MiB held by this process, which serves as one worker; what the bench itself loaded is in it."""
    dossiers.grow(DOSSIERS)
    application = WSGIHandler()
    # the session of an account is opened once: one more row per visit would measure something else
    cookies = {account: cookies_of(account) for account in {visit.account for visit in visits()}}
    asks = itertools.cycle([asker(application, visit, cookies[visit.account]) for visit in visits()])
    held = []
    for number in (FIRST, NEXT // 2, NEXT - NEXT // 2):
        for ask in itertools.islice(asks, number):
            ask()
        gc.collect()
        held.append(_held())
    note = f"{held[0]:.0f} MiB after {FIRST}; {held[1]:.0f} then {held[2]:.0f} over the next {NEXT}"
    return [Row("memory of a web worker", str(DOSSIERS), reach="< 200 MiB, flat", note=note)]


def _held() -> float:
    """MiB that this process holds now."""
    pages_held = int(Path("/proc/self/statm").read_text().split()[1])
    return pages_held * os.sysconf("SC_PAGE_SIZE") / 2**20
