"""Rows of a dossier that its page shows where there are any: the query of the dossier says so, none asks in vain.

The layers above name their rows here too (`funding/querysets/of_dossier.py`): the page of a dossier is below them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from proposals.models import Dossier

_named: dict[str, OfDossier] = {}


class OfDossier:
    """Rows that point to a dossier by `path`, in their order, `most` of them at most.

    On the instance that a page has found, they are read once, and not at all where there are none. An act reads its
    own, under its lock.
    """

    def __init__(self, name: str, rows: Callable[[], QuerySet[Any]], *, path: str = "dossier",
                 most: int | None = None) -> None:  # fmt: skip
        self._rows, self._path, self._flag = rows, path, f"has_{name}"
        self._asked = Prepared(lambda: rows().filter(**{path: Given("dossier")})[:most])
        _named[self._flag] = self

    def of(self, dossier: Dossier) -> list[Any]:
        """Those of this dossier. One query; on a page one for all who ask, or none."""
        known = dossier.__dict__.get(self._flag)
        if known is None:
            return self._asked.objects(dossier=dossier.pk)
        kept: dict[str, list[Any]] = dossier.__dict__.setdefault("_rows_of_page", {})
        if self._flag not in kept:
            kept[self._flag] = self._asked.objects(dossier=dossier.pk) if known else []
        return kept[self._flag]

    def first_of(self, dossier: Dossier) -> Any:
        """The first of them, or None."""
        return next(iter(self.of(dossier)), None)

    def may_be_of(self, dossier: Dossier) -> bool:
        """Whether there are any, as far as the page knows. No query."""
        return bool(dossier.__dict__.get(self._flag, True))

    def exists(self) -> Exists:
        """The question that the query of dossiers asks of each."""
        return Exists(self._rows().filter(**{self._path: OuterRef("pk")}))


def named() -> list[OfDossier]:
    """All of them, of every app."""
    return list(_named.values())


def with_what_is_there(dossiers: QuerySet[Any]) -> QuerySet[Any]:
    """Dossiers that know of which rows they have none."""
    return dossiers.annotate(**{flag: one.exists() for flag, one in _named.items()})
