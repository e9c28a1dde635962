"""The grid of the budget as a form: a cell per year, line and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proposals.actions.lines import places, years
from proposals.enums import Source
from proposals.models import Dossier
from wording.fields import EuroField
from wording.formats import amount

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
    total: Decimal = Decimal()


@dataclass(frozen=True)
class Sums:
    """Euros by year and in all."""

    by_year: tuple[Decimal, ...] = ()
    total: Decimal = Decimal()

    @classmethod
    def of(cls, several: Iterable[tuple[Decimal, ...]], years: int) -> Sums:
        """The sums of rows that have one amount per year."""
        kept = list(several)
        by_year = tuple(sum((row[year] for row in kept), Decimal()) for year in range(years))
        return cls(by_year, sum(by_year, Decimal()))


@dataclass
class Group:
    """All lines of one source."""

    source: str
    label: str
    rows: list[Row] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    is_over: bool = False


def sentences() -> dict[str, str]:
    """How the sum asked of the CNRS is said; %sum, %gap and %bound are put in by the page, or as one types."""
    return {
        "none": _("Nothing is asked of the CNRS yet. The instrument provides for %bound."),
        "inside": _("Asked of the CNRS: %sum. The instrument provides for %bound."),
        "over": _("Asked of the CNRS: %sum. The instrument provides for %bound: take out at least %gap."),
        "short": _("Asked of the CNRS: %sum. The instrument provides for %bound: %gap are missing."),
    }


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

    def groups(self) -> list[Group]:
        """Per source, one row per line in the order of the rules, and the sums."""
        return [self._group(source) for source in Source]

    def totals(self) -> Sums:
        """Euros of all sources, by year and in all."""
        return Sums.of([group.sums.by_year for group in self.groups()], len(self.years))

    @property
    def asked(self) -> Decimal:
        """Euros asked of the CNRS over the whole action."""
        return self._group(Source.CNRS).sums.total

    def said(self, language: str) -> tuple[str, bool]:
        """The sum asked of the CNRS against the bound, in a sentence; and whether it is inside."""
        bound, asked = self.dossier.rules.credits, self.asked
        over = asked - bound.maximum if bound.maximum and asked > bound.maximum else Decimal()
        short = bound.minimum - asked if bound.minimum and asked < bound.minimum else Decimal()
        words = sentences()["none" if not asked else "over" if over else "short" if short else "inside"]
        gap = amount(over or short, language)
        said = words.replace("%sum", amount(asked, language)).replace("%gap", gap)
        return said.replace("%bound", bound.said(language)), not over and not short

    def _group(self, source: Source) -> Group:
        group = Group(source.value, str(source.label))
        for line in self.dossier.rules.spending.lines:
            row = Row(line.slug, str(line.label), group.source, group.label, line.is_eligible)
            row.cells = [self._cell((year, line.slug, source.value), row) for year in self.years]
            row.total = sum((self._euros(cell.place) for cell in row.cells), Decimal())
            group.rows.append(row)
        by_year = [tuple(self._euros(cell.place) for cell in row.cells) for row in group.rows]
        group.sums = Sums.of(by_year, len(self.years))
        asked = group.sums.total
        group.is_over = source is Source.CNRS and bool(asked) and not self.dossier.rules.credits.allows(asked)
        return group

    def _euros(self, place: Place) -> Decimal:
        """What the cell holds: as typed when it can be read, else as kept."""
        if place in self.cells:
            return self.cells[place] or Decimal()
        return self.present[place].euros if place in self.present and place not in self.errors else Decimal()

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
