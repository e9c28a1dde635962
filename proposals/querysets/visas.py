"""Every query of visas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from directory.relations import visible
from proposals.access import VISA_RELATIONS
from proposals.enums import VisaState

if TYPE_CHECKING:
    from directory.standing import Standing


class VisaQuerySet(models.QuerySet):
    """Opinions of units' directors."""

    def visible_to(self, standing: Standing) -> Self:
        """Those this standing may give or read; never on a dossier one carries oneself."""
        mine = self.filter(visible(VISA_RELATIONS, standing))
        return mine.exclude(dossier__carrier=standing.person_id) if standing.person_id else mine

    def in_force(self) -> Self:
        return self.exclude(state=VisaState.SUPERSEDED)

    def awaiting(self) -> Self:
        """Asked and not given, the nearest date first."""
        return self.filter(state=VisaState.ASKED).order_by(models.F("due").asc(nulls_last=True), "asked_at", "pk")
