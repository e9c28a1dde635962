"""Routes of the automatic assignment of reviewers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from evaluation.actions import assigning as acts
from evaluation.models import AssignmentRun, Pin
from instruments.models import Call
from tests.evaluation.assignments import worked
from tests.evaluation.reviews import a_reviewer, an_admissible_dossier
from tests.proposals.dossiers import a_permanent_or_annual_call
from tests.routes import CARRIER, COEDITOR, Route, only
from tests.routes.proposals import share

OFFICER, ELSEWHERE = Role.INSTITUTE_OFFICER.value, "institute-officer-elsewhere"


def build(world: Any) -> None:
    """A call with one assignment proposed and one impossible; a pair decided by hand."""
    world.assigned = a_permanent_or_annual_call("iea")
    world.helpers = [a_reviewer(last_name=f"Prête{turn}") for turn in range(3)]
    dossier = _dossier(world)
    officer, now = standing_of(world.people[OFFICER]), timezone.now()
    acts.pin(dossier, world.helpers[0], kind="always", at=now, by=officer)
    world.impossible = _asked(world, 9)
    world.proposed = _asked(world, 2)
    world.waiting = acts.ask(a_permanent_or_annual_call("irp"), world.institute, per_dossier=1, per_person=3,
                             due=now + timedelta(days=30), at=now, by=officer)  # fmt: skip


def _dossier(world: Any) -> Any:
    made = an_admissible_dossier("iea", carrier=world.people[CARRIER], call=world.assigned)
    share(made, world.people[COEDITOR])
    return made


def _asked(world: Any, per_dossier: int) -> AssignmentRun:
    now = timezone.now()
    return worked(acts.ask(world.assigned, world.institute, per_dossier=per_dossier, per_person=20,
                           due=now + timedelta(days=30), at=now, by=standing_of(world.people[OFFICER])))  # fmt: skip


def _places(world: Any, number: int) -> None:
    for _turn in range(number):
        call: Call = a_permanent_or_annual_call("iea")
        an_admissible_dossier("iea", carrier=world.people[CARRIER], call=call)
        now = timezone.now()
        acts.ask(call, world.institute, per_dossier=1, per_person=3, due=now + timedelta(days=9), at=now,
                 by=standing_of(world.people[OFFICER]))  # fmt: skip


def _pins(world: Any, number: int) -> None:
    officer = standing_of(world.people[OFFICER])
    for _turn in range(number):
        acts.pin(_dossier(world), a_reviewer(), kind="never", at=timezone.now(), by=officer)
        stopped = acts.ask(world.assigned, world.institute, per_dossier=1, per_person=9, at=timezone.now(),
                           due=timezone.now() + timedelta(days=9), by=officer)  # fmt: skip
        acts.stop(stopped, at=timezone.now(), by=officer)


def _pairs(world: Any, number: int) -> None:
    """More dossiers in the same proposal, with the same people."""
    run = AssignmentRun.objects.get(pk=world.proposed.pk)
    first = run.plan["pairs"][0]
    run.plan["pairs"] += [first | {"dossier": _dossier(world).pk} for _turn in range(number)]
    run.save(update_fields=["plan"])


def _lacks(world: Any, number: int) -> None:
    run = AssignmentRun.objects.get(pk=world.impossible.pk)
    first = run.plan["lacks"][0]
    run.plan["lacks"] += [first | {"dossier": _dossier(world).pk} for _turn in range(number)]
    run.save(update_fields=["plan"])


def _at(name: str, rest: str = "") -> Any:
    return lambda world: f"/assignments/runs/{getattr(world, name).uid}/{rest}"


def _asking(rest: str = "") -> Any:
    return lambda world: f"/assignments/{world.assigned.slug}/{world.institute.code}/{rest}"


NO_GET = {"*": 405, "anonymous": 302}
ROUTES = [
    Route("assignment_list", "/assignments/", only(OFFICER, ELSEWHERE), fullest=OFFICER, rows=_places),
    Route("assignment_ask", _asking(), only(OFFICER), fullest=OFFICER, rows=_pins, post=only(OFFICER, status=422)),
    Route("assignment_pin", _asking("pairs/"), NO_GET, post=only(OFFICER, status=302),
          data=lambda world: {"take-off": str(Pin.objects.order_by("pk").values_list("pk", flat=True).first() or 0)},
          is_page=False),
    Route("assignment_run", _at("proposed"), only(OFFICER), fullest=OFFICER, rows=_pairs),
    Route("assignment_run", _at("impossible"), only(OFFICER), fullest=OFFICER, rows=_lacks),
    Route("assignment_run", _at("waiting"), only(OFFICER), fullest=OFFICER),
    Route("assignment_progress", _at("waiting", "progress/"), only(OFFICER), is_page=False),
    Route("assignment_do", _at("waiting", "do/undo/"), NO_GET, post=only(OFFICER, status=302), is_page=False),
]  # fmt: skip
