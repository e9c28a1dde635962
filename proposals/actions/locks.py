"""Taking a dossier for an act: locked, and refused unless it may be written there by this person now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from directory.enums import Role
from proposals.access import WRITERS
from proposals.enums import CompletionState
from proposals.enums import DossierState as S
from proposals.models import Dossier
from proposals.querysets.writing import locked_for
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing

# the officer who opened a dossier with its carrier writes in it until it is filed
OPENING_WRITERS = WRITERS | {Role.INSTITUTE_OFFICER}


def is_writer(dossier: Dossier, by: Standing) -> bool:
    """Whether `by` writes in this dossier at all."""
    roles = dossier.roles_of(by)
    return bool(roles & (WRITERS if dossier.filing_id else OPENING_WRITERS))


def parts_to_write(dossier: Dossier) -> frozenset[str] | None:
    """The questions and papers that may be written now; None for all of them. One query in a completion."""
    if dossier.is_editable_whole:
        return None
    if dossier.state != S.COMPLETION:
        return frozenset()
    asked = dossier.completions.filter(state=CompletionState.ASKED).first()
    return frozenset(asked.parts) if asked else frozenset()


def may_write(dossier: Dossier, part: str) -> bool:
    """Whether the question or paper `part` may be written now."""
    parts = parts_to_write(dossier)
    return parts is None or part in parts


class NotWriter(Refused):
    """`by` writes nothing in this dossier: an address that does not know them answers as if it were not there."""


def locked_for_writing(dossier: Dossier, part: str, *, by: Standing) -> Dossier:
    """The dossier, locked, if `by` may write `part` of it now. Raises NotWriter, or Refused with what to do.

    One query for its carrier and co-editors: every key typed passes here. `dossier` may be a mere uid.
    """
    locked = locked_for(by.person_id, dossier)
    if locked is None:
        raise Dossier.DoesNotExist
    is_own = by.person_id is not None and (locked.carrier_id == by.person_id or locked.is_coedited)
    if not is_own and not is_writer(locked, by):
        raise NotWriter([_("This dossier is written by others: ask its carrier to invite you.")])
    if not may_write(locked, part):
        raise Refused([_("This part of the dossier can no longer be changed. What you typed is still on your screen.")])
    return locked


def locked_by_carrier(dossier: Dossier, *, by: Standing) -> Dossier:
    """The dossier, locked, for acts that belong to its carrier alone."""
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if Role.CARRIER not in locked.roles_of(by):
        raise Refused([_("This act belongs to the dossier’s carrier.")])
    return locked
