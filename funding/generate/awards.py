"""The actions of invented dossiers that have started, as their start leaves them: nothing paid, no report written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from directory.standing import PARIS
from funding.actions.starting import award_of, reports_of, tranches_of
from funding.models import Award, Report, Tranche
from proposals.enums import DossierState
from proposals.generate.chains import Chains
from proposals.generate.parts import random_uid
from proposals.models import Dossier

if TYPE_CHECKING:
    from proposals.generate.world import World

Row = TypeVar("Row", Award, Tranche, Report)
BATCH = 1000
LEAST = Decimal(3_000)


def write(world: World, rng: Random) -> Iterator[str]:
    """The action of every started dossier that has none, from 1 January after the year of its call."""
    started = Dossier.objects.filter(state=DossierState.STARTED, award=None, unit__isnull=False).for_rules()
    found = [(dossier, date(dossier.call.year + 1, 1, 1)) for dossier in started.order_by("pk")]
    write_awards(found, rng)
    yield f"{len(found)} running actions"


def write_awards(started: Iterable[tuple[Dossier, date]], rng: Random, at: datetime | None = None) -> None:
    """The award, the plan and the reports due of each dossier (read by `for_rules`), with the first day of its action.

    Entered at `at`, else on the morning of that day; `rng` decides their addresses. Written together, a thousand at a
    time: the database asks that each plan sums to its grant when they are all there.
    """
    rows, chains = list(started), Chains(rng)
    for first in range(0, len(rows), BATCH):
        with transaction.atomic():
            _write(rows[first : first + BATCH], chains, rng, at)


def _write(rows: list[tuple[Dossier, date]], chains: Chains, rng: Random, at: datetime | None) -> None:
    awards = [award_of(dossier, _granted(dossier), first, at or _morning(first)) for dossier, first in rows]
    Award.objects.bulk_create(_addressed(awards, rng))
    Tranche.objects.bulk_create(
        _addressed((one for award in awards for one in tranches_of(award, award.created_at)), rng)
    )
    due = (
        one
        for award, (dossier, _first) in zip(awards, rows, strict=True)
        for one in reports_of(award, dossier.rules, award.created_at)
    )
    Report.objects.bulk_create(_addressed(due, rng))
    for award in awards:
        chains.add(award, "start", at=award.created_at, person_id=None,
                   data={"starts_on": award.starts_on.isoformat(), "granted": f"{award.granted:.2f}"})  # fmt: skip
    chains.write()


def _addressed(rows: Iterable[Row], rng: Random) -> list[Row]:
    """The same rows, each with an address that the seed decides."""
    addressed = list(rows)
    for one in addressed:
        one.uid = random_uid(rng)
    return addressed


def _granted(dossier: Dossier) -> Decimal:
    """What was asked, within the bounds of the instrument."""
    bounds, asked = dossier.rules.credits, dossier.asked or LEAST
    asked = max(asked, Decimal(bounds.minimum or LEAST))
    return min(asked, Decimal(bounds.maximum)) if bounds.maximum else asked


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=PARIS)
