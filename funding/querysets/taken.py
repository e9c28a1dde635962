"""What tranches take of the budget years: one query, written once for all who read by the same offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from funding.querysets.money import of_visible_tranches
from workflow.prepared import Prepared, lifted

if TYPE_CHECKING:
    from directory.standing import Standing

_written: dict[tuple[Any, ...], Prepared] = {}


def taken_by_year(standing: Standing) -> list[tuple[Any, ...]]:
    """The rows of `by_year` over the tranches that `standing` reads."""
    condition, values, shape = lifted(of_visible_tranches(standing))
    if shape not in _written:
        _written[shape] = Prepared(lambda: _by_year(condition))
    return _written[shape].rows(**values)


def _by_year(readable: Q) -> Any:
    return apps.get_model("funding", "Tranche").objects.filter(readable).by_year()
