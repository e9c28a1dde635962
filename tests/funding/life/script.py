"""What happens in a life: who carries what with which habits, and what befalls whom in which month. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

SLUGS = ("iea", "irp", "irn", "irl")
MONTHS = 120
# what people, the money and the machines do besides the yearly round (`mishaps.py` says each)
KINDS = (
    "derogate", "end-derogation", "reshape", "regrant", "carry-over", "correct", "give-back", "suspend", "prolong",
    "end-early", "carrier", "partner-in", "partner-out", "budget", "unit", "cancel-batch", "take-out", "twice",
    "wrong-person", "too-early", "away", "import-again", "own-resources",
)  # fmt: skip
# days from the day a report is due to the day it is written
HABITS = (-30, -5, 12, 45, 130)
SPENDS = (100, 60, 107)


@dataclass(frozen=True)
class Character:
    """One action: its instrument, the month in which it is selected, and the habits of those around it."""

    slug: str
    month: int
    habit: int = 0
    # how often a report is returned before it is accepted
    returns: int = 0
    # per cent of what is paid
    spends: int = 100
    renews: bool = False
    # months of formalisation; an opinion of the security officer is asked first
    slow: int = 0
    is_sensitive: bool = False
    # nothing befalls it
    is_sheltered: bool = False


@dataclass(frozen=True)
class Event:
    """Something that befalls one of the living actions, the `whom`-th around again, in `month`; `dose`: how, 0 to 3."""

    month: int
    whom: int
    kind: str
    dose: int


@dataclass(frozen=True)
class Script:
    """A whole life."""

    cast: tuple[Character, ...]
    events: tuple[Event, ...] = ()
    months: int = MONTHS
    # nights of a month on which the scheduler runs, at most
    nights: int = 2

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Hypothesis would print a thousand lines; the same life is drawn again anyway."""
        printer.text(f"<{len(self.cast)} actions, {len(self.events)} events, {self.months} months>")


def invented(seed: int, *, actions: int, months: int = MONTHS, nights: int = 4) -> Script:
    """A life drawn from a seed: the same for the same seed."""
    rng = Random(seed)
    cast = tuple(
        Character(
            SLUGS[place % 4], rng.randrange(0, 48), rng.choice(HABITS), rng.choice((0, 0, 1, 2)), rng.choice(SPENDS),
            rng.random() < 0.4, rng.randrange(0, 16), rng.random() < 0.2,
        )
        for place in range(actions)
    )  # fmt: skip
    events = [
        Event(rng.randrange(2, months), rng.randrange(actions), rng.choice(KINDS), rng.randrange(4))
        for _turn in range(actions * 10)
    ]
    return Script(cast, tuple(sorted(events, key=lambda one: (one.month, one.whom))), months, nights)
