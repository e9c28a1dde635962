"""Two thousand decisions published together while the worker is killed three times: every letter exactly once.

Nothing lost, nothing twice: one letter and one mail to post per decision, each dossier in the state decided, the
publication ended, every letter's hash whole.
"""

from __future__ import annotations

import json
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.table import Row
from tests.notifications.house import House, kill_group
from tests.services import start_postgresql, wait_until

DECISIONS, KILLS = 2_000, 3
PREPARE = """
from decimal import Decimal
from django.core.management import call_command
from django.utils import timezone
from evaluation.models import Decision, Release
from instruments.models import Call
from instruments.steps import Step
from proposals.models import Dossier
from workflow.models import HistoryRow
from django.db.models import Max
now, filed = timezone.now(), Dossier.objects.filter(filing__isnull=False).order_by("pk")
while filed.count() < {number}:
    call_command("generate", proposals=600, reviewers=0, seed=Dossier.objects.count(), verbosity=0)
calls = Call.objects.filter(dossiers__filing__isnull=False).distinct()
call = next(c for c in calls if Step.ARBITRATION in c.rules.steps)
keys = list(filed.values_list("pk", flat=True)[:{number}])
version = Dossier.objects.filter(call=call).values_list("version", flat=True)[0]
Dossier.objects.filter(pk__in=keys).update(call=call, version=version, state="arbitrated", taken_back_at=None)
dossiers = list(filed.filter(pk__in=keys))
# invented dossiers have lived already: only what is written from here on counts
last = HistoryRow.objects.aggregate(last=Max("pk"))["last"]
somebody = dossiers[0].carrier
release = Release.objects.create(
    call=call, step="arbitration", title=str(last), created_at=now, created_by=somebody, state_since=now,
    state="signed", signs="derci-director", signed_at=now, signed_by=somebody, planned_at=now,
    signatory={{"name": "Anne Exemple", "quality_fr": "Directrice", "quality_en": "Director"}})
outcomes = ("selected", "reserve", "not-selected")
Decision.objects.bulk_create(
    Decision(dossier=one, step="arbitration", release=release, outcome=outcomes[place % 3], prepared_at=now,
             prepared_by=somebody, amount=Decimal(12000) if place % 3 == 0 else None, reasons_fr="Motifs.",
             reasons_en="Reasons.", reserve_rank=place if place % 3 == 1 else None)
    for place, one in enumerate(dossiers))
print(len(dossiers))
"""
WORK = """
import time
from evaluation.tasks import release_results
while True:
    release_results()
    time.sleep(0.2)
"""
COUNT = """
import hashlib, json
from collections import Counter
from evaluation.models import Decision, DecisionLetter, Release
from notifications.models import OutboxMail
from proposals.models import Dossier
from workflow.models import HistoryRow
letters = list(DecisionLetter.objects.select_related("decision__dossier"))
def whole(one):
    text = json.dumps(one.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest() == one.sha256
mails = Counter(OutboxMail.objects.filter(key="decision.released").values_list("event", "person"))
events = {event for event, _person in mails}
moved = Counter(HistoryRow.objects.filter(source="arbitrated", pk__gt=int(Release.objects.get().title))
                .values_list("subject_id", flat=True))
print(json.dumps({
    "decisions not published": Decision.objects.exclude(state="released").count(),
    "decisions without a letter": Decision.objects.filter(letter=None).count(),
    "letters beyond decisions": len(letters) - Decision.objects.count(),
    "letters that do not verify": sum(not whole(one) for one in letters),
    "mails missing": Decision.objects.count() - len(events),
    "mails twice": sum(count > 1 for count in mails.values()),
    "dossiers in another state": sum(one.decision.dossier.state != one.decision.outcome for one in letters),
    "dossiers moved twice": sum(count > 1 for count in moved.values()),
    "publications not ended": Release.objects.exclude(state="released").count(),
}))
"""


def run() -> list[Row]:
    """On PostgreSQL, with one worker that is killed and started again."""
    folder = Path(tempfile.mkdtemp(prefix="coopinteer-release-"))
    house = House(folder, database=start_postgresql())
    try:
        house.migrate()
        house.manage("load_reference")
        house.run(PREPARE.format(number=DECISIONS))
        started = time.monotonic()
        killed = _publish(house)
        seconds = time.monotonic() - started
        faults = {what: count for what, count in json.loads(house.run(COUNT).splitlines()[-1]).items() if count}
    finally:
        house.stop()
    said = ", ".join(f"{count} {what}" for what, count in faults.items()) or "no fault"
    note = f"worker killed after {', '.join(map(str, killed))} letters; {seconds:.0f} s; {said}"
    if faults or len(killed) < KILLS:
        print(f"release: {note}")
        raise SystemExit(1)
    return [Row("release of results", str(DECISIONS), reach="each letter once", note=note)]


def _has_letters(house: House, number: int) -> bool:
    return _letters(house) >= number


def _publish(house: House) -> list[int]:
    """Start the worker, kill it at a quarter, a half and three quarters, let the last one finish."""
    import sys

    command = [sys.executable, "-c", f"import django; django.setup()\n{WORK}"]
    killed = []
    for turn in range(1, KILLS + 1):
        process = house.start(command)
        wait_until(partial(_has_letters, house, DECISIONS * turn // (KILLS + 1)), "letters are written", 300)
        kill_group(process)
        process.wait(10)
        killed.append(_letters(house))
    house.start(command)
    wait_until(lambda: house.run(ENDED).strip() == "True", "the publication has ended", 300)
    return killed


ENDED = "from evaluation.models import Release as R; print(not R.objects.exclude(state='released').exists())"


def _letters(house: House) -> int:
    return int(house.run("from evaluation.models import DecisionLetter as L; print(L.objects.count())"))
