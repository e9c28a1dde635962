"""Asking for an automatic assignment, stopping it, deciding pairs by hand, applying what is proposed, undoing it.

What the worker does for a run is `evaluation/runs.py`; here is what a person does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from documents.wake import wake
from evaluation.access import is_own
from evaluation.actions.inviting import INVITING, OPEN_TO_REVIEW
from evaluation.enums import PinKind, RunState
from evaluation.interests import found_between
from evaluation.models import AssignmentRun, Pin
from evaluation.models.assignments import BUSY
from instruments.steps import Step
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing
    from evaluation.models import Reviewer
    from instruments.models import Call
    from proposals.models import Dossier

MOST_PER_DOSSIER, MOST_PER_PERSON = 10, 50
# how long an assignment applied can be undone
UNDONE_WITHIN = timedelta(hours=2)


def ask(call: Call, institute: Institute, *, per_dossier: int, per_person: int, due: datetime, at: datetime,
        by: Standing) -> AssignmentRun:  # fmt: skip
    """Ask the worker to propose reviewers for the institute's dossiers of this call.

    `per_dossier`: reviews wanted of each, those asked already counted. `per_person`: reviews in hand at most, over all
    calls, below what each accepts. `due`: when the reviews would be awaited. Raises Refused.
    """
    _organises(institute.pk, by)
    if Step.REVIEW not in call.rules.steps:
        raise Refused([_("This call has no peer review.")])
    if not 1 <= per_dossier <= MOST_PER_DOSSIER or not 1 <= per_person <= MOST_PER_PERSON:
        raise Refused([_("Write at least one review per dossier and one per person.")])
    if due <= at:
        raise Refused([_("The date by which the review is awaited has passed: choose a later one.")])
    given = {"per_dossier": per_dossier, "per_person": per_person, "due": due.isoformat()}
    run = AssignmentRun(
        call=call, institute=institute, settings=given, asked_by_id=cast(int, by.person_id), asked_at=at
    )
    with transaction.atomic():
        _save_alone(run)
        record(run, "ask", by=by, at=at, per_dossier=per_dossier, per_person=per_person)
        wake_worker()
    return run


@transaction.atomic
def stop(run: AssignmentRun, *, at: datetime, by: Standing) -> AssignmentRun:
    """Stop what the worker does: a computation leaves nothing; invitations that have left stay. Raises Refused."""
    locked = _locked(run, by)
    if locked.state == RunState.ASKED:
        locked.state, locked.ended_at = RunState.STOPPED, at
    elif locked.state in (RunState.RUNNING, RunState.APPLYING):
        locked.is_stop_asked = True
    else:
        raise Refused([_("There is nothing to stop: %(state)s.") % {"state": locked.get_state_display().lower()}])
    locked.save(update_fields=["state", "ended_at", "is_stop_asked"])
    record(locked, "stop", by=by, at=at)
    return locked


@transaction.atomic
def apply(run: AssignmentRun, *, at: datetime, by: Standing) -> AssignmentRun:
    """Have the proposed invitations leave, pair by pair, by the worker. Of two people at once one does it."""
    locked = _locked(run, by)
    if locked.state in (RunState.APPLYING, RunState.APPLIED, RunState.UNDOING, RunState.UNDONE):
        raise Refused([_("%(name)s has applied this proposal already: nothing is sent twice.")
                       % {"name": locked.applied_by}])  # fmt: skip
    if locked.state != RunState.PROPOSED:
        raise Refused([_("There is no proposal to apply: %(state)s.") % {"state": locked.get_state_display().lower()}])
    if not locked.plan.get("pairs"):
        raise Refused([_("There is nobody to invite in this proposal.")])
    if locked.due <= at:
        raise Refused([_("The date by which the reviews were to be awaited has passed: ask for a new proposal.")])
    locked.state, locked.applied_by_id, locked.applied_at = RunState.APPLYING, by.person_id, at
    locked.done, locked.total, locked.attempts = 0, len(locked.plan["pairs"]), 0
    locked.is_stop_asked, locked.claimed_at = False, None
    _save_alone(locked)
    record(locked, "apply", by=by, at=at)
    wake_worker()
    return locked


@transaction.atomic
def undo(run: AssignmentRun, *, at: datetime, by: Standing) -> AssignmentRun:
    """Take back the invitations that nobody has answered yet, within two hours. Raises Refused."""
    locked = _locked(run, by)
    if reasons := why_not_undone(locked, at):
        raise Refused(reasons)
    locked.state, locked.undone_by_id, locked.undone_at = RunState.UNDOING, by.person_id, at
    locked.claimed_at, locked.attempts, locked.is_stop_asked = None, 0, False
    _save_alone(locked)
    record(locked, "undo", by=by, at=at)
    wake_worker()
    return locked


def why_not_undone(run: AssignmentRun, at: datetime) -> list[str]:
    """Sentences that refuse undoing."""
    if run.state in (RunState.UNDOING, RunState.UNDONE):
        return [_("This assignment is undone already.")]
    if run.state != RunState.APPLIED or run.applied_at is None:
        return [_("There is nothing to undo: %(state)s.") % {"state": run.get_state_display().lower()}]
    if at - run.applied_at > UNDONE_WITHIN:
        return [_("An assignment can be undone for two hours: after that, each request is withdrawn by itself.")]
    return []


@transaction.atomic
def pin(dossier: Dossier, reviewer: Reviewer, *, kind: str, at: datetime, by: Standing) -> Pin:
    """Decide of a pair for every computation to come: it has to be, or it never is. Raises Refused."""
    _may_pin(dossier, by)
    if dossier.state not in OPEN_TO_REVIEW:
        raise Refused([_("This dossier is not open to peer review: it has to be admissible first.")])
    if kind == PinKind.ALWAYS:
        grounds = [one.ground.label.lower() for one in found_between(dossier, reviewer.person) if one.is_excluding]
        if grounds:
            sentence = _("%(name)s is excluded: %(ground)s.")
            raise Refused([sentence % {"name": reviewer, "ground": ", ".join(grounds)}])
        if not reviewer.is_active:
            raise Refused([_("%(name)s is no longer invited.") % {"name": reviewer}])
    decided, _is_new = Pin.objects.update_or_create(
        dossier=dossier, reviewer=reviewer,
        defaults={"kind": PinKind(kind), "pinned_by_id": cast(int, by.person_id), "pinned_at": at},
    )  # fmt: skip
    record(decided, "pin", by=by, at=at, dossier=dossier.pk, reviewer=reviewer.pk, kind=kind)
    return decided


@transaction.atomic
def unpin(decided: Pin, *, at: datetime, by: Standing) -> None:
    """Leave the pair to the computation again. Raises Refused."""
    _may_pin(decided.dossier, by)
    record(decided, "unpin", by=by, at=at, dossier=decided.dossier_id, reviewer=decided.reviewer_id)
    decided.delete()


def _may_pin(dossier: Dossier, by: Standing) -> None:
    if not dossier.roles_of(by) & INVITING or is_own(dossier, by):
        raise Refused([_("Reviewers are invited by the international officer of the institute.")])


def _locked(run: AssignmentRun, by: Standing) -> AssignmentRun:
    _organises(run.institute_id, by)
    # whoever waited here reads what the other wrote, and nothing joined before
    return AssignmentRun.objects.select_for_update().get(pk=run.pk)


def _save_alone(run: AssignmentRun) -> None:
    """Keep a run that the worker will take up: of one institute's dossiers of a call, one at a time. Raises Refused."""
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        if not AssignmentRun.objects.filter(call=run.call_id, institute=run.institute_id, state__in=BUSY).exists():
            raise
        said = _("An assignment of these dossiers is under way already: wait for it, or stop it.")
        raise Refused([said]) from error


def _organises(institute: int, by: Standing) -> None:
    if institute not in by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE):
        raise Refused([_("Reviewers are invited by the international officer of the institute.")])


def wake_worker() -> None:
    """Once the row is there; without a broker the sweep finds it."""
    from evaluation.tasks import assign_reviewers

    transaction.on_commit(lambda: wake(assign_reviewers), robust=True)
