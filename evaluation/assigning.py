"""An automatic assignment from its rows: what is asked, what the solver is given, what it answers as plain values.

Read in slices, so that five thousand dossiers are never in memory together. Limits are hard: a link that excludes, one
that nobody has ruled on, a past refusal, a pause, a full hand are never passed over by a computation.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from evaluation.access import own_dossiers
from evaluation.affinity import Affinities, Subject
from evaluation.assignment import Plan, Problem, assign, missing, with_room, with_wanted
from evaluation.candidates import pool
from evaluation.enums import ENDED_REVIEWS, InterestLevel, PinKind, Ruling
from evaluation.interests import found
from evaluation.models import Declaration, InterestRuling, Pin, Review
from evaluation.subjects import subject_of_content, subject_of_reviewer
from proposals.enums import DossierState
from proposals.models import Dossier

if TYPE_CHECKING:
    from collections.abc import Callable

    from directory.standing import Standing
    from evaluation.models import AssignmentRun

    Progress = Callable[[int, int], bool]

OPEN_TO_REVIEW = (DossierState.ADMISSIBLE, DossierState.IN_REVIEW)
SLICE = 200
# what one more review in hand weighs against nearness: a fiftieth of the scale
BALANCE = 0.02
# how far is looked for what would make an impossible assignment possible
MOST_MORE = 20


class Stopped(Exception):
    """The officer asked to stop."""


class Grid(Mapping[tuple[int, int], float]):
    """How near each person is to each dossier, four bytes a pair; absent pairs have nothing in common."""

    def __init__(self, people: Iterable[int]) -> None:
        self._places = {one: place for place, one in enumerate(people)}
        self._rows: dict[int, array[float]] = {}

    def put(self, dossier: int, near: Mapping[int, float]) -> None:
        row = array("f", bytes(4 * len(self._places)))
        for one, value in near.items():
            if one in self._places:
                row[self._places[one]] = value
        self._rows[dossier] = row

    def __getitem__(self, pair: tuple[int, int]) -> float:
        return self._rows[pair[0]][self._places[pair[1]]]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((dossier, one) for dossier in self._rows for one in self._places)

    def __len__(self) -> int:
        return len(self._rows) * len(self._places)


@dataclass
class Asked:
    """Everything one computation reads. `limits`: reviews in hand at most per person; `loads`: in hand today."""

    problem: Problem
    affinities: Affinities
    limits: Mapping[int, int]
    loads: Mapping[int, int]
    kept: Mapping[int, int]
    # pinned pairs that a hard limit forbids: (dossier, reviewer, ground)
    broken: list[tuple[int, int, str]] = field(default_factory=list)
    pinned: frozenset[tuple[int, int]] = frozenset()


def dossiers_of(run: AssignmentRun, asker: Standing) -> Any:
    """The institute's dossiers of the call that are open to review; never those whoever asks carries or writes in."""
    rows = Dossier.objects.filter(call=run.call_id, institute=run.institute_id, state__in=OPEN_TO_REVIEW)
    return rows.exclude(own_dossiers(asker, "self")).order_by("pk")


def read(run: AssignmentRun, asker: Standing, today: date, tell: Progress) -> Asked:
    """The problem of this run. `tell` is told of each slice; raises Stopped when it answers False."""
    people = sorted((one for one in pool() if not any(pause.is_on(today) for pause in one.pauses.all())),
                    key=lambda one: one.pk)  # fmt: skip
    keys = list(dossiers_of(run, asker).values_list("pk", flat=True))
    affinities = Affinities({one.pk: subject_of_reviewer(one) for one in people})
    grid, forbidden = Grid(one.pk for one in people), dict[tuple[int, int], str]()
    reviewers = {one.person_id: one.pk for one in people}
    persons = [one.person for one in people]
    for start in range(0, len(keys), SLICE):
        if not tell(start, 2 * len(keys)):
            raise Stopped
        dossiers = list(dossiers_of(run, asker).filter(pk__in=keys[start : start + SLICE]).select_related("filing"))
        for one in dossiers:
            grid.put(one.pk, affinities.near(subject_of_content(one.title, one.filing.content if one.filing else {})))
        _forbid(forbidden, dossiers, persons, reviewers)
    existing = _existing(keys, forbidden)
    return _asked(run, keys, people, grid, affinities, forbidden, existing)


def _forbid(forbidden: dict[tuple[int, int], str], dossiers: list[Dossier], persons: list[Any],
            reviewers: Mapping[int, int]) -> None:  # fmt: skip
    """Pairs that links, declarations and rulings set aside: slug of the ground."""
    keys = [one.pk for one in dossiers]
    ruled = {
        (person, dossier, ground): ruling
        for person, dossier, ground, ruling in InterestRuling.objects.filter(dossier__in=keys).values_list(
            "person", "dossier", "ground", "ruling"
        )
    }
    for (person, dossier, ground), ruling in ruled.items():
        if ruling == Ruling.EXCLUDED and person in reviewers:
            forbidden[dossier, reviewers[person]] = ground
    said = Declaration.objects.filter(dossier__in=keys, level=InterestLevel.EXCLUDING)
    for person, dossier, ground in said.values_list("person", "dossier", "ground"):
        if person in reviewers:
            forbidden[dossier, reviewers[person]] = ground
    for link in found(dossiers, persons):
        is_allowed = ruled.get((link.person_id, link.dossier_id, link.ground)) == Ruling.ALLOWED
        if link.is_excluding or not is_allowed:
            forbidden.setdefault((link.dossier_id, reviewers[link.person_id]), str(link.ground))


def _existing(keys: list[int], forbidden: dict[tuple[int, int], str]) -> set[tuple[int, int]]:
    """Pairs with a request under way or a review filed; whoever has ended theirs is not asked again."""
    kept = set()
    for dossier, reviewer, state in Review.objects.filter(dossier__in=keys).values_list("dossier", "reviewer", "state"):
        if state in ENDED_REVIEWS:
            forbidden.setdefault((dossier, reviewer), state)
        else:
            kept.add((dossier, reviewer))
    return kept


def _asked(run: AssignmentRun, keys: list[int], people: list[Any], grid: Grid, affinities: Affinities,
           forbidden: dict[tuple[int, int], str], existing: set[tuple[int, int]]) -> Asked:  # fmt: skip
    loads = {one.pk: int(one.load) for one in people}
    limits = {one.pk: min(one.most_at_once, run.per_person) for one in people}
    always: set[tuple[int, int]] = set()
    broken = []
    for dossier, reviewer, kind in Pin.objects.filter(dossier__in=keys).values_list("dossier", "reviewer", "kind"):
        if (dossier, reviewer) in existing:
            continue
        if kind == PinKind.NEVER:
            forbidden[dossier, reviewer] = "pinned"
        elif (dossier, reviewer) in forbidden or reviewer not in loads:
            broken.append((dossier, reviewer, forbidden.get((dossier, reviewer), "away")))
        else:
            always.add((dossier, reviewer))
    more = Counter(reviewer for _dossier, reviewer in always)
    held = {one: loads[one] + more[one] for one in loads}
    broken += [(dossier, one, "full") for dossier, one in sorted(always) if held[one] > limits[one]]
    kept = Counter(dossier for dossier, _one in existing)
    taken = kept + Counter(dossier for dossier, _one in always)
    problem = Problem(
        wanted={one: max(0, run.per_dossier - taken[one]) for one in keys},
        room={one: max(0, limits[one] - held[one]) for one in loads}, affinity=grid, forbidden=forbidden,
        kept=frozenset(existing | always), held=held, balance=BALANCE,
    )  # fmt: skip
    return Asked(problem, affinities, limits, loads, {one: kept[one] for one in keys}, broken, frozenset(always))


# -- what is answered ----------------------------------------------------------------------------------
def answered(run: AssignmentRun, asked: Asked, tell: Progress) -> dict[str, Any]:
    """The plan as plain values for the row: pairs with their reasons and next best; or what lacks, and what would help.

    Raises Stopped.
    """
    kept = sum(asked.kept.values())
    if asked.broken:
        return {"broken": [list(one) for one in asked.broken], "kept": kept}
    if not asked.problem.wanted:
        return {"pairs": [], "kept": 0, "dossiers": 0}
    number = len(asked.problem.wanted)
    plan = assign(asked.problem, lambda done, total: tell(number + number * done // total, 2 * number))
    if plan.is_stopped:
        raise Stopped
    if not plan.is_possible:
        # asked already or decided by hand: found too
        lacks = [vars(one) | {"kept": run.per_dossier - one.wanted} for one in plan.lacks]
        return {"lacks": lacks, "missing": plan.missing, "kept": kept, "help": _help(run, asked, plan.missing)}
    return {"pairs": list(_pairs(run, asked, plan)), "kept": kept, "dossiers": number}


def _pairs(run: AssignmentRun, asked: Asked, plan: Plan) -> Iterator[dict[str, Any]]:
    """Each pair with its reasons, who would come next, what the person would then have in hand."""
    loads = Counter(pair.reviewer for pair in plan.pairs) + Counter(one for _dossier, one in asked.pinned)
    chosen: dict[int, list[tuple[int, int | None]]] = {}
    for dossier, one in asked.pinned:
        chosen.setdefault(dossier, []).append((one, None))
    for pair in plan.pairs:
        chosen.setdefault(pair.dossier, []).append((pair.reviewer, pair.next_best))
    for dossier, subject in _subjects(sorted(chosen)):
        for one, after in chosen[dossier]:
            yield {
                "dossier": dossier, "reviewer": one, **_why(asked, dossier, subject, one),
                "load": asked.loads[one] + loads[one], "most": asked.limits[one],
                "is_pinned": (dossier, one) in asked.pinned, "next": after,
                "next_value": round(asked.problem.affinity.get((dossier, after), 0.0), 4) if after else None,
            }  # fmt: skip


def _why(asked: Asked, dossier: int, subject: Subject, one: int) -> dict[str, Any]:
    why = asked.affinities.explained(subject, one, asked.problem.affinity.get((dossier, one), 0.0))
    return {"value": why.value, "sections": list(why.sections), "keywords": list(why.keywords),
            "terms": list(why.terms)}  # fmt: skip


def _subjects(keys: list[int]) -> Iterator[tuple[int, Subject]]:
    for start in range(0, len(keys), SLICE):
        rows = Dossier.objects.filter(pk__in=keys[start : start + SLICE]).order_by("pk")
        for key, title, content in rows.values_list("pk", "title", "filing__content"):
            yield key, subject_of_content(title, content or {})


def _help(run: AssignmentRun, asked: Asked, lacking: int) -> dict[str, int | None]:
    """What would make it possible, each by itself, exactly: fewer reviews, more in hand, more people."""
    problem = asked.problem
    taken = {one: run.per_dossier - wanted for one, wanted in problem.wanted.items()}

    def fewer(number: int) -> int:
        return missing(with_wanted(problem, {one: max(0, number - taken[one]) for one in taken}))

    def more(limit: int, own: Mapping[int, int]) -> int:
        return missing(with_room(problem, {one: max(0, min(own[one], limit) - problem.held[one]) for one in own}))

    own = {one.pk: one.most_at_once for one in pool() if one.pk in asked.limits}
    highest = max(own.values(), default=0)
    found = next((limit for limit in range(run.per_person + 1, min(highest, run.per_person + MOST_MORE) + 1)
                  if not more(limit, own)), None)  # fmt: skip
    return {
        "per_dossier": next((number for number in range(run.per_dossier - 1, 0, -1) if not fewer(number)), None),
        "per_person": found, "people": _people(run, problem, lacking),
    }  # fmt: skip


def _people(run: AssignmentRun, problem: Problem, lacking: int) -> int | None:
    """How many people more, without any link to these dossiers and with nothing in hand, would be enough."""
    least = -(-lacking // run.per_person)
    for number in range(least, least + MOST_MORE + 1):
        # nobody's id is below 1
        added = {-one: run.per_person for one in range(1, number + 1)}
        if not missing(replace(problem, room={**problem.room, **added})):
            return number
    return None
