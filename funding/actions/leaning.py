"""Which international research centers an action leans on, and which unit of the directory was created for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from funding.access import STAFF
from funding.models import Award
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Unit
    from directory.standing import Standing
    from instruments.models import Centre


@transaction.atomic
def lean_on(award: Award, centres: Iterable[Centre], *, at: datetime, by: Standing) -> None:
    """The action leans on these centers and on no other. Raises Refused for who is not of the staff."""
    locked = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if not locked.roles_of(by) & STAFF:
        raise Refused([_("This belongs to another role than yours.")])
    chosen = sorted(centres, key=lambda one: one.pk)
    locked.centres.set(chosen)
    record(locked, "lean", by=by, at=at, centres=[one.slug for one in chosen])


@transaction.atomic
def name_dedicated_unit(award: Award, unit: Unit, *, at: datetime, by: Standing) -> None:
    """The unit announced in the set-up year is there now: the action knows it. The same one twice changes nothing.

    Raises Refused for who is not of the staff, where the rules make no such unit, or once another is named.
    """
    locked = Award.objects.select_for_update(of=("self",)).select_related("version").get(pk=award.pk)
    if not locked.roles_of(by) & STAFF:
        raise Refused([_("This belongs to another role than yours.")])
    if locked.rules.dedicated_unit is None:
        raise Refused([_("The rules of this action create no dedicated unit.")])
    if locked.dedicated_unit_id == unit.pk:
        return
    if locked.dedicated_unit_id is not None:
        raise Refused([_("This action has its dedicated unit already: own resources are entered for it.")])
    Award.objects.filter(pk=locked.pk).update(dedicated_unit=unit.pk)
    record(locked, "dedicated-unit", by=by, at=at, unit=str(unit))
