"""Who reviews what: the assignment of most affinity under limits that are never broken. Pure.

Whether the limits can be met at all is a maximum flow, exact. The best choice is a minimum-cost flow, solved as a
linear programme whose corners are whole numbers by scipy's HiGHS over each dossier's best candidates, widened when
that is not enough; scipy is imported where it is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# candidates per dossier at first, then twice as many, then all
FIRST_WIDTH = 40
# steps after the candidates of each dossier are known: whether it can be, the choice, its telling
LAST_STEPS = 3
Progress = Callable[[int, int], bool]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is to be assigned. Keys are ids; affinities are between 0 and 1, absent pairs have none (0).

    `wanted`: reviews still to find per dossier. `room`: reviews each person can still take. `forbidden`: pairs that
    never are, with why. `kept`: pairs that exist or are pinned, counted by whoever gives `wanted` and `room`.
    `balance`: the affinity that one more review in hand costs a person who already has one (twice that for two…), on
    top of `held`, so that of two people as near the one with less in hand is chosen. 0: affinity alone.
    """

    wanted: Mapping[int, int]
    room: Mapping[int, int]
    affinity: Mapping[tuple[int, int], float]
    forbidden: Mapping[tuple[int, int], str] = field(default_factory=dict)
    kept: frozenset[tuple[int, int]] = frozenset()
    held: Mapping[int, int] = field(default_factory=dict)
    balance: float = 0.0

    def allows(self, dossier: int, reviewer: int) -> bool:
        pair = (dossier, reviewer)
        return pair not in self.forbidden and pair not in self.kept and self.room.get(reviewer, 0) > 0

    def candidates(self, dossier: int) -> list[int]:
        """Who might review it, best first."""
        found = [one for one in self.room if self.allows(dossier, one)]
        return sorted(found, key=lambda one: (-self.affinity.get((dossier, one), 0.0), one))

    def burden(self, loads: Mapping[int, int]) -> float:
        """What these new reviews per person cost the balance."""
        return sum(self.balance * (self.held.get(one, 0) + turn) for one, load in loads.items() for turn in range(load))


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One pair of the plan, with how near it is and who would come next."""

    dossier: int
    reviewer: int
    affinity: float
    next_best: int | None = None


@dataclass(frozen=True, kw_only=True)
class Lack:
    """A dossier for which the reviews wanted cannot be found: why, and what would help.

    `possible`: how many can be found. `forbidden`: people set aside for it. `full`: people without room. When each
    dossier has enough candidates by itself, `rivals` dossiers share `sharing` people who have `places` left in all.
    """

    dossier: int
    wanted: int
    possible: int
    forbidden: int
    full: int
    rivals: int = 0
    sharing: int = 0
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The pairs found, or the dossiers that lack reviewers. `value`: the affinities together."""

    pairs: tuple[Pair, ...] = ()
    lacks: tuple[Lack, ...] = ()
    # how many reviews cannot be found, whatever the choice
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
    total = len(problem.wanted) + LAST_STEPS
    candidates: dict[int, list[int]] = {}
    for done, dossier in enumerate(sorted(problem.wanted), start=1):
        candidates[dossier] = problem.candidates(dossier)
        if done % 50 == 0 and not tell(done, total):
            return Plan(is_stopped=True)
    if not tell(total - 2, total):
        return Plan(is_stopped=True)
    flow = _most(problem.wanted, problem.room, candidates)
    if flow.missing:
        return Plan(lacks=tuple(_lacks(problem, candidates, flow)), missing=flow.missing)
    for width in _widths(candidates):
        if not tell(total - 1, total):
            return Plan(is_stopped=True)
        chosen = _solve(problem, {dossier: found[:width] for dossier, found in candidates.items()})
        if chosen is not None:
            tell(total, total)
            return _plan(problem, candidates, chosen)
    raise ArithmeticError("the limits can be met, and no choice meets them")


def missing(problem: Problem) -> int:
    """How many reviews cannot be found whatever the choice: 0 when the limits can all be met."""
    candidates = {dossier: problem.candidates(dossier) for dossier in sorted(problem.wanted)}
    return _most(problem.wanted, problem.room, candidates).missing


def with_room(problem: Problem, room: Mapping[int, int]) -> Problem:
    """The same problem where people have other limits."""
    return replace(problem, room=room)


def with_wanted(problem: Problem, wanted: Mapping[int, int]) -> Problem:
    """The same problem where fewer or more reviews are wanted."""
    return replace(problem, wanted=wanted)


# -- whether the limits can be met ---------------------------------------------------------------------
@dataclass(frozen=True)
class _Flow:
    """The most that can be done: how many per dossier, what lacks, and who stands on the lacking side of the cut."""

    served: Mapping[int, int]
    missing: int
    dossiers: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


def _most(wanted: Mapping[int, int], room: Mapping[int, int], candidates: Mapping[int, Sequence[int]]) -> _Flow:
    """A maximum flow from the dossiers to the people; its least cut names the dossiers that compete in vain."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    if not any(wanted.values()):
        return _Flow(dict.fromkeys(wanted, 0), 0)
    dossiers = list(candidates)
    people = sorted({one for found in candidates.values() for one in found})
    row = {one: place for place, one in enumerate(people, start=1 + len(dossiers))}
    source, sink = 0, 1 + len(dossiers) + len(people)
    tails: list[int] = [source] * len(dossiers)
    heads: list[int] = list(range(1, 1 + len(dossiers)))
    most: list[int] = [wanted[one] for one in dossiers]
    for place, dossier in enumerate(dossiers, start=1):
        found = candidates[dossier]
        tails += [place] * len(found)
        heads += [row[one] for one in found]
        most += [1] * len(found)
    tails += [row[one] for one in people]
    heads += [sink] * len(people)
    most += [room[one] for one in people]
    graph = csr_matrix((np.array(most, dtype=np.int32), (tails, heads)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, source, sink)
    given = flow.flow[source].toarray().ravel()
    served = {one: int(given[place]) for place, one in enumerate(dossiers, start=1)}
    lacking = sum(wanted.values()) - int(flow.flow_value)
    if not lacking:
        return _Flow(served, 0)
    left: Any = graph - flow.flow
    left.eliminate_zeros()
    reached = set(breadth_first_order(left, source, return_predecessors=False).tolist())
    return _Flow(
        served, lacking, frozenset(one for place, one in enumerate(dossiers, start=1) if place in reached),
        frozenset(one for one in people if row[one] in reached),
    )  # fmt: skip


def _lacks(problem: Problem, candidates: Mapping[int, list[int]], flow: _Flow) -> Iterator[Lack]:
    """Each dossier that lacks: too few candidates of its own, or candidates that others need as much."""
    alone = {one for one in candidates if len(candidates[one]) < problem.wanted[one]}
    together = flow.dossiers - alone
    places = sum(problem.room[one] for one in flow.people)
    for dossier in sorted(problem.wanted):
        wanted, served = problem.wanted[dossier], flow.served[dossier]
        if served >= wanted and dossier not in alone:
            continue
        forbidden = sum((dossier, one) in problem.forbidden for one in problem.room)
        full = sum(room <= 0 and (dossier, one) not in problem.forbidden for one, room in problem.room.items())
        if dossier in alone:
            yield Lack(dossier=dossier, wanted=wanted, possible=len(candidates[dossier]), forbidden=forbidden,
                       full=full)  # fmt: skip
        else:
            yield Lack(dossier=dossier, wanted=wanted, possible=served, forbidden=forbidden, full=full,
                       rivals=len(together), sharing=len(flow.people), places=places)  # fmt: skip


# -- the best choice -----------------------------------------------------------------------------------
def _widths(candidates: Mapping[int, list[int]]) -> Iterator[int]:
    """40, 80, 160…, and all of them last."""
    most = max((len(found) for found in candidates.values()), default=0)
    width = FIRST_WIDTH
    while width < most:
        yield width
        width *= 2
    yield max(most, 1)


def _solve(problem: Problem, candidates: Mapping[int, list[int]]) -> list[tuple[int, int]] | None:
    """The best choice among these candidates, or None when their limits cannot all be met.

    One column per pair, then one per further review of each person, dearer each time: the balance.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, hstack

    pairs = [(dossier, one) for dossier, found in candidates.items() for one in found]
    if not pairs:
        return [] if not any(problem.wanted.values()) else None
    dossiers = {dossier: row for row, dossier in enumerate(candidates)}
    people = {one: row for row, one in enumerate(sorted({one for _dossier, one in pairs}))}
    turns = [(one, turn) for one in people for turn in range(problem.room[one])]
    count, at = len(pairs), np.arange(len(pairs))
    given = csr_matrix((np.ones(count), ([dossiers[one] for one, _person in pairs], at)), shape=(len(dossiers), count))
    taken = csr_matrix((np.ones(count), ([people[one] for _dossier, one in pairs], at)), shape=(len(people), count))
    spent = csr_matrix((-np.ones(len(turns)), ([people[one] for one, _turn in turns], np.arange(len(turns)))),
                       shape=(len(people), len(turns)))  # fmt: skip
    # the smallest push towards the lower id settles ties the same way whatever the order given
    near = [-problem.affinity.get(pair, 0.0) + 1e-9 * place for place, pair in enumerate(pairs)]
    dear = [problem.balance * (problem.held.get(one, 0) + turn) for one, turn in turns]
    empty = csr_matrix((len(dossiers), len(turns)))
    found = linprog(
        np.array(near + dear), A_eq=hstack([given, empty], format="csr"),
        b_eq=[problem.wanted[one] for one in dossiers], A_ub=hstack([taken, spent], format="csr"),
        b_ub=np.zeros(len(people)), bounds=(0, 1), method="highs-ds",
    )  # fmt: skip
    if not found.success:
        return None
    return [pair for pair, share in zip(pairs, found.x[:count], strict=True) if share > 0.5]


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
