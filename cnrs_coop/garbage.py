"""Python's search for garbage, as a process that answers pages wants it."""

from __future__ import annotations

import gc

# objects made and not yet freed before the youngest are searched (Python's own: 700). A page makes a few thousand,
# nearly all freed when it is answered: searched every 700, an eighth of its time went into finding nothing
YOUNG = 20_000


def collect_seldom() -> None:
    """Called once everything is loaded: what is there stays, and is no longer searched; what comes is searched less
    often. Cycles are still found: memory stays flat (`make bench ONLY=memory`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
