"""Preparing a call: a draft, a copy of last year's, its changes, its announcement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from instruments.instants import shifted_years
from instruments.models import Call, CallAnnex, Priority
from instruments.registry import instrument
from workflow.engine import SYSTEM, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing
    from instruments.adjustments import Adjustments


from instruments.actions.locks import locked_draft

# what a copy takes from last year's call as it is
COPIED = (
    "instrument_slug", "institute", "text_fr", "text_en", "letter_fr", "letter_en", "zone", "is_permanent",
    "grace_minutes", "is_invitation_necessary", "silence_months", "envelope", "is_permanence_required",
    "adjustments",
)  # fmt: skip
DATED = ("opens", "closes", "visa_closes", "expression_closes", "results_on")


class ChangedMeanwhile(Refused):
    """Somebody else saved the draft since it was read; `current` is the call as they left it."""

    def __init__(self, current: Call) -> None:
        self.current = current
        super().__init__(
            [_("Somebody else changed this call while you were writing. Your text is below: compare, then save again.")]
        )


def may_prepare(*, instrument_slug: str, institute: Institute | None, by: Standing) -> bool:
    """Whether `by` may prepare a call of this instrument for this owner (no institute: the Derci)."""
    owners = instrument(instrument_slug).entry.opened_by
    if institute is None:
        return Role.DERCI_OFFICER in owners and by.holds_nationally(Role.DERCI_OFFICER)
    held = by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    return Role.INSTITUTE_OFFICER in owners and institute.pk in held


@transaction.atomic
def create_call(*, fields: Mapping[str, Any], token: UUID | None = None, by: Standing) -> Call:
    """A new draft owned by `fields["institute"]` (the Derci without). Refused when `by` may not own it.

    `token` names one sending of the form: sent twice, it answers the draft already made.
    """
    if not may_prepare(instrument_slug=fields["instrument_slug"], institute=fields.get("institute"), by=by):
        raise Refused([_("This call is prepared by another service: choose one of the owners offered.")])
    if token and (made := Call.objects.filter(token=token).first()):
        return made
    call = Call(**fields, token=token or uuid4(), slug=_free_slug(fields), state=Call.workflow.initial)
    call.save(force_insert=True)
    record(call, "create", by=by)
    return call


@transaction.atomic
def copy_call(call: Call, *, by: Standing) -> Call:
    """A draft for the following year: same texts and owner, every date one year later at the same local hour."""
    fields = {name: getattr(call, name) for name in COPIED}
    fields |= {name: shifted_years(getattr(call, name), 1, call.zoneinfo) for name in DATED}
    fields |= {"year": call.year + 1, "copied_from": call}
    fields |= {
        name: getattr(call, name).replace(str(call.year), str(call.year + 1)) for name in ("title_fr", "title_en")
    }
    copy = create_call(fields=fields, by=by)
    for priority in call.priorities.all():
        Priority.objects.create(
            call=copy, institute_id=priority.institute_id, kind=priority.kind, label_fr=priority.label_fr,
            label_en=priority.label_en, countries=priority.countries,
        )  # fmt: skip
    for annex in call.annexes.all():
        CallAnnex.objects.create(
            call=copy, institute_id=annex.institute_id, text_fr=annex.text_fr, text_en=annex.text_en,
            envelope=annex.envelope,
        )  # fmt: skip
    return copy


@transaction.atomic
def edit_call(call: Call, *, fields: Mapping[str, Any], revision: int, by: Standing) -> None:
    """Change a draft. Refused once announced, or when somebody changed it since `revision` was read."""
    locked = locked_draft(call, by)
    if locked.revision != revision:
        raise ChangedMeanwhile(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.revision += 1
    locked.save()
    record(locked, "edit", by=by)


@transaction.atomic
def adjust_rules(call: Call, *, adjustments: Adjustments, by: Standing) -> None:
    """The numbers that a draft decides by itself. Refused once announced."""
    locked = locked_draft(call, by)
    locked.adjustments = adjustments.stored()
    locked.save(update_fields=["adjustments"])
    record(locked, "adjust", by=by, numbers=locked.adjustments)


@transaction.atomic
def announce_call(call: Call, *, at: datetime, by: Standing) -> None:
    """Freeze the rules and announce; the call begins at once when its opening has come. Refused by guards."""
    perform(call, "announce", by=by, at=at)
    call.refresh_from_db()
    if call.opens is not None and call.opens <= at:
        perform(call, "begin", by=SYSTEM, at=at)


def _free_slug(fields: Mapping[str, Any]) -> str:
    """The first free of `iea-2028`, `irp-2028-insu`, `iea-2028-2`…"""
    institute = fields.get("institute")
    parts = [fields["instrument_slug"], str(fields["year"]), institute.code if institute else ""]
    base = slugify("-".join(part for part in parts if part))
    taken = set(Call.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
