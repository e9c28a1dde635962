"""Which international research centers an action leans on."""

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
