"""The entries around the cuts of several lists, in plain values: a page shows forty of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F
from django.db.models.functions import Coalesce

from evaluation.models import RankEntry
from instruments.models import CallVersion
from workflow.prepared import GivenMany, Prepared

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from evaluation.models import Ranking
    from instruments.spec import Instrument

# how many places are shown on each side of a cut
BESIDE = 2


@dataclass(frozen=True, slots=True)
class NearUnit:
    code: str


@dataclass(frozen=True, slots=True)
class NearDossier:
    """As much of a dossier as a row of an arbitration shows: an instance of a model takes longer to make than to
    read."""

    pk: int
    uid: UUID
    reference: str | None
    title: str
    countries: Sequence[str]
    unit: NearUnit | None
    rules: Instrument


@dataclass(frozen=True, slots=True)
class Near:
    """An entry near a cut, as much of it."""

    pk: int
    ranking_id: int
    position: int
    rank: int | None
    group: str
    is_unranked: bool
    tie_break: str
    missed: Sequence[str]
    is_excluded: bool
    amount: Decimal | None
    moved_because: str
    dossier: NearDossier

    @property
    def dossier_id(self) -> int:
        return self.dossier.pk


def near(rankings: Sequence[Ranking]) -> list[Near]:
    """The entries around these cuts. One query, and one for each version whose rules this process has not read."""
    rules: dict[int, Instrument] = {}
    found = []
    for row in _BESIDE.rows(rankings=[one.pk for one in rankings]):
        entry, dossier, (unit, version, fingerprint) = list(row[:_END]), row[_END:-3], row[-3:]
        if version not in rules:
            known = CallVersion.from_db(DEFAULT_DB_ALIAS, ["id", "fingerprint"], [version, fingerprint])
            rules[version] = known.definition
        of = [*dossier, None if unit is None else NearUnit(unit), rules[version]]
        entry.append(NearDossier(*of))
        found.append(Near(*entry))
    return found


# the columns that a row of a list shows, and no other: a dossier has fifty
ENTRY = ("pk", "ranking_id", "position", "rank", "group", "is_unranked", "tie_break", "missed", "is_excluded", "amount",
         "moved_because")  # fmt: skip
DOSSIER = ("dossier_id", "dossier__uid", "dossier__reference", "dossier__title", "dossier__countries")
_END = len(ENTRY)
OTHERS = ("dossier__unit__code", "dossier__version_id", "dossier__version__fingerprint")
_CUT = Coalesce(F("ranking__cut"), 0)
_BESIDE = Prepared(
    lambda: RankEntry.objects.filter(
        ranking__in=GivenMany("rankings"), is_unranked=False, position__gt=_CUT - BESIDE, position__lte=_CUT + BESIDE
    )
    .order_by("ranking_id", "position", "pk").values_list(*ENTRY, *DOSSIER, *OTHERS)
)  # fmt: skip
