"""The dossiers beside the cuts of several lists, in plain values: a page shows forty of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from instruments.models import CallVersion
from proposals.models import Dossier
from workflow.prepared import GivenMany, Prepared

if TYPE_CHECKING:
    from uuid import UUID

    from evaluation.list_cuts import Place
    from instruments.spec import Instrument


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


def near(places: Iterable[Place]) -> dict[int, NearDossier]:
    """dossier id -> the dossier, of these places. One query, and one for each version whose rules this process has not
    read."""
    rules: dict[int, Instrument] = {}
    found = {}
    for pk, *row, unit, version, fingerprint in _DOSSIERS.rows(dossiers=[one.dossier_id for one in places]):
        if version not in rules:
            known = CallVersion.from_db(DEFAULT_DB_ALIAS, ["id", "fingerprint"], [version, fingerprint])
            rules[version] = known.definition
        of = [pk, *row, None if unit is None else NearUnit(unit), rules[version]]
        found[pk] = NearDossier(*of)
    return found


# the columns that a row of a list shows, and no other: a dossier has fifty
_DOSSIERS = Prepared(
    lambda: Dossier.objects.filter(pk__in=GivenMany("dossiers")).order_by().values_list(
        "pk", "uid", "reference", "title", "countries", "unit__code", "version_id", "version__fingerprint"
    )
)  # fmt: skip
