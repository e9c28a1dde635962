"""A new closing for one dossier, with a reason: the institute's officer or the Derci. One that lapsed reopens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from notifications.mails import post
from proposals.actions.visas import move_dates
from proposals.enums import DossierState as S
from proposals.models import Dossier
from proposals.querysets.dossiers import UNFILED
from proposals.workflow import REOPENED
from wording.formats import moment
from wording.languages import shown_language
from workflow.engine import SYSTEM, MovedOn, Refused, perform
from workflow.history import of_subject, record

if TYPE_CHECKING:
    from directory.standing import Standing

EXTENDERS = frozenset({Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER})
# triage aims at three weeks, then reviewers are chosen: a dossier that came later would be judged beside nothing
REOPENABLE = timedelta(days=30)


def reopenable_until(dossier: Dossier) -> datetime | None:
    """Until when a dossier that was not filed by its closing may be opened again; none for a permanent entry."""
    return dossier.closes + REOPENABLE if dossier.closes else None


def refusals(dossier: Dossier, at: datetime) -> Iterator[str]:
    """What refuses any new closing for this dossier at `at` (aware), whatever its date. No query."""
    until = reopenable_until(dossier)
    if until is None:
        yield _("This entry is permanent: there is no closing to postpone.")
    elif dossier.state == S.LAPSED and at >= until:
        said = {"moment": moment(until, shown_language())}
        yield _("This dossier was not filed, and could be opened again until %(moment)s: it is too late now.") % said
    elif dossier.state not in (*UNFILED, S.FILED, S.LAPSED):
        yield _("This dossier is being examined, or is over: its closing no longer matters.")


@transaction.atomic
def extend_dossier(dossier: Dossier, *, until: datetime, reason: str, at: datetime, by: Standing) -> None:
    """Let this dossier be filed until `until` (aware), later than its present closing. Its writers are told.

    One that lapsed lately stands again where it stood, as it was left. Raises Refused without a reason, for a permanent
    entry, for a date that is past or earlier, once examined or long lapsed; MovedOn when this very closing is its own.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if not _is_theirs(locked, by):
        raise Refused([_("Only the institute’s international service and the Derci postpone a closing.")])
    if reasons := list(refusals(locked, at)):
        raise Refused(reasons)
    if locked.extended_until == until > at and locked.state != S.LAPSED:
        raise MovedOn([_("This dossier has this closing already: nothing was done twice.")])
    if locked.closes is None or until <= max(at, locked.closes):
        raise Refused([_("Choose a date later than the present closing, and to come.")])
    if not reason.strip():
        raise Refused([_("A reason is needed: write in a few words why.")])
    locked.extended_until = until
    locked.save(update_fields=["extended_until"])
    move_dates(dossier=locked, at=at, by=by)
    row = record(locked, "extend", by=by, at=at, reason=reason, until=until.isoformat())
    if locked.state == S.LAPSED:
        perform(locked, REOPENED[_lapsed_from(locked)], by=SYSTEM, at=at)
    else:
        post("dossier.extended", locked, event=f"dossier-extended-{locked.uid}-{row.seq}")


def _lapsed_from(dossier: Dossier) -> S:
    """Where it stood at its closing: the history says. One query."""
    return S(of_subject(dossier).filter(act="lapse").order_by("-seq").values_list("source", flat=True)[0])


def _is_theirs(dossier: Dossier, by: Standing) -> bool:
    """The officer of its institute, or an officer of the Derci, even of a draft they do not read."""
    of_institute = dossier.institute_id in by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    return of_institute or by.holds_nationally(Role.DERCI_OFFICER)
