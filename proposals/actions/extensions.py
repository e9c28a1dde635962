"""Postponing the closing of one dossier, with a reason: the institute's officer or the Derci."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from notifications.mails import post
from proposals.actions.visas import move_dates
from proposals.enums import DossierState as S
from proposals.models import Dossier
from proposals.querysets.dossiers import UNFILED
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

EXTENDERS = frozenset({Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER})


@transaction.atomic
def extend_dossier(dossier: Dossier, *, until: datetime, reason: str, at: datetime, by: Standing) -> None:
    """Let this dossier be filed until `until` (aware), later than its present closing. The carrier is told.

    Raises Refused without a reason, for a permanent entry, for a date that is past or earlier, or once examined.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if not _is_theirs(locked, by):
        raise Refused([_("Only the institute’s international service and the Derci postpone a closing.")])
    if locked.state not in (*UNFILED, S.FILED):
        raise Refused([_("This dossier is being examined, or is over: its closing no longer matters.")])
    if locked.closes is None:
        raise Refused([_("This entry is permanent: there is no closing to postpone.")])
    if until <= max(at, locked.closes):
        raise Refused([_("Choose a date later than the present closing, and to come.")])
    if not reason.strip():
        raise Refused([_("A reason is needed: write in a few words why.")])
    locked.extended_until = until
    locked.save(update_fields=["extended_until"])
    move_dates(dossier=locked, at=at, by=by)
    row = record(locked, "extend", by=by, at=at, reason=reason, until=until.isoformat())
    post("dossier.extended", locked, event=f"dossier-extended-{locked.uid}-{row.seq}")


def _is_theirs(dossier: Dossier, by: Standing) -> bool:
    """The officer of its institute, or an officer of the Derci, even of a draft they do not read."""
    of_institute = dossier.institute_id in by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    return of_institute or by.holds_nationally(Role.DERCI_OFFICER)
