"""Memory of a web process: after a thousand requests spread over pages, then over the next ten thousand.

The process is gunicorn's own worker, with its threads, asked over HTTP; it is not replaced meanwhile, as it is in a
house that lives.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import board, dossiers, pages
from benchmarks.measure import TOKEN, Visit, cookies_of
from benchmarks.night_chaos import answers
from benchmarks.surroundings import HOUSE
from benchmarks.table import Row
from tests.services import free_port, wait_until

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
    """MiB held by one worker."""
    dossiers.grow(DOSSIERS)
    every = visits()
    # the session of an account is opened once: one more row per visit would measure something else
    cookies = {account: cookies_of(account) for account in {visit.account for visit in every}}
    port = free_port()
    server = subprocess.Popen(_command(port), cwd=HOUSE, env={**os.environ, "PYTHONPATH": str(HOUSE)})
    try:
        wait_until(lambda: answers(port), "the web answers", 180)
        worker = _child_of(server.pid)
        start, held = _held(worker), []
        turns = itertools.cycle(every)
        for number in (FIRST, NEXT // 2, NEXT - NEXT // 2):
            _ask(itertools.islice(turns, number), cookies, port)
            held.append(_held(worker))
    finally:
        server.terminate()
        server.wait(30)
    note = (f"{start:.0f} MiB at start, {held[0]:.0f} after {FIRST}; {held[1]:.0f} then {held[2]:.0f} over the next "
            f"{NEXT}")  # fmt: skip
    return [Row("memory of a web worker", str(DOSSIERS), reach="< 200 MiB, flat", note=note)]


def _command(port: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "benchmarks.memory_wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class",
        "gthread", "--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning",
        "--timeout", "300",
    ]  # fmt: skip


def _ask(asked: Iterable[Visit], cookies: dict[str, dict[str, str]], port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for visit in asked:
        kept = {**cookies[visit.account], "csrftoken": TOKEN}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()), "Accept-Language": "fr"}
        body = None
        if visit.sent is not None:
            headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/json"}
            body = json.dumps(visit.sent())
        connection.request("GET" if body is None else "POST", visit.path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{visit.path} answers {answer.status}: nothing to measure")


def _child_of(pid: int) -> int:
    """The worker that gunicorn's first process has started."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def _held(pid: int) -> float:
    """MiB that the process holds now."""
    pages_held = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages_held * os.sysconf("SC_PAGE_SIZE") / 2**20
