"""The nightly run of reminders over every dossier of a great campaign and a quarter as many running actions.

All is due within the week: opinions, reviews, two reports of each action, and a tranche that finance may pay.

Each run is a process of its own; the second finds everything said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

from benchmarks import running
from benchmarks.board import grow
from benchmarks.measure import Visit, cost_of
from benchmarks.table import Row

SIZES = (200, 20_000)
REACH = "< 60 s, < 300 MiB"
RUN = """
import json, time
import django
django.setup()
from django.db import connection
from django.utils import timezone
from notifications.models import OutboxMail, Reminded
from benchmarks.peak import peak
from notifications.reminding.run import remind
started = time.perf_counter()
mails = remind(timezone.now().replace(hour=10))
print(json.dumps({
    "mails": mails, "seconds": time.perf_counter() - started, "said": Reminded.objects.count(),
    "mebibytes": peak(),
}))
"""


def run() -> list[Row]:
    """The run that says everything, then one that has nothing to say, then the preview of the Derci."""
    rows = []
    for size in SIZES:
        grow(size)
        _everything_due(size // 4)
        for name in ("reminders, all due", "reminders, nothing new"):
            rows.append(_measured(name, size))
        cost = cost_of(Visit("/reminders/", "derci"))
        rows.append(Row("preview of reminders, Derci", str(size), cost.queries, cost.milliseconds, cost.floors,
                        "≤ 20 queries"))  # fmt: skip
    return rows


def _measured(name: str, size: int) -> Row:
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        raise SystemExit(f"reminders: {done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    note = f"{found['mails']} mails, {found['said']} lines said, {found['mebibytes']:.0f} MiB"
    return Row(name, str(size), milliseconds=found["seconds"] * 1000, reach=REACH, note=note)


def _everything_due(actions: int) -> None:
    """Every filed dossier awaits its unit's opinion and one review, in five days, every action two reports, and its
    tranche may be paid since the day before; nothing was said yet."""
    from django.utils import timezone

    from evaluation.models import Review
    from funding.models import Tranche
    from instruments.instants import shifted_months
    from notifications.models import OutboxMail, Reminded
    from proposals.enums import DossierState
    from proposals.models import Dossier, Visa

    now = timezone.now()
    due, before = now + timedelta(days=5), now - timedelta(days=30)
    # reports are due forty-five days before the year ends
    running.grow(actions, shifted_months(now.date() + timedelta(days=51), -12), now - timedelta(days=300))
    Tranche.objects.filter(number=1).update(state_since=now - timedelta(days=1))
    Reminded.objects.all().delete()
    OutboxMail.objects.all().delete()
    Visa.objects.filter(filing__isnull=False).exclude(state="superseded").update(
        state="asked", due=due, asked_at=before
    )
    Dossier.objects.filter(filing__isnull=False).update(state=DossierState.FILED)
    ids = Review.objects.order_by("dossier", "pk").values_list("dossier", "pk")
    one_each = dict(ids.exclude(state__in=("declined", "excluded", "removed")))
    Review.objects.filter(pk__in=list(one_each.values())).update(state="writing", due=due, state_since=before)
