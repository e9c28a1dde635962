"""The grid of the budget as a form: a cell per year, line and source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proposals.actions.lines import places, years
from proposals.enums import Source
from proposals.models import BudgetCell, Dossier
from wording.fields import EuroField
from wording.formats import amount
from wording.languages import shown_language

Place = tuple[int, str, str]
MOST = 99_999_999
NAME = re.compile(r"b-(?P<source>[a-z]+)-(?P<line>[a-z0-9-]+)-(?P<year>\d{1,9})")


@dataclass
class Cell:
    """One cell as the page shows it: what is kept or typed, its revision, what is wrong with it."""

    place: Place
    name: str
    value: str
    revision: int
    label: str
    error: str = ""
    # what stood there when the page was read: a cell that still shows it was not touched
    was: str = ""


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
    """Reads and shows every cell. `is_valid()` once given `data`; `cells` and `read` are what the act takes.

    A cell sent with what stood in it when the page was read (`NAME-was`) and as it stood was not touched: it is none of
    those, so that what somebody else wrote there meanwhile stays, and is shown.
    """

    def __init__(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> None:
        self.dossier, self.data = dossier, data
        self.field = EuroField(required=False, max_value=MOST)
        self.present = {(cell.year, cell.line, cell.source): cell for cell in dossier.budget.all()}
        self.cells: dict[Place, Decimal | None] = {}
        self.read: dict[Place, int] = {}
        self.errors: dict[Place, str] = {}
        self.was: dict[Place, str] = {}
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
            was = data.get(f"{name}-was")
            if name not in data or (was is not None and plain(data[name]) == plain(was)):
                continue
            if was is not None:
                self.was[place] = str(was)[:60]
            try:
                self.cells[place] = self.field.clean(str(data[name])[:60].strip())
            except ValidationError as error:
                self.errors[place] = " ".join(error.messages)
            revision = str(data.get(f"{name}-r", "0"))
            self.read[place] = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0

    def _cell(self, place: Place, row: Row) -> Cell:
        name, label = name_of(place), in_words(row.source, row.label, place[0])
        stands, revision = self._kept(place)
        if self.data is None or place not in self.read:
            return Cell(place, name, stands, revision, label, was=stands)
        # the revision that was read, not the one that stands: what somebody else wrote meanwhile is still to be seen
        typed, was = str(self.data[name])[:60], self.was.get(place, stands)
        return Cell(place, name, typed, self.read[place], label, self.errors.get(place, ""), was)

    def _kept(self, place: Place) -> tuple[str, int]:
        cell = self.present.get(place)
        return (self._said(cell), cell.revision) if cell else ("", 0)

    def _said(self, cell: BudgetCell) -> str:
        return str(self.field.prepare_value(cell.euros)) if cell.euros else ""

    def kept(self) -> dict[str, tuple[str, int]]:
        """By name of their inputs, the amount shown and the revision of the cells that were ever written."""
        return {name_of(place): self._kept(place) for place in self.present}

    def lose(self, cell: BudgetCell) -> str:
        """Somebody else changed `cell` since it was read: what was typed stays on the page, and replaces theirs if it
        is sent again. Returns the sentence that shows theirs."""
        place = (cell.year, cell.line, cell.source)
        self.read[place], self.was[place] = cell.revision, self._said(cell)
        words = {"euros": amount(cell.euros, shown_language()), "cell": self.label_of(place)}
        said = _(
            "%(cell)s: somebody else wrote %(euros)s meanwhile. Yours is kept on the screen: save again to keep it."
        )
        return said % words

    def label_of(self, place: Place) -> str:
        """A cell in words: its source, its line, its year."""
        cells = (cell for group in self.groups() for row in group.rows for cell in row.cells)
        return next(cell.label for cell in cells if cell.place == place)


def plain(typed: Any) -> str:
    """What a person typed, whichever blanks are in it."""
    return "".join(str(typed).split())


def in_words(source: str, line: str, year: int) -> str:
    """What a cell is called, on the page and in sentences: its source, its line, its year."""
    said = _("year %(year)s") % {"year": year}
    return f"{Source(source).label}, {line}, {said}"


def name_of(place: Place) -> str:
    """The name of a cell's input."""
    year, line, source = place
    return f"b-{source}-{line}-{year}"


def place_of(name: str) -> Place | None:
    """The cell of an input of this name; None when it is no cell's."""
    found = NAME.fullmatch(name)
    if found is None or found["source"] not in Source.values:
        return None
    return int(found["year"]), found["line"], found["source"]
