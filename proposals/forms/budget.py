"""The grid of the budget as a form: a cell per year, line and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from proposals.actions.lines import places, years
from proposals.enums import Source
from proposals.models import Dossier
from wording.fields import EuroField

Place = tuple[int, str, str]
MOST = 99_999_999


@dataclass
class Cell:
    """One cell as the page shows it: what is kept or typed, its revision, what is wrong with it."""

    place: Place
    name: str
    value: str
    revision: int
    label: str
    error: str = ""


@dataclass
class Row:
    """One line of one source."""

    line: str
    label: str
    source: str
    source_label: str
    is_eligible: bool
    cells: list[Cell] = field(default_factory=list)


class BudgetForm:
    """Reads and shows every cell. `is_valid()` once given `data`; `cells` and `read` are what the act takes."""

    def __init__(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> None:
        self.dossier, self.data = dossier, data
        self.field = EuroField(required=False, max_value=MOST)
        self.present = {(cell.year, cell.line, cell.source): cell for cell in dossier.budget.all()}
        self.cells: dict[Place, Decimal | None] = {}
        self.read: dict[Place, int] = {}
        self.errors: dict[Place, str] = {}
        if data is not None:
            self._read(data)

    def is_valid(self) -> bool:
        return self.data is not None and not self.errors

    @property
    def years(self) -> range:
        return years(self.dossier)

    def rows(self) -> list[Row]:
        """One row per source and line, in the order of the rules."""
        found = []
        for source in Source:
            for line in self.dossier.rules.spending.lines:
                row = Row(line.slug, str(line.label), source.value, str(source.label), line.is_eligible)
                row.cells = [self._cell((year, line.slug, source.value), row) for year in self.years]
                found.append(row)
        return found

    def _read(self, data: Mapping[str, Any]) -> None:
        for place in places(self.dossier):
            name = name_of(place)
            if name not in data:
                continue
            try:
                self.cells[place] = self.field.clean(str(data[name])[:60].strip())
            except ValidationError as error:
                self.errors[place] = " ".join(error.messages)
            revision = str(data.get(f"{name}-r", "0"))
            self.read[place] = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0

    def _cell(self, place: Place, row: Row) -> Cell:
        name, kept = name_of(place), self.present.get(place)
        shown = self.field.prepare_value(kept.euros) if kept and kept.euros else ""
        if self.data is not None and name in self.data:
            shown = str(self.data[name])[:60]
        label = f"{row.source_label}, {row.label} {place[0]}"
        return Cell(place, name, str(shown), kept.revision if kept else 0, label, self.errors.get(place, ""))


def name_of(place: Place) -> str:
    """The name of a cell's input."""
    year, line, source = place
    return f"b-{source}-{line}-{year}"
