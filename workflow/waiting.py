"""What waits for a person: the rows of the home page. Apps give theirs in `waiting.py`; the portal reads them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, DateField, Min, QuerySet, Value


@dataclass(frozen=True)
class Waiting:
    """One row: how many, what as a verb or a noun (the link), why in one sentence, by when if there is a date."""

    number: int
    sentence: str
    why: str
    url: str
    due: datetime | None = None


@dataclass(frozen=True)
class Milestone:
    """A date to come that concerns this person."""

    at: datetime
    label: str
    url: str


# what a source counts: by name, rows, and the column of their days when the soonest is wanted
Asked = Mapping[str, QuerySet[Any] | tuple[QuerySet[Any], str]]
# by name, how many and the soonest day; a name of which there are none is not there
Counted = Mapping[str, tuple[int, date | None]]


def number_of(counted: Counted, *names: str) -> int:
    """How many rows these names count together."""
    return sum(counted[name][0] for name in names if name in counted)


def tallies(**rows: QuerySet[Any] | tuple[QuerySet[Any], str]) -> dict[str, tuple[int, date | None]]:
    """How many rows each query has, and the soonest day of a column when one is named. One query for all of them.

    tallies(to_read=Report.objects.to_read(), to_write=(Report.objects.to_write(), "due_on"))
    """
    asked = [_tally(name, *(found if isinstance(found, tuple) else (found, ""))) for name, found in rows.items()]
    first, *others = asked
    joined = first.union(*others, all=True) if others else first
    return {name: (number, due) for name, number, due in joined}


def _tally(name: str, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    due = Min(column) if column else Value(None, output_field=DateField(null=True))
    counted = rows.order_by().annotate(tally_of=Value(name, output_field=CharField())).values("tally_of")
    return counted.annotate(tally=Count("pk"), tally_due=due).values_list("tally_of", "tally", "tally_due")
