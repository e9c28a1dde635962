"""What results leave to do, for the demonstration: an institute's to sign, and a selected dossier to notify."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from directory.models import Person
from evaluation.demo.released import arbitrated, prepared_by_institute
from evaluation.demo.sessions import colleague
from evaluation.models import Release, Reviewer
from instruments.registry import all_instruments
from instruments.steps import Step

TO_SIGN, TO_NOTIFY = ("Nolwenn", "Kerbrat"), ("Amaury", "Desprez")
TOPIC = 4


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as an institute has results, everything is kept as people left it."""
    if Release.objects.filter(step=Step.INSTITUTE_DECISION).exists() or Reviewer.objects.count() < 2:
        return
    now = timezone.now()
    project = next(one for one in all_instruments() if Step.INSTITUTE_DECISION in one.steps)
    prepared_by_institute(project, now - timedelta(days=3), people, [colleague(TO_SIGN, people)], topic=TOPIC)
    arbitrated(now - timedelta(days=6), people, [colleague(TO_NOTIFY, people)], ("climat", "climate"), topic=TOPIC + 1)
