"""The last line of `make test`: what its parts counted, added up. Exits 1 when anything failed or nothing ran.

Usage: closing_line.py counts.json [counts.json …] (written by tests/plugin.py at the end of a run)
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

WORDS = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")


def total_of(paths: list[Path]) -> Counter[str]:
    """The counts of every part; a part that died before writing its own has failed, whatever it had counted."""
    total: Counter[str] = Counter()
    for path in paths:
        total += Counter(json.loads(path.read_text())) if path.exists() else Counter(error=1)
    return total


def closing_line(total: Counter[str]) -> str:
    """Such as `=== 3 failed, 812 passed in 240s ===`."""
    words = [f"{total[word]} {word}" for word in WORDS if total[word]]
    return f"=== {', '.join(words) or 'no tests ran'} in {total['seconds']}s ==="


def main(paths: list[str]) -> int:
    total = total_of([Path(path) for path in paths])
    print(closing_line(total))
    return 1 if total["failed"] or total["error"] or not total["passed"] else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
