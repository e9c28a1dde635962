"""The names that lists of actions and tranches show, by id: a dozen rows, asked once for fifty."""

from __future__ import annotations

from typing import Any

from directory.models import Institute, RegionalDelegation
from workflow.prepared import Prepared

_INSTITUTES = Prepared(lambda: Institute.objects.order_by("name", "pk").values_list("pk", "code", "name"))
_DELEGATIONS = Prepared(lambda: RegionalDelegation.objects.order_by("number", "pk").values_list("pk", "number", "name"))


def institutes() -> list[tuple[int, str, str]]:
    """Id, code, name of every institute, by name. One query."""
    return _INSTITUTES.rows()


def delegations() -> list[tuple[int, str, str]]:
    """Id, number, name of every regional delegation, by number. One query."""
    return _DELEGATIONS.rows()


def named(rows: list[tuple[int, str, Any]]) -> dict[int, str]:
    """The names by id."""
    return {pk: name for pk, _code, name in rows}
