"""Leave to pay a tranche without its reports: given by the directorate or by the direction of the institute, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.standing import PARIS
from funding.access import DERCI
from funding.enums import TrancheState
from funding.models import Derogation, Tranche
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

# an international officer proposes it to their direction, who answers for it
GIVERS = DERCI | {Role.INSTITUTE_DIRECTION}
NOT_PAID = (TrancheState.PLANNED, TrancheState.IN_BATCH, TrancheState.NOTIFIED)
LONGEST = timedelta(days=366)


def may_derogate(tranche: Tranche, by: Standing) -> bool:
    return bool(tranche.roles_of(by) & GIVERS)


@transaction.atomic
def give(tranche: Tranche, *, reason: str, ends_on: date, at: datetime, by: Standing) -> Derogation:
    """In force at once, to `ends_on` (Paris, included); one whose day is past is ended. Raises Refused."""
    if not may_derogate(tranche, by):
        raise Refused([_("This act belongs to another role than yours.")])
    locked = Tranche.objects.select_for_update(of=("self",)).select_related("award").get(pk=tranche.pk)
    day = at.astimezone(PARIS).date()
    if found := list(_problems(locked, reason, ends_on, day)):
        raise Refused(found)
    locked.derogations.filter(ended_at=None, ends_on__lt=day).update(ended_at=at)
    try:
        with transaction.atomic():
            made = Derogation.objects.create(
                tranche=locked, reason=reason.strip(), given_by_id=by.person_id or 0, given_at=at, ends_on=ends_on
            )
    except IntegrityError as error:
        raise Refused([_("A derogation is in force already for this tranche: end it first.")]) from error
    record(locked, "derogate", by=by, at=at, reason=reason.strip(), until=ends_on.isoformat())
    return made


@transaction.atomic
def end(derogation: Derogation, *, at: datetime, by: Standing) -> None:
    """From now on the tranche needs its reports again. Raises Refused."""
    if not may_derogate(derogation.tranche, by):
        raise Refused([_("This act belongs to another role than yours.")])
    if not Derogation.objects.filter(pk=derogation.pk, ended_at=None).update(ended_at=at):
        raise Refused([_("This derogation has ended already.")])
    record(derogation.tranche, "end-derogation", by=by, at=at)


def _problems(tranche: Tranche, reason: str, ends_on: date, day: date) -> list[str]:
    found = []
    if tranche.state not in NOT_PAID:
        found.append(_("This tranche is paid or cancelled: a derogation would change nothing."))
    if tranche.number == 1:
        found.append(_("The first tranche needs no report, hence no derogation."))
    if not reason.strip():
        found.append(_("A reason is needed: write in a few words why."))
    if not day <= ends_on <= day + LONGEST:
        found.append(_("The derogation ends between today and a year from now: choose another day."))
    return found
