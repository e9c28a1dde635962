"""`make bench-life`: ten years of 500 actions, month by month, on PostgreSQL, with real transactions.

The life of `tests/funding/life`: people act, late, twice and wrongly, as a seed has it; the laws are asked after each
step. The actions live in two houses at the same time, as a machine has two cores: what one house refuses, owes or is
late with is nothing to the other, and the laws are of actions, people and mails. Prints the seed (SEED= takes one
again) and what was done; ACTIONS= and MONTHS= make it smaller.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.funding.life.stage import Life

REACH_SECONDS = 30 * 60
HOUSES = 2


@dataclass(frozen=True)
class Lived:
    """What one house lived, in figures; `broken` is the law that did not hold, and when."""

    broken: str
    nights: int
    reminders: int
    asked: int
    history: int
    entries: int
    mebibytes: int
    states: Counter[str]
    done: Counter[str]
    refused: Counter[str]


def main() -> int:
    """Play one life; 1 when a law is broken or when it takes more than half an hour."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    actions, months = int(os.environ.get("ACTIONS") or 500), int(os.environ.get("MONTHS") or 120)
    print(f"SEED={seed}: {actions} actions in {min(HOUSES, actions)} houses, {months} months", flush=True)
    from tests import services

    server, started = services.start_postgresql(), time.monotonic()
    shares = [
        (server, seed, place, len(range(place, actions, HOUSES)), months) for place in range(min(HOUSES, actions))
    ]
    # a fresh process each: nothing of the one's connections is the other's
    with get_context("spawn").Pool(HOUSES) as houses:
        lives = houses.starmap(live, shares, chunksize=1)
    seconds = time.monotonic() - started
    for one in lives:
        if one.broken:
            print(f"SEED={seed}: {one.broken}", file=sys.stderr)
    print(said(lives, seconds))
    return 1 if any(one.broken for one in lives) or seconds > REACH_SECONDS else 0


def live(server: str, seed: int, place: int, actions: int, months: int) -> Lived:
    """One house, from an empty database on this server to its last month."""
    _prepare(server, place)
    from tests.funding.life.script import invented
    from tests.funding.life.stage import Life

    started, life, broken = time.monotonic(), Life(invented(seed + place, actions=actions, months=months)), ""

    def on_year() -> None:
        print(f"house {place + 1}, {life.today:%Y}: {time.monotonic() - started:.0f} s", flush=True)

    try:
        life.live(on_year)
    except AssertionError as law:
        broken = f"a law is broken in house {place + 1} on {life.now:%Y-%m-%d}: {law}"
    return _counted(life, broken)


def said(lives: list[Lived], seconds: float) -> str:
    """What was lived, in figures."""

    def total(name: str) -> int:
        return sum(getattr(one, name) for one in lives)

    def counts(name: str) -> dict[str, int]:
        return dict(sum((getattr(one, name) for one in lives), Counter[str]()).most_common())

    return "\n".join((
        f"{seconds:.0f} s, {max(one.mebibytes for one in lives)} MiB a house; {total('nights')} nights, "
        f"{total('reminders')} reminders said, {total('asked')} times every law",
        f"actions: {counts('states')}; {total('history')} rows of history, {total('entries')} lines of the ledger",
        f"done: {counts('done')}", f"refused: {counts('refused')}",
    ))  # fmt: skip


def _counted(life: Life, broken: str) -> Lived:
    from funding.models import Award, LedgerEntry
    from workflow.models import HistoryRow

    return Lived(
        broken=broken, nights=life.nights, reminders=life.oracle.total, asked=life.laws.asked,
        history=HistoryRow.objects.count(), entries=LedgerEntry.objects.count(),
        mebibytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        states=Counter(Award.objects.order_by().values_list("state", flat=True)), done=life.done, refused=life.refused,
    )  # fmt: skip


def _prepare(server: str, place: int) -> None:
    """A migrated database of its own; no broker: nobody has to be woken."""
    from tests.notifications.house import new_postgresql

    os.environ |= {"DJANGO_SETTINGS_MODULE": "cnrs_coop.settings", "MODE": "test", "REDIS_URL": ""}
    os.environ["DATABASE_URL"] = server
    os.environ["DATABASE_URL"] = new_postgresql(f"life-{place + 1}")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    raise SystemExit(main())
