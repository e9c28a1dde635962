"""`python -m benchmarks [name …]`: measures, prints one table, exits 1 when a query count follows the size."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from time import monotonic
from unittest.mock import patch

from benchmarks import surroundings
from benchmarks.table import Row, growing, printed

NAMES = (
    "pages",
    "typeahead",
    "registry",
    "board",
    "csv",
    "dossiers",
    "campaign",
    "autosave",
    "memory",
    "papers",
    "filings",
    "closing-night",
    "arbitration",
    "release",
    "assignment",
    "reminders",
    "awards",
)


AUTOSAVE = "≤ 2 × floor, ≤ 6 queries"
# these make houses of their own, or need none
OWN_HOUSES = frozenset({"registry", "filings", "closing-night", "release", "assignment"})


def main(names: list[str]) -> int:
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"No bench is called {', '.join(unknown)}. There are: {', '.join(NAMES)}")
        return 2
    surroundings.prepare(is_peopled=not set(names or NAMES) <= OWN_HOUSES)
    logging.disable(logging.WARNING)
    from benchmarks import (
        arbitration,
        assignment,
        awards,
        board,
        closing_night,
        dossiers,
        filings,
        floor,
        memory,
        pages,
        papers,
        registry,
        release,
        reminders,
    )
    from benchmarks.measure import cost_of_floor

    floor.fill()
    print(f"The floor: {cost_of_floor():.2f} ms (median of 200; one SELECT of 50 rows, a template, no middleware)\n")
    sizes = (dossiers.SMALL, dossiers.LARGE)
    runs = {
        **{name: bench.run for name, bench in pages.BENCHES.items()},
        "registry": registry.run,
        "board": board.run,
        "csv": board.run_files,
        "dossiers": pages.Bench(dossiers.visits, dossiers.grow, sizes, "≤ 4 × floor").run,
        "campaign": pages.Bench(dossiers.campaign_visits, dossiers.grow, sizes).run,
        "autosave": pages.Bench(dossiers.autosave_visits, dossiers.grow, sizes, AUTOSAVE).run,
        "memory": memory.run,
        "papers": papers.run,
        "filings": filings.run,
        "closing-night": closing_night.run,
        "arbitration": arbitration.run,
        "release": release.run,
        "assignment": assignment.run,
        "reminders": reminders.run,
        "awards": pages.Bench(awards.visits, awards.grow, (awards.SMALL, awards.LARGE), awards.REACH).run,
    }
    # one client asks two hundred times in a second, which no person does
    with patch("directory.throttle.Throttle.is_within", return_value=True):
        rows = [row for name in names or NAMES for row in told(name, runs[name])]
    print(printed(rows))
    guilty = growing(rows)
    if guilty:
        print(f"\nThe number of queries follows the size: {', '.join(guilty)}")
    return 1 if guilty else 0


def told(name: str, run: Callable[[], list[Row]]) -> list[Row]:
    """The rows of one bench; says on stderr how long it took: the whole table comes half an hour later."""
    began = monotonic()
    rows = run()
    print(f"{name}: {monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
