"""Opening a dossier in a call, and discarding a draft."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from notifications.mails import post
from proposals.models import Dossier
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute, Person
    from directory.standing import Standing
    from instruments.models import Call


def may_open(call: Call, *, institute: Institute | None, by: Standing) -> bool:
    """Whether `by` may open a dossier in `call`: carriers where the rules say so, else the institute's officer."""
    openers = call.rules.entry.dossier_opened_by
    if Role.CARRIER in openers and by.person_id is not None:
        return True
    held = by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    return Role.INSTITUTE_OFFICER in openers and (bool(held) if institute is None else institute.pk in held)


@transaction.atomic
def open_dossier(call: Call, *, carrier: Person, at: datetime, institute: Institute | None = None,
                 token: UUID | None = None, by: Standing) -> Dossier:  # fmt: skip
    """A new draft under the call's present rules. The unit, its institute and délégation come from the carrier.

    An institute's officer opens it for a carrier where the instrument is proposed by the institutes (`institute`
    then is the officer's). `token` names one sending of the form. Raises Refused outside the call's window, or
    when the instrument is opened by somebody else.
    """
    if token and (made := Dossier.objects.filter(token=token).first()):
        return made
    if not may_open(call, institute=institute, by=by):
        raise Refused([_("Dossiers of this call are opened by the institute: write to its international service.")])
    version = call.latest_version
    if version is None or by.person_id is None or not call.is_open_at(at):
        raise Refused([_("This call is not open: its dates stand on its page.")])
    is_by_institute = by.person_id != carrier.pk
    unit = carrier.unit
    duration = call.rules.duration
    dossier = Dossier(
        call=call, version=version, instrument_slug=call.instrument_slug, carrier=carrier, unit=unit,
        institute=institute or call.institute or (unit.institute if unit else None),
        delegation=unit.delegation if unit else None,
        months=duration.minimum if duration.minimum == duration.maximum else None,
        is_with_institute=is_by_institute, opened_by_id=by.person_id, token=token or uuid4(), created_at=at,
        changed_at=at, state_since=at,
    )  # fmt: skip
    dossier.save(force_insert=True)
    record(dossier, "open", by=by, at=at)
    if is_by_institute:
        post("dossier.opened", dossier, event=f"dossier-opened-{dossier.uid}")
    return dossier
