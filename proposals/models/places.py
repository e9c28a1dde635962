"""Where a filed dossier would belong, as its writers have it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.dossiers import Dossier

if TYPE_CHECKING:
    from directory.models import Institute


class WorkingPlace(models.Model):
    """Another unit typed in a filed dossier: until it is filed again, rights follow the version that stands."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, primary_key=True, related_name="place_typed")
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit")
    )
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("regional delegation"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("unit typed")
        verbose_name_plural = _("units typed")
        ordering = ["dossier"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.unit_id}"

    @property
    def institute(self) -> Institute | None:
        """That of the new unit while the dossier is taken back, if the present one came from its unit too.

        An institute that was given by the call, by who opened the dossier, or by passing it on, stays.
        """
        dossier = self.dossier
        came_from_unit = (
            dossier.unit is not None and dossier.unit.institute_id == dossier.institute_id
            and not dossier.call.institute_id and dossier.opened_by_id == dossier.carrier_id
        )  # fmt: skip
        if dossier.taken_back_at and came_from_unit and self.unit and self.unit.institute:
            return self.unit.institute
        return dossier.institute
