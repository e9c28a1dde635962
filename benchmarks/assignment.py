"""Reviewers assigned to a whole call: the plan of most affinity, at the size of a year and at five times that."""

from __future__ import annotations

import random
import resource
import time

from benchmarks.table import Row
from evaluation.assignment import Problem, assign

REVIEWS, CONFLICTS = 3, 0.02
# dossiers, reviewers, seconds to stay under
SIZES = ((1_000, 300, 30), (5_000, 500, 60))


def problem(dossiers: int, reviewers: int, seed: int = 4) -> Problem:
    """Affinities at random, one pair in fifty forbidden, a fifth more room than is needed."""
    draw = random.Random(seed)
    people = range(reviewers)
    pairs = [(dossier, one) for dossier in range(dossiers) for one in people]
    return Problem(
        wanted=dict.fromkeys(range(dossiers), REVIEWS),
        room=dict.fromkeys(people, dossiers * REVIEWS * 6 // (reviewers * 5)),
        affinity={pair: draw.random() for pair in pairs},
        forbidden={pair: "same unit" for pair in pairs if draw.random() < CONFLICTS},
    )


def run(sizes: tuple[tuple[int, int, int], ...] = SIZES) -> list[Row]:
    """One row per size: the time, the optimum, the most memory the process has held."""
    rows = []
    for dossiers, reviewers, limit in sizes:
        asked = problem(dossiers, reviewers)
        start = time.perf_counter()
        plan = assign(asked)
        spent = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        note = f"optimum {plan.value:.1f}, {len(plan.pairs)} pairs, {memory} MB at most"
        size = f"{dossiers} × {reviewers} × {REVIEWS}"
        rows.append(Row("assignment", size, milliseconds=spent * 1000, reach=f"< {limit} s", note=note))
    return rows
