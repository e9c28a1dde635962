"""Asking for a change of a running action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funding.access import STAFF, WRITERS
from funding.amendment_kinds import KINDS
from funding.enums import AmendmentKind, AwardState
from funding.models import Amendment, Award
from notifications.mails import post
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

ASKING = WRITERS | STAFF


@transaction.atomic
def ask_change(award: Award, *, kind: AmendmentKind, data: Mapping[str, Any], reason: str, token: UUID, at: datetime,
               by: Standing) -> Amendment:  # fmt: skip
    """One request, decided by the approver of its kind. `token` names one sending of the form.

    Raises Refused when the change is impossible, or when one of its kind waits already.
    """
    if made := Amendment.objects.filter(token=token).first():
        return made
    locked = Award.objects.select_for_update(of=("self",)).select_related("version").get(pk=award.pk)
    if not locked.roles_of(by) & ASKING:
        raise Refused([_("This belongs to another role than yours.")])
    problems = list(KINDS[kind].refuses(locked, data))
    if locked.state == AwardState.CLOSED:
        problems.append(_("This action is closed: nothing of it changes any more."))
    if problems:
        raise Refused(problems)
    try:
        with transaction.atomic():
            made = Amendment.objects.create(
                award=locked, kind=kind, data=dict(data), reason=reason, token=token, state_since=at, asked_at=at,
                asked_by_id=by.person_id or 0,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([_("A request of this kind waits for an answer already: withdraw it first.")]) from error
    record(made, "ask", by=by, at=at, reason=reason)
    post("amendment.asked", made, event=f"amendment-asked-{made.uid}")
    return made
