"""Pages and acts around dossiers at two sizes: the officer's page of one, an answer kept, filings per second."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.utils import timezone

from benchmarks.closing_night import PREPARE, _answers, _bound, _post
from benchmarks.measure import Visit
from benchmarks.table import Row
from instruments.spec import FieldKind
from tests.notifications.house import House
from tests.services import free_port, start_postgresql, wait_until

if TYPE_CHECKING:
    from proposals.models import Dossier

CLIENTS, FILED = 8, 160
SMALL, LARGE = 200, 2_000


def grow(size: int) -> None:
    """Bring the dossiers to `size`."""
    from proposals.models import Dossier

    missing = size - Dossier.objects.count()
    if missing > 0:
        call_command("generate", proposals=missing, reviewers=missing // 10, seed=size, verbosity=0)


@cache
def _examined() -> str:
    """A dossier that the demonstration's officer reads, filed."""
    from proposals.models import Dossier

    mine = Dossier.objects.filter(institute__code="INSU", filing__isnull=False, state="admissible").order_by("pk")
    return str(mine.values_list("uid", flat=True)[0])


@cache
def _reviewed() -> str:
    """A dossier of the same officer with three reviews at least, else the one with most."""
    from django.db.models import Count

    from proposals.models import Dossier

    mine = Dossier.objects.filter(institute__code="INSU", filing__isnull=False)
    counted = mine.annotate(number=Count("reviews")).order_by("-number", "pk")
    return str(next((one.uid for one in counted if one.number <= 3), counted[0].uid))


def visits() -> dict[str, Visit]:
    """What an officer opens."""
    return {
        "dossier, officer": Visit(f"/proposals/{_examined()}/", "officer"),
        "dossier with three reviews, officer": Visit(f"/proposals/{_reviewed()}/", "officer"),
    }


def campaign_visits() -> dict[str, Visit]:
    """The counts of every call, the late reviews, the interests to rule on."""
    return {"campaign, officer": Visit("/campaign/", "officer"), "campaign, Derci": Visit("/campaign/", "derci")}


@cache
def _typed() -> Callable[[], dict[str, Any]]:
    """What the script of the editor sends for one question of the demonstration's carrier, each time a new text."""
    from proposals.models import Answer

    answer, _is_new = Answer.objects.get_or_create(
        dossier=_draft(), field=_question(), defaults={"value": "", "changed_at": timezone.now()}
    )
    revisions = itertools.count(answer.revision)

    def sent() -> dict[str, Any]:
        revision = next(revisions)
        return {"value": f"Une réponse de quelques mots, la {revision}e.", "revision": revision}

    return sent


@cache
def _draft() -> Dossier:
    from proposals.models import Dossier

    mine = Dossier.objects.filter(carrier__email="carrier@demo.example", state="draft").for_rules()
    return mine.order_by("pk")[0]


def _question() -> str:
    return next(one.slug for one in _draft().rules.fields if one.kind is FieldKind.TEXT and one.slug != "title")


def autosave_visits() -> dict[str, Visit]:
    """One answer kept, as the editor does while somebody types."""
    path = f"/proposals/{_draft().uid}/answers/{_question()}/"
    return {"autosave of one answer": Visit(path, "carrier", _typed())}


def filings() -> list[Row]:
    """Filings per second through the real web server, at eight clients."""
    return [_filed("filings a second, PostgreSQL", "", "≥ 30"), _filed("filings a second, embedded", "sqlite", "≥ 10")]


def _filed(name: str, kind: str, reach: str) -> Row:
    folder = Path(tempfile.mkdtemp(prefix="coopinteer-filings-"))
    database = f"sqlite:///{folder / 'house.sqlite3'}" if kind else start_postgresql()
    house = House(folder, database=database)
    house.environment |= {"HOST": "127.0.0.1", "PORT": str(free_port()), "PYTHONPATH": os.getcwd()}
    try:
        house.migrate()
        house.manage("load_reference")
        found = json.loads(house.run(PREPARE.format(number=FILED)).splitlines()[-1])["dossiers"]
        rate, median = _all_at_once(house, found)
    finally:
        house.stop()
    return Row(name, str(FILED), milliseconds=median * 1000, reach=reach, note=f"{rate:.1f} a second")


def _all_at_once(house: House, found: list[list[str]]) -> tuple[float, float]:
    """Filings a second, and the median seconds of one, with every client busy."""
    from cnrs_coop.processes import web

    port = int(house.environment["PORT"])
    house.start([part.replace(_bound(part), f"127.0.0.1:{port}") for part in web()])
    wait_until(lambda: _answers(port), "the web answers", 60)
    # the first requests of each process load what the others find loaded
    warm, rest = found[: 2 * CLIENTS], found[2 * CLIENTS :]
    _share(warm, port)
    started = time.monotonic()
    seconds = _share(rest, port)
    return len(rest) / (time.monotonic() - started), statistics.median(seconds)


def _share(dossiers: list[list[str]], port: int) -> list[float]:
    seconds: list[float] = []

    def client(mine: list[list[str]]) -> None:
        for uid, session, _email in mine:
            began = time.monotonic()
            status, place = _post(port, f"/proposals/{uid}/submit/", session)
            if status != http.client.FOUND or not place.endswith("/filed/"):
                raise SystemExit(f"a filing was answered {status} {place}")
            seconds.append(time.monotonic() - began)

    threads = [threading.Thread(target=client, args=(dossiers[n::CLIENTS],)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds
