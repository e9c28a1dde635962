"""Assignments: limits never broken, as good as trying everything, the same whatever the order; texts that match."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.affinity import Affinities, Subject
from evaluation.assignment import Plan, Problem, assign, missing
from evaluation.similarity import Pool, Said
from evaluation.subjects import subject_of_content
from tests.evaluation.abstracts import SUBJECTS

SMALL = st.integers(1, 4)


@st.composite
def problems(draw, most: int = 4):
    dossiers, people = range(1, draw(st.integers(1, most)) + 1), range(101, 101 + draw(st.integers(1, most)))
    pairs = list(product(dossiers, people))
    marks = st.integers(0, 20).map(lambda twentieth: twentieth / 20)
    return Problem(
        wanted={one: draw(st.integers(0, 2)) for one in dossiers},
        room={one: draw(st.integers(0, 3)) for one in people},
        affinity={pair: draw(marks) for pair in pairs},
        forbidden=dict.fromkeys(draw(st.sets(st.sampled_from(pairs), max_size=3)), "same unit"),
        kept=frozenset(draw(st.sets(st.sampled_from(pairs), max_size=2))),
        held={one: draw(st.integers(0, 2)) for one in people},
        balance=draw(st.sampled_from([0.0, 0.01, 0.3])),
    )


def best_by_trying(problem: Problem) -> float | None:
    """Every choice of reviewers for every dossier; None when none keeps the limits."""
    options = [
        list(combinations([one for one in problem.room if problem.allows(dossier, one)], wanted))
        for dossier, wanted in problem.wanted.items()
    ]
    values = []
    for choice in product(*options):
        loads = [one for chosen in choice for one in chosen]
        if all(loads.count(one) <= problem.room[one] for one in set(loads)):
            chosen_pairs = [(one, two) for one, chosen in zip(problem.wanted, choice, strict=True) for two in chosen]
            worth = sum(problem.affinity[pair] for pair in chosen_pairs)
            values.append(worth - problem.burden({one: loads.count(one) for one in set(loads)}))
    return max(values, default=None)


def worth_of(problem: Problem, plan: Plan) -> float:
    return plan.value - problem.burden(plan.loads)


@settings(deadline=None, max_examples=60)
@given(problems())
def test_the_plan_is_as_good_as_trying_everything(problem):
    plan, best = assign(problem), best_by_trying(problem)
    assert plan.is_possible is (best is not None)
    if best is not None:
        assert worth_of(problem, plan) == pytest.approx(best, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(problems(6))
def test_no_limit_is_ever_broken_and_what_exists_is_left_alone(problem):
    plan = assign(problem)
    for pair in plan.pairs:
        assert (pair.dossier, pair.reviewer) not in problem.forbidden
        assert (pair.dossier, pair.reviewer) not in problem.kept
    assert all(load <= problem.room[one] for one, load in plan.loads.items())
    assert len({(pair.dossier, pair.reviewer) for pair in plan.pairs}) == len(plan.pairs)
    if plan.is_possible:
        for dossier, wanted in problem.wanted.items():
            assert sum(pair.dossier == dossier for pair in plan.pairs) == wanted


@settings(deadline=None, max_examples=30)
@given(problems(), st.randoms(use_true_random=False))
def test_the_value_does_not_depend_on_the_order_given(problem, rng):
    def shuffled(values):
        items = list(values.items())
        rng.shuffle(items)
        return dict(items)

    again = Problem(
        wanted=shuffled(problem.wanted), room=shuffled(problem.room), affinity=shuffled(problem.affinity),
        forbidden=shuffled(problem.forbidden), kept=problem.kept, held=shuffled(problem.held), balance=problem.balance,
    )  # fmt: skip
    assert worth_of(again, assign(again)) == pytest.approx(worth_of(problem, assign(problem)))


def test_what_is_impossible_says_for_which_dossier_and_why():
    problem = Problem(wanted={1: 2, 2: 1}, room={101: 1, 102: 0, 103: 5}, affinity={}, forbidden={(1, 103): "unit"})
    (lack,) = assign(problem).lacks
    assert (lack.dossier, lack.wanted, lack.possible, lack.forbidden, lack.full) == (1, 2, 1, 1, 1)


def most_by_trying(problem: Problem) -> int:
    """How many reviews can be found at best: every set of pairs that keeps the limits."""
    pairs = [(one, two) for one in problem.wanted for two in problem.room if problem.allows(one, two)]
    found = 0
    for chosen in product((False, True), repeat=len(pairs)):
        kept = [pair for pair, is_in in zip(pairs, chosen, strict=True) if is_in]
        if all(sum(one == dossier for one, _two in kept) <= wanted for dossier, wanted in problem.wanted.items()) and (
            all(sum(two == person for _one, two in kept) <= room for person, room in problem.room.items())
        ):
            found = max(found, len(kept))
    return found


@settings(deadline=None, max_examples=40)
@given(problems(3))
def test_what_lacks_is_the_least_that_can_lack(problem):
    lacking = sum(problem.wanted.values()) - most_by_trying(problem)
    plan = assign(problem)
    assert (plan.missing, missing(problem)) == (lacking, lacking)
    assert bool(plan.lacks) is bool(lacking)
    assert sum(one.wanted - one.possible for one in plan.lacks) <= lacking


def test_dossiers_that_compete_say_with_how_many_and_for_whom():
    forbidden = {(dossier, 103): "unit" for dossier in (1, 2, 3)}
    plan = assign(Problem(wanted={1: 1, 2: 1, 3: 1, 4: 1}, room={101: 1, 102: 1, 103: 5}, affinity={},
                          forbidden=forbidden))  # fmt: skip
    (lack,) = plan.lacks
    assert (plan.missing, lack.rivals, lack.sharing, lack.places) == (1, 3, 2, 2)


def test_of_two_as_near_the_one_with_less_in_hand_is_chosen():
    near = {(dossier, one): 0.5 for dossier in (1, 2) for one in (101, 102)}
    room = {101: 3, 102: 3}
    even = assign(Problem(wanted={1: 1, 2: 1}, room=room, affinity=near, balance=0.02))
    assert even.loads == {101: 1, 102: 1}
    busy = assign(Problem(wanted={1: 1, 2: 1}, room=room, affinity=near, balance=0.02, held={101: 3}))
    assert busy.loads == {102: 2}


def test_too_little_room_in_all_says_how_many_reviews_are_missing():
    plan = assign(Problem(wanted={1: 1, 2: 1, 3: 1}, room={101: 2}, affinity={}))
    assert plan.missing == 1
    assert len(plan.lacks) == 1


def test_it_is_widened_when_the_best_forty_are_not_enough():
    # everybody is drawn to the same forty, who have no room for all
    people = range(100)
    affinity = {(dossier, one): 1.0 if one < 40 else 0.1 for dossier in range(60) for one in people}
    plan = assign(Problem(wanted=dict.fromkeys(range(60), 1), room=dict.fromkeys(people, 1), affinity=affinity))
    assert plan.is_possible
    assert plan.value == pytest.approx(40 + 20 * 0.1)


def test_it_stops_when_asked():
    problem = Problem(wanted=dict.fromkeys(range(200), 1), room={1000: 500}, affinity={})
    assert assign(problem, lambda done, total: False).is_stopped
    assert assign(problem) != Plan(is_stopped=True)


def test_a_better_match_comes_first_in_each_language():
    """Abstracts as they are published, in kind (see `abstracts.py`), with somebody of the next field as a rival."""
    pool = Affinities({
        key: Subject(keywords=one.keywords, texts=(("", one.expertise), *(("", work) for work in one.works)))
        for key, one in enumerate(SUBJECTS.values())
    })  # fmt: skip
    for key, (name, one) in enumerate(SUBJECTS.items()):
        for language, text in (("fr", one.fr), ("en", one.en)):
            dossier = subject_of_content("", {"answers": {f"abstract-{language}": text}})
            near = pool.near(dossier)
            first, second = sorted((*near, -1), key=lambda found: -near.get(found, 0.0))[:2]
            assert first == key, (name, language)
            assert near[first] > 2 * near.get(second, 0.0), (name, language)
            assert pool.explained(dossier, key, near[key]).terms, (name, language)
            assert all(0 <= value <= 1 for value in near.values())


def test_keywords_meet_texts_of_the_other_language_and_the_words_in_common_are_named():
    dossier = Said(("permafrost",), (("fr", "Le dégel du pergélisol libère du carbone."),))
    pool = Pool({2: Said(("permafrost", "carbone"), (("en", "Frozen ground."),)), 3: Said()})
    assert pool.shared(dossier, 2) == ("permafrost", "carbone")
    assert pool.cosines(dossier)[2] > 0.2
    assert 3 not in pool.cosines(dossier)


def test_a_web_process_never_loads_the_solver():
    code = (
        "import os, sys; os.environ.update(MODE='test', DJANGO_SETTINGS_MODULE='cnrs_coop.settings');"
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "sys.exit(any(name.split('.')[0] in ('scipy', 'numpy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
