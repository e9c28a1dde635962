"""Queries of requests for changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from funding.enums import AmendmentState
from funding.querysets.money import of_visible_awards

if TYPE_CHECKING:
    from directory.standing import Standing


class AmendmentQuerySet(models.QuerySet):
    """Requests for changes."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(of_visible_awards(standing))

    def for_list(self) -> Self:
        return self.select_related("award__version", "award__carrier", "award__unit", "asked_by", "decided_by").defer(
            "award__version__rules"
        )

    def to_decide(self) -> Self:
        return self.filter(state=AmendmentState.ASKED)
