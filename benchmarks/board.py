"""The board of triage at growing numbers of dossiers, and its file of all of them."""

from __future__ import annotations

import os
import resource
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import Client

from benchmarks.measure import Visit, cost_of
from benchmarks.table import Row

SIZES = (200, 2_000, 20_000)
REACH = "≤ 4 × floor, ≤ 12 queries"
# what finds something at every size: the number of queries is compared from one to the next
SORTED = "/triage/?min=10000&rules=ok&sort=-asked"
SEARCH = "/triage/?q=umr&sort=carrier"


def change() -> None:
    """A dossier changes, so that what was counted holds no longer: nothing of it is seen, so each page is the same."""
    from proposals.models import Dossier

    first = Dossier.objects.filter(filing__isnull=False).order_by("pk").values("pk")[:1]
    Dossier.objects.filter(pk__in=first).update(state_since=F("state_since") + timedelta(microseconds=1))


def forget() -> None:
    """As if nobody had asked before: what a process keeps of its counts is gone."""
    from proposals.board import editions

    editions.forget()


VISITS = {
    "board, officer": Visit("/triage/?all=1", "officer"),
    "board, officer, filters and order": Visit(SORTED, "officer"),
    "board, officer, search": Visit(SEARCH, "officer"),
    "board, Derci": Visit("/triage/?all=1", "derci"),
    "board, Derci, filters and order": Visit(SORTED, "derci"),
    "board, Derci, search": Visit(SEARCH, "derci"),
    "board, officer, filters and order, counted anew": Visit(SORTED, "officer", before=change),
    "board, officer, search, counted anew": Visit(SEARCH, "officer", before=change),
    "board, Derci, filters and order, counted anew": Visit(SORTED, "derci", before=change),
    "board, Derci, search, counted anew": Visit(SEARCH, "derci", before=change),
    "board, officer, search, never asked before": Visit(SEARCH, "officer", before=forget),
    "board, Derci, search, never asked before": Visit(SEARCH, "derci", before=forget),
}


def grow(size: int) -> None:
    """Bring the dossiers to `size`; the first ones stay what they are."""
    from proposals.models import Dossier

    present = Dossier.objects.count()
    if present < size:
        with open(os.devnull, "w") as nowhere:
            call_command("generate", proposals=size - present, reviewers=size // 10, seed=size, stdout=nowhere)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def run() -> list[Row]:
    """The first page for an officer and for the Derci, at each size."""
    rows = []
    for size in SIZES:
        grow(size)
        for name, visit in VISITS.items():
            cost = cost_of(visit)
            rows.append(Row(name, str(size), cost.queries, cost.milliseconds, cost.floors, REACH))
    return rows


def run_files() -> list[Row]:
    """The CSV and the workbook of everything: first byte, whole, and how much memory this process gains."""
    grow(SIZES[-1])
    client = Client()
    from directory.models import Person

    client.force_login(Person.objects.get(email="derci@demo.example"))
    return [_streamed(client), _made_by_the_worker(client)]


def _made_by_the_worker(client: Client) -> Row:
    """The workbook: what the request costs, then its making, as the worker does it."""
    from documents.exports import sweep

    before, started = _peak(), time.perf_counter()
    address = client.get("/triage/dossiers.xlsx", HTTP_HOST="127.0.0.1").headers["Location"]
    asked = time.perf_counter() - started
    sweep()
    made = time.perf_counter() - started - asked
    size = sum(len(piece) for piece in client.get(address, HTTP_HOST="127.0.0.1"))
    note = f"asked {asked:.2f} s, made {made:.1f} s, {size / 1e6:.1f} MB, {_peak() - before:.0f} MiB more"
    return Row("all dossiers as xlsx", str(SIZES[-1]), reach="made by the worker", note=note)


def _streamed(client: Client) -> Row:
    before, started = _peak(), time.perf_counter()
    answer = client.get("/triage/dossiers.csv", HTTP_HOST="127.0.0.1")
    pieces = iter(answer)
    size = len(next(pieces))
    first = time.perf_counter() - started
    size += sum(len(piece) for piece in pieces)
    whole = time.perf_counter() - started
    note = f"first byte {first:.2f} s, whole {whole:.1f} s, {size / 1e6:.1f} MB, {_peak() - before:.0f} MiB more"
    return Row("all dossiers as csv", str(SIZES[-1]), reach="first byte < 1 s, < 50 MiB more", note=note)


def _peak() -> float:
    """The most memory this process has ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
