"""What tranches take of the budget years: one query, written once for all who read by the same offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from funding.querysets.money import of_visible_tranches
from workflow.prepared import PreparedByKey

if TYPE_CHECKING:
    from directory.standing import Standing

_ASKED = PreparedByKey(most=100)


def taken_by_year(standing: Standing) -> list[tuple[Any, ...]]:
    """The rows of `by_year` over the tranches that `standing` reads."""
    return _ASKED.rows_where(of_visible_tranches(standing), _by_year)


def _by_year(readable: Q) -> Any:
    return apps.get_model("funding", "Tranche").objects.filter(readable).by_year()
