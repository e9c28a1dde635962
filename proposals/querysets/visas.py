"""Every query of visas."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from directory.enums import Role
from directory.models import Office
from directory.relations import visible
from directory.standing import paris_today
from proposals.access import VISA_HEADS, VISA_RELATIONS
from proposals.enums import VisaState

if TYPE_CHECKING:
    from directory.standing import Standing


class VisaQuerySet(models.QuerySet):
    """Opinions of units' directors."""

    def visible_to(self, standing: Standing) -> Self:
        """Those this standing may give or read; never on a dossier one carries oneself."""
        return self._not_own(self.filter(visible(VISA_RELATIONS, standing)), standing)

    def of_head(self, standing: Standing) -> Self:
        """Those this standing gives, as director, stand-in or institute's direction."""
        return self._not_own(self.filter(visible(VISA_HEADS, standing)), standing)

    def in_force(self) -> Self:
        return self.exclude(state=VisaState.SUPERSEDED)

    def awaiting(self) -> Self:
        """Asked and not given, the nearest date first."""
        return self.filter(state=VisaState.ASKED).order_by(models.F("due").asc(nulls_last=True), "asked_at", "pk")

    def shown_early(self) -> Self:
        """Drafts that their carriers show before filing."""
        return self.filter(state=VisaState.PREPARED, filing=None).order_by("-asked_at", "pk")

    def given(self) -> Self:
        return self.filter(state=VisaState.GIVEN).order_by("-given_at", "pk")

    def without_director(self) -> Self:
        """Filed, and nobody in office to ask."""
        return self.filter(state=VisaState.PREPARED, filing__isnull=False)

    def waiting_for_director(self, now: datetime) -> Self:
        """Of those, the ones whose unit has a director in office now."""
        offices = Office.objects.held_on(paris_today()).filter(role=Role.UNIT_DIRECTOR, unit=OuterRef("unit"))
        return self.without_director().filter(Exists(offices)).order_by("asked_at", "pk")

    def for_list(self) -> Self:
        """What a queue shows: the filed content comes with it, since the sums asked stand there."""
        return self.select_related(
            "dossier__call", "dossier__version", "dossier__carrier", "dossier__unit", "dossier__institute", "filing",
            "given_by",
        ).defer("dossier__version__rules", "dossier__call__text_fr", "dossier__call__text_en")  # fmt: skip

    def _not_own(self, found: Self, standing: Standing) -> Self:
        return found.filter(~Q(dossier__carrier=standing.person_id)) if standing.person_id else found
