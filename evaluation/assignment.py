"""Who reviews what: the assignment of most affinity under limits that are never broken. Pure.

A linear programme whose corners are whole numbers (a transport problem), solved by scipy's HiGHS over each dossier's
best candidates, widened when that is not enough; scipy is imported where it is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

# candidates per dossier at first, then twice as many, then all
FIRST_WIDTH = 40
Progress = Callable[[int, int], bool]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is to be assigned. Keys are ids; affinities are between 0 and 1, absent pairs have none (0).

    `wanted`: reviews still to find per dossier. `room`: reviews each person can still take. `forbidden`: pairs that
    never are, with why. `kept`: pairs that exist or are pinned, counted by whoever gives `wanted` and `room`.
    """

    wanted: Mapping[int, int]
    room: Mapping[int, int]
    affinity: Mapping[tuple[int, int], float]
    forbidden: Mapping[tuple[int, int], str] = field(default_factory=dict)
    kept: frozenset[tuple[int, int]] = frozenset()

    def allows(self, dossier: int, reviewer: int) -> bool:
        pair = (dossier, reviewer)
        return pair not in self.forbidden and pair not in self.kept and self.room.get(reviewer, 0) > 0

    def candidates(self, dossier: int) -> list[int]:
        """Who might review it, best first."""
        found = [one for one in self.room if self.allows(dossier, one)]
        return sorted(found, key=lambda one: (-self.affinity.get((dossier, one), 0.0), one))


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One pair of the plan, with how near it is and who would come next."""

    dossier: int
    reviewer: int
    affinity: float
    next_best: int | None = None


@dataclass(frozen=True, kw_only=True)
class Lack:
    """A dossier for which the reviews wanted cannot be found: why, and what would help."""

    dossier: int
    wanted: int
    # how many might review it, were nobody else to be served
    possible: int
    forbidden: int
    full: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The pairs found, or the dossiers that lack reviewers. `value`: the affinities together."""

    pairs: tuple[Pair, ...] = ()
    lacks: tuple[Lack, ...] = ()
    # how many more reviews people would have to take on in all
    missing: int = 0
    value: float = 0.0
    is_stopped: bool = False

    @property
    def is_possible(self) -> bool:
        return not self.lacks and not self.is_stopped

    @property
    def loads(self) -> dict[int, int]:
        """New reviews per person."""
        found: dict[int, int] = defaultdict(int)
        for pair in self.pairs:
            found[pair.reviewer] += 1
        return dict(found)


def assign(problem: Problem, progress: Progress | None = None) -> Plan:
    """The plan of most affinity. `progress(done, total)` is told after each step; it answers False to stop."""
    tell = progress or (lambda _done, _total: True)
    total = len(problem.wanted) + 3
    candidates: dict[int, list[int]] = {}
    for done, dossier in enumerate(sorted(problem.wanted), start=1):
        candidates[dossier] = problem.candidates(dossier)
        if done % 50 == 0 and not tell(done, total):
            return Plan(is_stopped=True)
    lacks = [lack for dossier in sorted(problem.wanted) if (lack := _lack(problem, dossier, candidates[dossier]))]
    if lacks:
        return Plan(lacks=tuple(lacks), missing=sum(one.wanted - one.possible for one in lacks))
    for step, width in enumerate(_widths(candidates), start=1):
        if not tell(total - 3 + min(step, 2), total):
            return Plan(is_stopped=True)
        chosen = _solve(problem, {dossier: found[:width] for dossier, found in candidates.items()})
        if chosen is not None:
            tell(total, total)
            return _plan(problem, candidates, chosen)
    return _too_few(problem, candidates)


def _widths(candidates: Mapping[int, list[int]]) -> Iterator[int]:
    """40, 80, 160…, and all of them last."""
    most = max((len(found) for found in candidates.values()), default=0)
    width = FIRST_WIDTH
    while width < most:
        yield width
        width *= 2
    yield max(most, 1)


def _lack(problem: Problem, dossier: int, candidates: list[int]) -> Lack | None:
    wanted = problem.wanted[dossier]
    if len(candidates) >= wanted:
        return None
    forbidden = sum((dossier, one) in problem.forbidden for one in problem.room)
    full = sum(room <= 0 and (dossier, one) not in problem.forbidden for one, room in problem.room.items())
    return Lack(dossier=dossier, wanted=wanted, possible=len(candidates), forbidden=forbidden, full=full)


def _solve(problem: Problem, candidates: Mapping[int, list[int]]) -> list[tuple[int, int]] | None:
    """The best choice among these candidates, or None when their limits cannot all be met."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    pairs = [(dossier, one) for dossier, found in candidates.items() for one in found]
    if not pairs:
        return [] if not any(problem.wanted.values()) else None
    dossiers = {dossier: row for row, dossier in enumerate(candidates)}
    people = {one: row for row, one in enumerate(sorted({one for _dossier, one in pairs}))}
    count = len(pairs)
    at = np.arange(count)
    ones = np.ones(count)
    equal = csr_matrix((ones, ([dossiers[one] for one, _person in pairs], at)), shape=(len(dossiers), count))
    under = csr_matrix((ones, ([people[one] for _dossier, one in pairs], at)), shape=(len(people), count))
    # the smallest push towards the lower id settles ties the same way whatever the order given
    costs = np.array([-problem.affinity.get(pair, 0.0) + 1e-9 * place for place, pair in enumerate(pairs)])
    found = linprog(
        costs, A_eq=equal, b_eq=[problem.wanted[one] for one in dossiers], A_ub=under,
        b_ub=[problem.room[one] for one in people], bounds=(0, 1), method="highs-ds",
    )  # fmt: skip
    if not found.success:
        return None
    return [pair for pair, share in zip(pairs, found.x, strict=True) if share > 0.5]


def _plan(problem: Problem, candidates: Mapping[int, list[int]], chosen: list[tuple[int, int]]) -> Plan:
    taken = set(chosen)
    pairs = [
        Pair(
            dossier=dossier, reviewer=one, affinity=problem.affinity.get((dossier, one), 0.0),
            next_best=next((other for other in candidates[dossier] if (dossier, other) not in taken), None),
        )
        for dossier, one in sorted(chosen)
    ]  # fmt: skip
    return Plan(pairs=tuple(pairs), value=sum(pair.affinity for pair in pairs))


def _too_few(problem: Problem, candidates: Mapping[int, list[int]]) -> Plan:
    """Each dossier has candidates, together they lack room: the most that can be done names who is left out."""
    served: dict[int, int] = defaultdict(int)
    room = dict(problem.room)
    for dossier in sorted(candidates, key=lambda one: (len(candidates[one]), one)):
        for one in candidates[dossier]:
            if served[dossier] < problem.wanted[dossier] and room[one] > 0:
                served[dossier] += 1
                room[one] -= 1
    lacks = [
        Lack(dossier=dossier, wanted=problem.wanted[dossier], possible=served[dossier], forbidden=0,
             full=len(candidates[dossier]) - served[dossier])
        for dossier in sorted(candidates)
        if served[dossier] < problem.wanted[dossier]
    ]  # fmt: skip
    return Plan(lacks=tuple(lacks), missing=sum(one.wanted - one.possible for one in lacks))
