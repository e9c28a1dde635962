"""The frame of a dossier: the carrier's unit and what follows from it, the duration, the director's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from instruments.checks import CARRIER, DURATION, INSTITUTE
from proposals.actions.locks import locked_for_writing
from proposals.actions.visas import take_from_director
from proposals.models import Dossier, WorkingPlace
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing

# which part of the dossier each column belongs to: a request for completion names parts
PART_OF = {
    "unit": CARRIER, "is_carrier_permanent": CARRIER, "delegation": CARRIER, "director_name": CARRIER,
    "director_email": CARRIER, "institute": INSTITUTE, "months": DURATION,
}  # fmt: skip


class FrameWrittenMeanwhile(Refused):
    """Somebody else changed the frame since it was read; `current` is theirs, `fields` names what differs."""

    def __init__(self, current: Dossier, fields: list[str]) -> None:
        self.current, self.fields = current, fields
        super().__init__([_("Somebody else changed this page while you were filling it in. Both are shown below.")])


# rights follow these: of a filed dossier they wait beside it until it is filed again
PLACE = ("unit", "delegation")


@transaction.atomic
def save_frame(dossier: Dossier, *, fields: Mapping[str, Any], revision: int, at: datetime, by: Standing) -> Dossier:
    """Keep the columns of the frame, already cleaned; `revision` is the one that was read.

    Another unit brings its institute and its délégation, unless the call or the officer gives the institute. Raises
    FrameWrittenMeanwhile when a value read has changed since, Refused when a part is locked.
    """
    current = Dossier.objects.for_content().get(pk=dossier.pk)
    changed = {name: value for name, value in fields.items() if typed_in(current, name) != value}
    if not changed:
        return current
    for part in sorted({PART_OF[name] for name in changed}):
        locked = locked_for_writing(dossier, part, by=by)
    if locked.frame_revision != revision:
        raise FrameWrittenMeanwhile(current, sorted(changed))
    kept = {**changed, **_that_follow(locked, changed)}
    if locked.filing_id is None:
        hide_from_former_director(locked, kept, at=at, by=by)
    else:
        _keep_beside(locked, {name: kept.pop(name) for name in PLACE if name in kept})
    for name, value in kept.items():
        setattr(locked, name, value)
    locked.frame_revision, locked.changed_at = revision + 1, at
    locked.save(update_fields=[*PART_OF, "frame_revision", "changed_at"])
    return locked


def typed_in(dossier: Dossier, name: str) -> Any:
    """A column of the frame as its writers have it."""
    return getattr(dossier.working_place if name in PLACE else dossier, name)


def hide_from_former_director(draft: Dossier, kept: Mapping[str, Any], *, at: datetime, by: Standing) -> None:
    """A draft shown to the director of one unit is not shown to that of another: its carrier shows it again."""
    if draft.is_with_unit and "unit" in kept:
        take_from_director(draft, at=at, by=by)
        draft.is_with_unit = False


def _keep_beside(dossier: Dossier, typed: Mapping[str, Any]) -> None:
    if not typed:
        return
    place = dossier.working_place
    WorkingPlace.objects.update_or_create(
        dossier=dossier, defaults={"unit": place.unit, "delegation": place.delegation, **typed}
    )


def _that_follow(dossier: Dossier, changed: Mapping[str, Any]) -> dict[str, Any]:
    """What a newly chosen unit decides: its institute (the call's own comes first) and its délégation."""
    unit = changed.get("unit")
    if unit is None:
        return {}
    following: dict[str, Any] = {}
    if unit.delegation_id and "delegation" not in changed:
        following["delegation"] = unit.delegation
    if unit.institute_id and not dossier.call.institute_id and not dossier.is_with_institute:
        following["institute"] = unit.institute
    return following
