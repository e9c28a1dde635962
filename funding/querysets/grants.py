"""Queries of changes of grant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from funding.enums import ChangeKind, ChangeState
from funding.querysets.money import of_visible_awards

if TYPE_CHECKING:
    from datetime import date

    from directory.standing import Standing


class GrantChangeQuerySet(models.QuerySet):
    """Changes of grant, proposed and decided."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(of_visible_awards(standing))

    def for_list(self) -> Self:
        return self.select_related(
            "award__version", "award__institute", "award__unit", "award__delegation", "proposed_by", "decided_by"
        ).defer("award__version__rules")

    def proposed(self) -> Self:
        return self.filter(state=ChangeState.PROPOSED)

    def carried_over(self, day: date) -> Self:
        """Unspent money that may still be spent on `day`."""
        return self.filter(kind=ChangeKind.CARRY_OVER, state=ChangeState.AGREED, ends_on__gte=day)
