"""A call whose reviewers are to be assigned, for tests; made through the acts people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.models import Institute
from directory.standing import Standing, standing_of
from evaluation.actions import assigning as acts
from evaluation.models import AssignmentRun, Reviewer
from evaluation.runs import work_on
from instruments.models import Call
from proposals.models import Dossier
from tests.evaluation.reviews import a_reviewer, an_admissible_dossier
from tests.factories import a_delegation, a_person, a_unit, an_institute, an_office
from tests.proposals.dossiers import a_permanent_or_annual_call


@dataclass
class ToAssign:
    """One call, one institute, its dossiers, the pool, the officer."""

    call: Call
    institute: Institute
    dossiers: list[Dossier]
    people: list[Reviewer]
    officer: Standing

    def ask(self, per_dossier: int = 2, per_person: int = 4, **more: Any) -> AssignmentRun:
        at = more.pop("at", timezone.now())
        return acts.ask(self.call, self.institute, per_dossier=per_dossier, per_person=per_person, at=at,
                        due=at + timedelta(days=30), by=more.pop("by", self.officer))  # fmt: skip

    def proposed(self, per_dossier: int = 2, per_person: int = 4, **more: Any) -> AssignmentRun:
        """Asked and computed."""
        return worked(self.ask(per_dossier, per_person, **more))

    def applied(self, *given: Any, **more: Any) -> AssignmentRun:
        """Computed, applied, invited."""
        run = self.proposed(*given, **more)
        acts.apply(run, at=timezone.now(), by=self.officer)
        return worked(run)


def worked(run: AssignmentRun) -> AssignmentRun:
    """What the worker makes of it."""
    work_on(AssignmentRun.objects.get(pk=run.pk))
    return AssignmentRun.objects.get(pk=run.pk)


def a_call_to_assign(dossiers: int = 2, people: int = 3, **fields: Any) -> ToAssign:
    """So many admissible dossiers of one institute, so many people of the pool who work nowhere near."""
    call, institute = a_permanent_or_annual_call("iea"), an_institute()
    officer = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, institute).person)
    made = []
    for _turn in range(dossiers):
        unit = a_unit(institute=institute, delegation=a_delegation())
        an_office(a_person(), Role.UNIT_DIRECTOR, unit)
        made.append(an_admissible_dossier("iea", call=call, carrier=a_person(unit=unit)))
    pool = [a_reviewer(last_name=f"Relecteur{turn}", **fields) for turn in range(people)]
    return ToAssign(call, institute, made, pool, officer)
