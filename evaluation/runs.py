"""The worker's side of automatic assignments: compute, invite pair by pair, take back. The row is the queue.

A worker killed anywhere leaves a claim that another takes up after the lease. Only whoever holds the claim writes.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.standing import paris_today, standing_of
from evaluation.actions.inviting import Limits, invite
from evaluation.assigning import Stopped, answered, read
from evaluation.enums import ReviewState, RunState
from evaluation.models import AssignmentRun, Review, Reviewer
from evaluation.models.assignments import BUSY, COMPUTED
from evaluation.querysets.assignments import MOST_ATTEMPTS
from proposals.models import Dossier
from workflow.engine import Refused, perform

logger = logging.getLogger(__name__)


class Lost(Exception):
    """Another worker holds the run now: this one leaves it alone."""


def sweep() -> int:
    """Do what waits, oldest first; returns how many runs were brought to their end."""
    return sum(work_on(run) for run in AssignmentRun.objects.to_work_on(timezone.now(), BUSY)[:10])


def work_on(run: AssignmentRun) -> bool:
    """Bring one run to its next resting state, unless another worker holds it."""
    if not _claim(run):
        return False
    acts = {RunState.APPLYING: _apply, RunState.UNDOING: _undo}
    try:
        acts.get(RunState(run.state), _compute)(run)
    except Lost:
        return False
    except Exception:
        # one run that cannot be done must not hold up the others; it is tried again, then given up
        logger.exception("The assignment %s could not be worked on.", run.pk)
        if run.attempts < MOST_ATTEMPTS:
            AssignmentRun.objects.filter(pk=run.pk, claimed_at=run.claimed_at).update(claimed_at=None)
            return False
        _end(run, RunState.FAILED if run.state in COMPUTED else RunState.APPLIED)
    return True


def _claim(run: AssignmentRun) -> bool:
    """Compare and set: of two workers exactly one has it. What was computing is computed anew."""
    now = timezone.now()
    free = AssignmentRun.objects.to_work_on(now, BUSY).filter(pk=run.pk, state=run.state, attempts=run.attempts)
    state = RunState.RUNNING if run.state in COMPUTED else run.state
    if run.state in COMPUTED and run.attempts >= MOST_ATTEMPTS:
        free.order_by().update(state=RunState.FAILED, ended_at=now, claimed_at=None)
        return False
    if not free.order_by().update(claimed_at=now, attempts=run.attempts + 1, state=RunState(state)):
        return False
    run.refresh_from_db()
    return True


def _tell(run: AssignmentRun, done: int, total: int) -> bool:
    """Write how far it is, keep the claim alive; False when somebody asked to stop. Raises Lost."""
    now = timezone.now()
    mine = AssignmentRun.objects.filter(pk=run.pk, claimed_at=run.claimed_at)
    if not mine.update(done=min(done, total), total=total, claimed_at=now):
        raise Lost
    run.claimed_at, run.done, run.total = now, done, total
    return not AssignmentRun.objects.filter(pk=run.pk, is_stop_asked=True).exists()


def _end(run: AssignmentRun, state: RunState, **columns: Any) -> None:
    mine = AssignmentRun.objects.filter(pk=run.pk, claimed_at=run.claimed_at)
    if not mine.update(state=RunState(state), ended_at=timezone.now(), claimed_at=None, **columns):
        raise Lost


# -- computing -----------------------------------------------------------------------------------------
def _compute(run: AssignmentRun) -> None:
    try:
        asked = read(run, standing_of(run.asked_by), paris_today(), lambda done, total: _tell(run, done, total))
        plan = answered(run, asked, lambda done, total: _tell(run, done, total))
    except Stopped:
        return _end(run, RunState.STOPPED)
    is_possible = "pairs" in plan
    _end(run, RunState.PROPOSED if is_possible else RunState.IMPOSSIBLE, plan=plan)


# -- applying ------------------------------------------------------------------------------------------
def _apply(run: AssignmentRun) -> None:
    """Invite each pair that is not yet; one refusal holds up no other, and says why on the page."""
    if run.applied_by is None:
        raise LookupError("nobody applied it")
    pairs = [(one["dossier"], one["reviewer"], one) for one in run.plan["pairs"]]
    by, at = standing_of(run.applied_by), timezone.now()
    past = set(Review.objects.filter(run=run).values_list("dossier", "reviewer"))
    past |= {(one["dossier"], one["reviewer"]) for one in run.refused}
    for place, (dossier, reviewer, pair) in enumerate(pairs):
        if not _tell(run, place, len(pairs)):
            break
        if (dossier, reviewer) in past:
            continue
        with translation.override(run.applied_by.language or "fr"):
            reasons = _invited(run, dossier, reviewer, pair, by, at)
        if reasons:
            run.refused.append({"dossier": dossier, "reviewer": reviewer, "reasons": reasons})
            AssignmentRun.objects.filter(pk=run.pk, claimed_at=run.claimed_at).update(refused=run.refused)
    else:
        _tell(run, len(pairs), len(pairs))
    _end(run, RunState.APPLIED)


def _invited(run: AssignmentRun, dossier: int, reviewer: int, pair: dict[str, Any], by: Any, at: datetime) -> list[str]:
    """Invite one pair; the reasons when it is refused. The claim is checked in the same transaction."""
    try:
        with transaction.atomic():
            held = AssignmentRun.objects.select_for_update().filter(pk=run.pk, claimed_at=run.claimed_at)
            if held.order_by().values_list("pk", flat=True).first() is None:
                raise Lost
            invite(
                Dossier.objects.get(pk=dossier), Reviewer.objects.select_related("person").get(pk=reviewer),
                due=run.due, at=at, by=by, limits=Limits(run.per_dossier, run.per_person), run=run,
                explanation={key: pair[key] for key in ("value", "sections", "keywords", "terms")},
            )  # fmt: skip
    except Refused as refused:
        return refused.reasons
    except (Dossier.DoesNotExist, Reviewer.DoesNotExist):
        return [_("The dossier or the person is no longer there.")]
    return []


# -- undoing -------------------------------------------------------------------------------------------
def _undo(run: AssignmentRun) -> None:
    """Withdraw each invitation of this run that nobody answered; the others stay as they are."""
    if run.undone_by is None:
        raise LookupError("nobody undid it")
    by = standing_of(run.undone_by)
    waiting = list(Review.objects.filter(run=run, state=ReviewState.INVITED).order_by("pk"))
    for place, review in enumerate(waiting):
        _tell(run, place, len(waiting))
        try:
            with translation.override(run.undone_by.language or "fr"), transaction.atomic():
                locked = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
                # answered meanwhile: it is their review now
                if locked.state == ReviewState.INVITED:
                    perform(locked, "remove", by=by, reason=_("The automatic assignment was undone."))
        except Refused as refused:
            logger.warning("The review %s stays: %s", review.pk, refused)
    _tell(run, len(waiting), len(waiting))
    _end(run, RunState.UNDONE)
