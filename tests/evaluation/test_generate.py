"""The evaluation of invented dossiers: as their states say, within every rule, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from django.db.models import Count, F, Q

from evaluation.enums import DecisionState, Outcome, ReviewState
from evaluation.envelopes import exceeded, exceeded_by_decisions
from evaluation.guards import _places_are_whole, _ties_are_said
from evaluation.interests import found
from evaluation.minutes import minutes_of
from evaluation.models import (
    AgendaItem,
    Decision,
    DecisionLetter,
    Envelope,
    PanelSession,
    RankEntry,
    Ranking,
    Recusal,
    Release,
    Review,
    Reviewer,
    ReviewMark,
)
from evaluation.pieces import marks_of
from evaluation.scores import scores_of
from evaluation.scoring import splits_a_tie
from instruments.spec import Judgement
from proposals.models import Dossier
from workflow.history import verify

pytestmark = pytest.mark.django_db
NUMBER, REVIEWERS = 200, 20


def generate(number=NUMBER, reviewers=REVIEWERS):
    call_command("load_reference", verbosity=0)
    call_command("generate", proposals=number, reviewers=reviewers, seed=1, year=2027, verbosity=0)


def test_what_is_written_keeps_every_rule_of_the_evaluation():
    generate()
    assert list(verify()) == []
    _states_agree()
    _reviews_are_whole()
    _nobody_evaluates_what_binds_them()
    _lists_stand_in_order()
    _sessions_are_as_if_held()
    _envelopes_hold()


def _states_agree():
    """Three reviews from the peer review on; a decision published exactly where the dossier says so."""
    evaluated = Dossier.objects.exclude(state__in=("withdrawn", "admissible")).filter(board_is_evaluated())
    for dossier in evaluated.annotate(wanted=Count("reviews", filter=~Q(reviews__state__in=("declined", "excluded",
                                                                                           "removed")))):  # fmt: skip
        assert dossier.wanted == 3, dossier.state
        states = set(dossier.reviews.values_list("state", flat=True))
        if dossier.state != "in-review":
            assert states <= {"filed", "declined", "excluded", "removed"}
    published = {one.dossier_id: one.outcome for one in Decision.objects.released()}
    for state, outcome in (("not-selected", Outcome.NOT_SELECTED), ("reserve", Outcome.RESERVE),
                           ("selected", Outcome.SELECTED), ("started", Outcome.SELECTED)):  # fmt: skip
        there = set(Dossier.objects.filter(state=state).values_list("pk", flat=True))
        assert there, state
        assert {published[pk] for pk in there} == {outcome}
    prepared = set(Decision.objects.filter(state=DecisionState.PREPARED).values_list("dossier__state", flat=True))
    assert prepared == {"arbitrated", "institute-decided", "college-decided"}
    assert set(Release.objects.values_list("state", flat=True)) == {"prepared", "released"}
    assert DecisionLetter.objects.count() == len(published)
    # every state a review can stand in is met
    assert set(Review.objects.values_list("state", flat=True)) == set(ReviewState.values)


def board_is_evaluated():
    from evaluation.boxes import NOT_EVALUATED

    return ~Q(state__in=NOT_EVALUATED)


def _reviews_are_whole():
    load = Counter(Review.objects.pending().values_list("reviewer", flat=True))
    for reviewer in Reviewer.objects.all():
        assert load[reviewer.pk] <= reviewer.most_at_once
    for review in Review.objects.filter(state=ReviewState.FILED).select_related("dossier__version"):
        criteria = {one.slug: one for one in review.rules.evaluation.criteria}
        marks = {one.criterion: one for one in review.marks.all()}
        assert set(marks) == set(criteria)
        assert review.comment
        for slug, mark in marks.items():
            if criteria[slug].judgement is Judgement.SCORED:
                assert mark.mark in set(marks_of(review.rules.evaluation.scale))
            else:
                assert mark.word is not None
        assert review.invited_at <= (review.answered_at or review.invited_at) <= (review.filed_at or review.due)
    assert not ReviewMark.objects.filter(review__state__in=("invited", "to-rule", "declined")).exists()


def _nobody_evaluates_what_binds_them():
    reviews = Review.objects.exclude(state=ReviewState.EXCLUDED).select_related("dossier", "person")
    pairs = {(one.dossier_id, one.person_id) for one in reviews}
    links = found({one.dossier_id: one.dossier for one in reviews}.values(),
                  {one.person_id: one.person for one in reviews}.values())  # fmt: skip
    assert not [one for one in links if (one.dossier_id, one.person_id) in pairs]


def _lists_stand_in_order():
    for ranking in Ranking.objects.select_related("call"):
        entries = list(ranking.entries.select_related("dossier__version"))
        assert [one.position for one in entries] == list(range(1, len(entries) + 1))
        assert not list(_ties_are_said(entries))
        fresh = scores_of([one.dossier for one in entries])
        for one in entries:
            assert one.total == fresh[one.dossier_id].score.total
            assert one.dossier.rules.credits.allows(one.amount)
        if ranking.cut is None:
            continue
        assert not splits_a_tie([one.rank for one in entries], ranking.cut)
        outcomes = [one.dossier.decisions.in_force().values_list("outcome", flat=True).first() for one in entries]
        assert set(outcomes[: ranking.cut]) <= {Outcome.SELECTED}
        assert Outcome.SELECTED not in outcomes[ranking.cut :]
        assert not exceeded(ranking)
    assert set(Ranking.objects.values_list("state", flat=True)) == {"signed", "closed"}
    assert RankEntry.objects.values("dossier").annotate(n=Count("pk")).filter(n__gt=1).count() == 0


def _sessions_are_as_if_held():
    assert {(one.kind, one.state) for one in PanelSession.objects.all()} >= {
        ("panel", "signed"), ("section", "signed"), ("section", "prepared"),
    }  # fmt: skip
    for session in PanelSession.objects.filter(state="signed"):
        assert session.minutes == minutes_of(session)
        items = list(session.items.for_marks())
        assert all(one.concluded_at and one.synthesis for one in items)
        if session.kind == "panel":
            assert not list(_places_are_whole(items))
    out = Recusal.objects.filter(Q(person=F("item__first_rapporteur")) | Q(person=F("item__second_rapporteur")))
    assert Recusal.objects.exists()
    assert not out.exists()
    assert not AgendaItem.objects.filter(ballots__voices__person=F("recusals__person")).exists()


def _envelopes_hold():
    assert Envelope.objects.exists()
    for call in {one.call for one in Release.objects.select_related("call")}:
        institutes = Dossier.objects.filter(call=call).values_list("institute", flat=True)
        assert not list(exceeded_by_decisions(call, set(institutes)))


def test_without_reviewers_nothing_is_evaluated():
    generate(40, 0)
    assert not Review.objects.exists()
    assert not Ranking.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_writes_the_same_evaluation():
    seen = []
    for _turn in range(2):
        call_command("flush", interactive=False, verbosity=0)
        generate(40, 6)
        seen.append((
            list(Review.objects.order_by("pk").values_list("uid", "state", "dossier__reference", "person__last_name")),
            list(ReviewMark.objects.order_by("pk").values_list("criterion", "mark", "word")),
            list(Decision.objects.order_by("pk").values_list("uid", "outcome", "amount", "letter__code")),
            list(RankEntry.objects.order_by("pk").values_list("dossier__reference", "position", "rank", "total")),
            list(AgendaItem.objects.order_by("pk").values_list("uid", "rank", "opinion")),
        ))  # fmt: skip
    assert seen[0] == seen[1]
    assert all(seen[0][:4])
