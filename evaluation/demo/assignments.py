"""The demonstration of the automatic assignment: a proposal that the officer has to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from evaluation.actions.assigning import OPEN_TO_REVIEW, ask
from evaluation.models import AssignmentRun
from evaluation.runs import work_on
from instruments.steps import Step
from proposals.models import Dossier


def build(people: Mapping[str, Person]) -> None:
    """Once; more reviews than are asked already, so that somebody is proposed for each dossier."""
    if AssignmentRun.objects.exists():
        return
    mine = Dossier.objects.filter(state__in=OPEN_TO_REVIEW, institute__office__person=people["officer"])
    dossier = mine.select_related("call", "institute").order_by("first_filed_at", "pk").first()
    if dossier is None or dossier.institute is None or Step.REVIEW not in dossier.call.rules.steps:
        return
    now = timezone.now()
    run = ask(dossier.call, dossier.institute, per_dossier=dossier.rules.evaluation.reviews + 2, per_person=4,
              due=now + timedelta(days=30), at=now, by=standing_of(people["officer"]))  # fmt: skip
    work_on(run)
