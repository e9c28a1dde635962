"""The one table in which every bench is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured thing; a cell that means nothing for it is empty."""

    name: str
    size: str = ""
    queries: int | None = None
    milliseconds: float | None = None
    floors: float | None = None
    reach: str = ""
    note: str = ""

    def cells(self) -> list[str]:
        times = "" if self.milliseconds is None else f"{self.milliseconds:.2f}"
        floors = "" if self.floors is None else f"{self.floors:.1f}"
        queries = "" if self.queries is None else str(self.queries)
        return [self.name, self.size, queries, times, floors, self.reach, self.note]


TITLES = ["page", "size", "queries", "ms", "× floor", "to reach", ""]


def printed(rows: list[Row]) -> str:
    """The rows as a Markdown table with aligned columns."""
    table = [TITLES, *(row.cells() for row in rows)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(TITLES))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(c, widths, strict=True)) + " |" for c in table]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def growing(rows: list[Row]) -> list[str]:
    """Names whose number of queries is larger at a larger size (rows come smallest first).

    A search of words shared by many reads one table less than one of rare words, and what is rare among a thousand is
    not among a hundred thousand: fewer queries at a larger size are no fault.
    """
    counts: dict[str, list[int]] = {}
    for row in rows:
        if row.queries is not None:
            counts.setdefault(row.name, []).append(row.queries)
    return [name for name, found in counts.items() if found != sorted(found, reverse=True)]
