"""Publishing results: prepared, signed by the person in office, then released together at the chosen hour.

The release is a loop of small transactions: killed at any point, it goes on where it stopped and does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role
from evaluation.deciding import act_of
from evaluation.enums import DecisionState, Outcome, RankingState, ReleaseState
from evaluation.letters import write_letter
from evaluation.models import Decision, Ranking, Release
from instruments.steps import Step
from notifications.mails import post
from workflow.engine import SYSTEM, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing
    from instruments.models import Call

logger = logging.getLogger(__name__)
# who prepares a publication, by the step that decides
PREPARING = {
    Step.ARBITRATION: frozenset({Role.DERCI_OFFICER, Role.DERCI_DIRECTOR}),
    Step.INSTITUTE_DECISION: frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION}),
    Step.COLLEGE: frozenset({Role.COLLEGE_SECRETARY, Role.DERCI_OFFICER}),
}


@transaction.atomic
def prepare_release(call: Call, decisions: Iterable[Decision], *, title: str, institute: Institute | None = None,
                    step: Step, at: datetime, by: Standing) -> Release:  # fmt: skip
    """Gather prepared decisions to be published together. Raises Refused when one is in another publication."""
    release = Release.objects.create(
        call=call, institute=institute, step=step, title=title, created_at=at, created_by_id=by.person_id or 0,
        state_since=at, signs=call.rules.decision.signed_by,
    )  # fmt: skip
    if not release.roles_of(by) & PREPARING[step]:
        raise Refused([_("This belongs to another role than yours.")])
    keys = [one.pk for one in decisions]
    free = Decision.objects.filter(pk__in=keys, state=DecisionState.PREPARED, release=None, step=step)
    if free.update(release=release) != len(keys):
        raise Refused([_("Some of these decisions are in another publication already, or are no longer prepared.")])
    record(release, "add", by=by, at=at, decisions=len(keys))
    return release


@transaction.atomic
def take_out(decision: Decision, *, at: datetime, by: Standing) -> None:
    """Leave one decision out of a publication that is not signed."""
    # the publication first, as everywhere: two acts never wait for each other
    release = Release.objects.select_for_update(of=("self",)).select_related("call").filter(decisions=decision).first()
    if release is None:
        return
    locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if release.state != ReleaseState.PREPARED or not release.roles_of(by) & PREPARING[Step(release.step)]:
        raise Refused([_("This publication is signed, or belongs to another role than yours.")])
    Decision.objects.filter(pk=locked.pk).update(release=None)
    record(release, "take-out", by=by, at=at, decision=str(locked.uid))


def sign_release(release: Release, *, planned_at: datetime | None, at: datetime, by: Standing) -> None:
    """Sign: at `planned_at` (aware UTC; now when none) everything leaves together. Raises Refused."""
    perform(release, "sign", by=by, at=at, planned_at=planned_at or at)


def release_due(now: datetime | None = None) -> int:
    """Publish what is due, or was begun and not ended, in any number of workers. Returns how many decisions left."""
    now = now or timezone.now()
    return sum(_publish(release, now) for release in Release.objects.due(now))


def _publish(release: Release, now: datetime) -> int:
    if release.state == ReleaseState.SIGNED:
        try:
            perform(release, "begin", by=SYSTEM, at=now)
        except Refused:
            return 0  # held, or begun by another worker
    left = 0
    for pk in release.decisions.filter(state=DecisionState.PREPARED).order_by("pk").values_list("pk", flat=True):
        try:
            left += _publish_one(pk, now)
        except Exception:
            # the others leave all the same; this one is tried again until it does
            logger.exception("The decision %s could not be published.", pk)
    if not release.decisions.filter(state=DecisionState.PREPARED).exists():
        _finish(release, now)
    return left


@transaction.atomic
def _publish_one(pk: int, now: datetime) -> int:
    """One decision whole, or nothing of it: the dossier's state, the letter, the mail."""
    rows = Decision.objects.select_for_update(of=("self",), skip_locked=connection.vendor == "postgresql")
    decision = rows.filter(pk=pk, state=DecisionState.PREPARED).select_related("dossier__version").first()
    if decision is None:
        return 0
    dossier = decision.dossier
    act = act_of(Outcome(decision.outcome), dossier.state)
    if not any(one.name == act for one in dossier.workflow.leaving(dossier.state)):
        # withdrawn since it was decided: nothing is published of it
        Decision.objects.filter(pk=pk).update(state=DecisionState.CANCELLED)
        return 0
    perform(dossier, act, by=SYSTEM, at=now)
    # called from the reserve: the former decision and its letter stay in the file, no longer in force
    former = Decision.objects.filter(dossier=dossier.pk, step=decision.step, state=DecisionState.RELEASED)
    former.update(state=DecisionState.CANCELLED)
    Decision.objects.filter(pk=pk).update(state=DecisionState.RELEASED, released_at=now)
    decision.refresh_from_db()
    write_letter(decision, at=now)
    post("decision.released", decision, event=f"decision-{decision.uid}")
    return 1


def _finish(release: Release, now: datetime) -> None:
    try:
        with transaction.atomic():
            perform(release, "finish", by=SYSTEM, at=now)
            _close_rankings(release, now)
    except Refused:
        logger.info("The publication %s was ended by another worker.", release.pk)


def _close_rankings(release: Release, now: datetime) -> None:
    """A ranking of which every decision is out is closed."""
    for ranking in Ranking.objects.filter(call=release.call_id, state=RankingState.SIGNED).order_by("pk"):
        dossiers = ranking.entries.values("dossier")
        if not Decision.objects.filter(dossier__in=dossiers, state=DecisionState.PREPARED).exists() and (
            Decision.objects.filter(dossier__in=dossiers, state=DecisionState.RELEASED).exists()
        ):
            perform(ranking, "close", by=SYSTEM, at=now)
