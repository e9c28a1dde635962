"""Scores: exact, the same in whatever order things are given, and no threshold bought back."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring import (
    Rule,
    Sheet,
    agreement,
    deviation,
    mean,
    rank,
    reviewer_effects,
    score,
    splits_a_tie,
)

RULES = (
    Rule(slug="quality", weight=2),
    Rule(slug="place", threshold=D(3)),
    Rule(slug="teams"),
    Rule(slug="ethics", words=3),
)
HALVES = st.integers(0, 10).map(lambda half: D(half) / 2)
SHEETS = st.lists(
    st.builds(
        lambda reviewer, quality, place, teams, ethics: Sheet(
            reviewer=reviewer, marks={"quality": quality, "place": place, "teams": teams}, words={"ethics": ethics}
        ),
        st.integers(1, 9), HALVES, HALVES, HALVES, st.integers(0, 2),
    ),
    min_size=1, max_size=6, unique_by=lambda sheet: sheet.reviewer,
)  # fmt: skip


# -- the published scheme of Horizon Europe: 0 to 5 by halves, 3 per criterion, 10 of 15 in all, weights rank only
HORIZON = tuple(Rule(slug=slug, threshold=D(3)) for slug in ("excellence", "impact", "implementation"))


@pytest.mark.parametrize(
    ("marks", "plain", "missed", "is_above"),
    [
        (("4.5", "4", "4.5"), "13.0", (), True),
        (("3", "3", "3"), "9", (), False),
        (("3", "3", "4"), "10", (), True),
        (("5", "5", "2.5"), "12.5", ("implementation",), True),
        (("2.5", "5", "5"), "12.5", ("excellence",), True),
        (("5", "5", "5"), "15", (), True),
        (("0", "0", "0"), "0", ("excellence", "impact", "implementation"), False),
    ],
)
def test_the_scheme_of_horizon_europe_is_reproduced_to_the_digit(marks, plain, missed, is_above):
    named = dict(zip((one.slug for one in HORIZON), map(D, marks), strict=True))
    found = score(HORIZON, [], session=named)
    assert found.plain == D(plain)
    assert found.missed == missed
    assert (found.plain >= 10) is is_above
    assert found.best == 15


def test_in_an_innovation_action_impact_counts_half_as_much_again_for_the_order_alone():
    rules = tuple(
        Rule(slug=one.slug, threshold=D(3), weight=3 if one.slug == "impact" else 2) for one in HORIZON
    )  # weights in halves: 1, 1.5, 1
    strong = score(rules, [], session={"excellence": D(4), "impact": D(5), "implementation": D(4)})
    broad = score(rules, [], session={"excellence": D(5), "impact": D(4), "implementation": D(4)})
    assert (strong.plain, broad.plain) == (D(13), D(13))
    assert (strong.total / 2, broad.total / 2) == (D("15.5"), D("15"))
    assert [one.key for one in rank({1: broad.total, 2: strong.total})] == [2, 1]


@given(sheets=SHEETS, data=st.data())
def test_nothing_depends_on_the_order_of_reviewers_or_criteria(sheets, data):
    shuffled, rules = data.draw(st.permutations(sheets)), data.draw(st.permutations(RULES))
    first, second = score(RULES, sheets), score(rules, shuffled)
    assert (first.total, first.plain, first.best) == (second.total, second.plain, second.best)
    assert set(first.missed) == set(second.missed)
    assert set(first.lines) == set(second.lines)
    assert agreement(sheets, RULES, width=D(5)) == agreement(shuffled, rules, width=D(5))


@given(sheets=SHEETS, weight=st.integers(1, 1000))
def test_a_missed_threshold_is_never_bought_back_by_weights(sheets, weight):
    heavy = tuple(Rule(slug=one.slug, weight=1 if one.threshold else weight, threshold=one.threshold, words=one.words)
                  for one in RULES)  # fmt: skip
    assert score(heavy, sheets).missed == score(RULES, sheets).missed
    line = next(one for one in score(RULES, sheets).lines if one.slug == "place")
    assert line.is_missed is (line.score < 3)


@given(sheets=SHEETS, said=HALVES)
def test_the_sessions_score_counts_where_there_is_one_and_the_mean_stays_beside_it(sheets, said):
    line = next(one for one in score(RULES, sheets, session={"place": said}).lines if one.slug == "place")
    assert (line.score, line.is_missed) == (said, said < 3)
    assert line.mean == mean([sheet.marks["place"] for sheet in sheets])


def test_the_worst_word_excludes_unless_the_session_says_otherwise():
    bad = Sheet(reviewer=1, marks={}, words={"ethics": 2})
    good = Sheet(reviewer=2, marks={}, words={"ethics": 0})
    assert score(RULES, [bad, good]).excluded_by == ("ethics",)
    assert score(RULES, [bad, good], session_words={"ethics": 1}).excluded_by == ()
    assert score(RULES, [good], session_words={"ethics": 2}).excluded_by == ("ethics",)


def test_no_total_without_every_score():
    half = Sheet(reviewer=1, marks={"quality": D(4), "place": D(4)})
    assert score(RULES, [half]).total is None
    assert score(RULES, []).total is None


@given(st.lists(HALVES, min_size=2, max_size=8))
def test_mean_and_deviation_stay_between_their_bounds(marks):
    assert min(marks) <= mean(marks) <= max(marks)
    assert 0 <= deviation(marks) <= (max(marks) - min(marks)) / 2 + D("0.001")


@given(SHEETS)
def test_agreement_is_one_when_all_agree_and_never_leaves_its_bounds(sheets):
    same = [Sheet(reviewer=place, marks=sheets[0].marks) for place in range(3)]
    assert agreement(same, RULES, width=D(5)) == 1
    found = agreement(sheets, RULES, width=D(5))
    assert (found is None) is (len(sheets) < 2)
    assert found is None or 0 <= found <= 1


def test_a_reviewer_who_marks_one_point_above_the_others_is_shown_so():
    dossiers = {
        number: [Sheet(reviewer=1, marks={"quality": base + 1}), Sheet(reviewer=2, marks={"quality": base})]
        for number, base in enumerate((D(2), D(3), D("3.5")))
    }
    assert reviewer_effects(dossiers) == {1: D(1), 2: D(-1)}
    assert reviewer_effects({1: [Sheet(reviewer=1, marks={"quality": D(1)})]}) == {}


TOTALS = st.dictionaries(st.integers(1, 50), st.one_of(st.none(), HALVES), max_size=12)


@given(TOTALS)
def test_ex_aequo_share_their_rank_and_the_next_rank_counts_them(totals):
    found = rank(totals)
    for one in found:
        assert one.rank == 1 + sum(other.total > one.total for other in found)
    assert {one.key for one in found} == {key for key, total in totals.items() if total is not None}


@given(TOTALS, st.integers(-2, 15))
def test_a_cut_splits_a_tie_when_a_rank_stands_on_both_of_its_sides(totals, cut):
    ranks = [one.rank for one in rank(totals)]
    above, below = ranks[: max(0, cut)], ranks[max(0, cut) :]
    assert splits_a_tie(ranks, cut) is bool(set(above) & set(below))


def test_three_reviewers_whose_thirds_make_one_tie_with_those_who_agree():
    rules = [Rule(slug=slug) for slug in "abc"]

    def total(*rows):
        given = [dict(zip("abc", map(D, row), strict=True)) for row in rows]
        return score(rules, [Sheet(reviewer=number, marks=marks) for number, marks in enumerate(given)]).total

    assert total((3, 3, 4), (3, 4, 3), (4, 3, 3)) == total((3, 3, 4), (3, 3, 4), (3, 3, 4)) == 10
