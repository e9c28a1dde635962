"""The order of an agenda: as good as trying every order up to eight dossiers, never worse than the order of filing."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.agenda import EXACT, best_order, moves

PEOPLE = st.frozensets(st.integers(1, 5), max_size=3)


def agendas(least: int, most: int):
    return st.lists(PEOPLE, min_size=least, max_size=most).map(lambda away: dict(enumerate(away, start=1)))


def test_a_move_is_one_person_out_or_in():
    recusals = {1: frozenset({7}), 2: frozenset(), 3: frozenset({7})}
    assert moves([1, 2, 3], recusals) == 4
    assert moves([1, 3, 2], recusals) == 2
    assert moves(best_order([1, 2, 3], recusals), recusals) == 2


def test_nobody_out_leaves_the_order_of_filing():
    assert best_order([3, 1, 2], {}) == [3, 1, 2]
    assert best_order([], {}) == []


@settings(deadline=None, max_examples=60)
@given(agendas(0, 6))
def test_a_short_agenda_is_the_best_there_is(recusals):
    best = min(moves(order, recusals) for order in permutations(recusals))
    assert moves(best_order(list(recusals), recusals), recusals) == best


@settings(deadline=None, max_examples=20)
@given(agendas(EXACT, EXACT).flatmap(lambda one: st.tuples(st.just(one), st.permutations(list(one)))))
def test_the_fewest_moves_do_not_depend_on_the_order_given(both):
    recusals, shuffled = both
    assert moves(best_order(shuffled, recusals), recusals) == moves(best_order(sorted(shuffled), recusals), recusals)


@settings(deadline=None, max_examples=60)
@given(agendas(EXACT + 1, 30))
def test_a_long_agenda_never_moves_more_than_in_filing_order(recusals):
    found = best_order(list(recusals), recusals)
    assert sorted(found) == sorted(recusals)
    assert moves(found, recusals) <= moves(list(recusals), recusals)
