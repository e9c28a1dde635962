"""What a ranked list adds up to on both sides of its cut, and the entries beside the cut: read once per edition of the
list (`list_editions.py`) and kept, since an arbitration shows ten lists of which one has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from evaluation.budgets import cost_by_year
from evaluation.models import RankEntry
from workflow.kept import Kept
from workflow.prepared import GivenMany, Prepared

# how many places are shown on each side of a cut
BESIDE = 2


@dataclass(frozen=True, slots=True)
class Place:
    """An entry beside a cut."""

    pk: int
    dossier_id: int
    position: int
    rank: int | None
    group: str
    is_unranked: bool
    tie_break: str
    missed: Sequence[str]
    is_excluded: bool
    amount: Decimal | None
    moved_because: str


@dataclass(frozen=True)
class Cut:
    """One list at its cut: what stands above it costs `cost` euros in all, `by_year` each budget year."""

    beside: tuple[Place, ...]
    selected: int
    ranked: int
    dossiers: int
    cost: Decimal
    by_year: Mapping[int, Decimal]


class Edited(Protocol):
    """A ranking with the edition of its entries; None where the database writes none."""

    @property
    def pk(self) -> int: ...

    @property
    def cut(self) -> int | None: ...

    @property
    def token(self) -> UUID | None: ...


_kept: Kept[tuple[UUID | None, int, int, int], Cut] = Kept(1_000)


def cuts_of(rankings: Sequence[Edited], *, months: int, first_year: int) -> dict[int, Cut]:
    """ranking id -> the list at its cut, each grant being of `months` months from `first_year`.

    Their editions are read before their entries: what is kept under one may be newer, never older. One query for the
    lists that this process has not read in their present edition; none when it has read all.
    """
    keys = {one.pk: (one.token, one.cut or 0, months, first_year) for one in rankings}
    found = {pk: kept for pk, key in keys.items() if (kept := _kept.get(key))}
    unread = [one for one in rankings if one.pk not in found]
    entries: dict[int, list[Place]] = {one.pk: [] for one in unread}
    for ranking, *row in _ENTRIES.rows(rankings=list(entries)) if unread else ():
        entries[ranking].append(Place(*row))
    for one in unread:
        found[one.pk] = _cut(entries[one.pk], one.cut or 0, months, first_year)
        # without an edition, as on SQLite, nothing says how long it holds
        if keys[one.pk][0] is not None:
            _kept.keep(keys[one.pk], found[one.pk])
    return found


def _cut(entries: Sequence[Place], cut: int, months: int, first_year: int) -> Cut:
    ranked = [one for one in entries if not one.is_unranked]
    above = [one.amount or Decimal(0) for one in ranked if one.position <= cut]
    return Cut(
        beside=tuple(one for one in ranked if cut - BESIDE < one.position <= cut + BESIDE), selected=len(above),
        ranked=len(ranked), dossiers=len(entries), cost=sum(above, Decimal(0)),
        by_year=cost_by_year([(amount, months) for amount in above if amount], first_year),
    )  # fmt: skip


_COLUMNS = ("ranking", "pk", "dossier", "position", "rank", "group", "is_unranked", "tie_break", "missed",
            "is_excluded", "amount", "moved_because")  # fmt: skip
_ENTRIES = Prepared(
    lambda: RankEntry.objects.filter(ranking__in=GivenMany("rankings"))
    .order_by("ranking_id", "position", "pk").values_list(*_COLUMNS)
)  # fmt: skip
