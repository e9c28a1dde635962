"""Queries of spent amounts and of the files they came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Sum

from directory.enums import Role
from funding.querysets.money import of_visible_awards

if TYPE_CHECKING:
    from directory.standing import Standing
    from funding.models import Award


class ImportQuerySet(models.QuerySet):
    """Files of spent amounts: read by whoever sent them, and nationally."""

    def visible_to(self, standing: Standing) -> Self:
        if not standing.holds(Role.FINANCE_OFFICER):
            return self.none()
        if standing.holds_nationally(Role.FINANCE_OFFICER):
            return self.all()
        return self.filter(read_by=standing.person_id)


class SpendingQuerySet(models.QuerySet):
    """Spent amounts, in euros."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(of_visible_awards(standing))

    def spent_by_line(self, award: Award) -> Any:
        """(budget_year, line, spent) of an action, in order: what its reports are prefilled with. One query."""
        return (
            self.filter(award=award).order_by("budget_year", "line")
            .values_list("budget_year", "line").annotate(spent=Sum("amount"))
        )  # fmt: skip

    def spent_by_year(self, awards: Iterable[int]) -> dict[tuple[int, int], Any]:
        """(action id, budget year) -> euros spent. One query."""
        found = self.filter(award__in=list(awards)).order_by().values_list("award", "budget_year")
        return {(award, year): spent for award, year, spent in found.annotate(spent=Sum("amount"))}
