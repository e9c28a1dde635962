"""Where a walk goes next: what was done least so far, so that few walks are enough to do everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from proposals.workflow import REOPENED
from tests.proposals.walks.acts import FOLLOWS
from workflow.table import Table

# possible from their states only after a certain past: nobody goes there for them
HINDERED = {*FOLLOWS, *REOPENED.values()}
# so often something is tried for what it leads to, and so often a refusal is believed to be an accident
PATIENCE, BELIEVED = 6, 2


@dataclass
class Found:
    """What the walks around dossiers of one instrument have done, and tried."""

    # (state, act), ("", what is recorded) or ("visa", act)
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    # (state, is it taken back, name)
    tried: Counter[tuple[str, bool, str]] = field(default_factory=Counter)

    def least(self, here: tuple[str, bool], moves: Iterable[str], deeds: Iterable[str],
              leads: Mapping[str, set[str]]) -> dict[str, int]:  # fmt: skip
        """How much each was done and tried from here; nothing for what leads to something never done."""
        known, weights = {name for _place, name in self.done}, {}
        for place, name in (*(("", name) for name in deeds), *((here[0], name) for name in moves)):
            tries = self.tried[*here, name]
            is_due = tries < PATIENCE and {*leads.get(name, ()), *leads.get(f"{here[0]} {name}", ())} - known
            weights[name] = 0 if is_due else tries + 2 * self.done[place, name]
        return weights

    def on_the_way(self, table: Table, state: str, weights: Mapping[str, int],
                   refused: Counter[tuple[str, str]]) -> str | None:  # fmt: skip
        """The first act towards the nearest state that has one never done; of several, that done least from here."""
        names = {t.name for t in table.leaving(state)} - {"lapse"}
        ways = [(name, table.transition(name).target) for name in sorted(weights, key=weights.__getitem__)
                if name in names and refused[state, name] < BELIEVED]  # fmt: skip
        seen = {state}
        while ways:
            for first, reached in ways:
                if any(self._is_new(reached, t.name, refused) for t in table.leaving(reached)):
                    return first
            seen |= {reached for _first, reached in ways}
            ways = [(first, t.target) for first, reached in ways for t in table.leaving(reached)
                    if t.target not in seen and t.name not in HINDERED]  # fmt: skip
        return None

    def _is_new(self, state: str, name: str, refused: Counter[tuple[str, str]]) -> bool:
        return name not in HINDERED and not self.done[state, name] and refused[state, name] < BELIEVED
