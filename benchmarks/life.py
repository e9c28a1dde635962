"""`make bench-life`: ten years of 500 actions, month by month, on PostgreSQL, with real transactions.

The life of `tests/funding/life`: people act, late, twice and wrongly, as a seed has it; the laws are asked after each
step. Prints the seed (SEED= takes one again) and what was done; ACTIONS= and MONTHS= make it smaller.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections import Counter

REACH_SECONDS = 30 * 60


def main() -> int:
    """Play one life; 1 when a law is broken or when it takes more than half an hour."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    actions, months = int(os.environ.get("ACTIONS") or 500), int(os.environ.get("MONTHS") or 120)
    print(f"SEED={seed}: {actions} actions, {months} months", flush=True)
    _prepare()
    from tests.funding.life.script import invented
    from tests.funding.life.stage import Life

    started, life = time.monotonic(), Life(invented(seed, actions=actions, months=months))
    try:
        life.live(on_year=lambda: print(f"{life.today:%Y}: {time.monotonic() - started:.0f} s", flush=True))
    except AssertionError as broken:
        print(f"SEED={seed}: a law is broken on {life.now:%Y-%m-%d}: {broken}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(said(life, seconds))
    return 1 if seconds > REACH_SECONDS else 0


def said(life: object, seconds: float) -> str:
    """What was lived, in figures."""
    from funding.models import Award, LedgerEntry
    from tests.funding.life.stage import Life
    from workflow.models import HistoryRow

    assert isinstance(life, Life)
    states = Counter(Award.objects.order_by().values_list("state", flat=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join((
        f"{seconds:.0f} s, {peak:.0f} MiB; {life.nights} nights, {life.oracle.total} reminders said, "
        f"{life.laws.asked} times every law",
        f"actions: {dict(states)}; {HistoryRow.objects.count()} rows of history, "
        f"{LedgerEntry.objects.count()} lines of the ledger",
        f"done: {dict(life.done.most_common())}", f"refused: {dict(life.refused.most_common())}",
    ))  # fmt: skip


def _prepare() -> None:
    """A PostgreSQL of its own, migrated; no broker: nobody has to be woken."""
    from tests import services

    os.environ |= {"DJANGO_SETTINGS_MODULE": "cnrs_coop.settings", "MODE": "test", "REDIS_URL": ""}
    os.environ["DATABASE_URL"] = services.start_postgresql()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    raise SystemExit(main())
