"""Two actions that run since the first of January: one whose reports are to be written, one whose are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from directory.models import Person
from directory.standing import PARIS, standing_of
from evaluation.demo.released import arbitrated
from evaluation.demo.sessions import colleague
from evaluation.models import Reviewer
from funding.demo.writing import submitted
from funding.enums import ReportKind
from funding.models import Award
from workflow.engine import perform

COLLEAGUE = ("Gwenaëlle", "Tressard")
TOPIC = 9


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as an action runs, everything is kept as people left it."""
    if Award.objects.exists() or Reviewer.objects.count() < 2:
        return
    now = timezone.now()
    starts = date(now.astimezone(PARIS).year, 1, 1)
    then = datetime(starts.year - 1, 11, 20, 9, tzinfo=PARIS)
    gwenaelle = colleague(COLLEAGUE, people)
    words = ("premiers contacts", "first contacts")
    for dossier in arbitrated(then, people, [people["carrier"], gwenaelle], words, topic=TOPIC):
        perform(dossier, "notify", by=standing_of(people["derci"]), at=then + timedelta(days=20))
    award, at = Award.objects.get(carrier=gwenaelle), now - timedelta(days=3)
    for kind in (ReportKind.SCIENTIFIC, ReportKind.FINANCIAL):
        submitted(award, kind, 1, at)
