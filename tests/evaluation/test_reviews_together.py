"""Two at the same moment around one review, on two connections: one order of the two stands, and both are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from directory.enums import Role
from directory.models import Person
from directory.standing import Standing, standing_of
from evaluation.actions import answering, inviting, reviewing
from evaluation.actions.reviewers import add_reviewer, add_works
from evaluation.models import Declaration, InterestRuling, Review, Reviewer
from evaluation.traits import Paper
from notifications.models import OutboxMail
from tests.evaluation.reviews import (
    a_filed_review,
    a_reviewer,
    a_written_review,
    an_invited_review,
    an_open_review,
    the_reviewer,
)
from tests.factories import a_person, an_office
from tests.proposals.dossiers import the_officer
from tests.workflow.test_races import at_once, meanwhile
from workflow.engine import Refused, perform
from workflow.history import timeline, verify

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
REASON = "Une phrase qui dit pourquoi."


@dataclass
class Place:
    """One review with its reviewer and two officers of the institute."""

    review: Review
    reviewer: Standing
    officers: tuple[Standing, Standing]

    def fresh(self) -> Review:
        return Review.objects.for_page().get(pk=self.review.pk)

    def perform(self, act: str, by: Standing, **data: Any) -> Any:
        return perform(self.fresh(), act, by=by, reason=REASON, **data)


def _place(review: Review) -> Place:
    other = an_office(a_person(), Role.INSTITUTE_OFFICER, review.institute).person
    return Place(review, the_reviewer(review), (the_officer(review.dossier), standing_of(other)))


@dataclass(frozen=True)
class Race:
    """What stands before, the two acts, the states that may stand afterwards, and how many of the two are done."""

    before: Callable[[], Review]
    acts: Callable[[Place], tuple[Callable[[], Any], Callable[[], Any]]]
    after: frozenset[str]
    done: frozenset[int] = frozenset({1})
    also: Callable[[Place], bool] = lambda _place: True


def now() -> Any:
    return timezone.now()


def _mails(key: str) -> int:
    return OutboxMail.objects.filter(key=key).count()


def _acts(place: Place) -> list[str]:
    return list(timeline(place.review).values_list("act", flat=True))


def _file(place: Place) -> Any:
    return reviewing.file_review(place.fresh(), at=now(), by=place.reviewer)


def _accept(place: Place, level: str = "none") -> Any:
    ground = "" if level == "none" else "kinship"
    return answering.accept(place.fresh(), level=level, ground=ground, text=REASON, at=now(), by=place.reviewer)


def _save(place: Place, text: str, revision: int = 1) -> Any:
    return reviewing.save_piece(place.fresh(), piece="comment", value=text, revision=revision, at=now(),
                                by=place.reviewer)  # fmt: skip


def _to_rule() -> Review:
    review = an_invited_review()
    answering.accept(review, level="minor", ground="past-action", text=REASON, at=now(), by=the_reviewer(review))
    return review


def _late() -> Review:
    review = an_open_review()
    Review.objects.filter(pk=review.pk).update(due=now() - timedelta(days=1))
    return review


RACES = {
    "filed at the moment they are removed": Race(
        a_written_review, lambda p: (lambda: _file(p), lambda: p.perform("remove", p.officers[0])),
        frozenset({"filed", "removed"}), also=lambda p: bool(p.fresh().filed_at) is (p.fresh().state == "filed"),
    ),
    "filed twice": Race(
        a_written_review, lambda p: (lambda: _file(p), lambda: _file(p)), frozenset({"filed"}),
        also=lambda p: _acts(p).count("file") == 1,
    ),
    "filed while a text is saved from another window": Race(
        a_written_review, lambda p: (lambda: _file(p), lambda: _save(p, "Un ajout.")), frozenset({"filed"}),
        frozenset({1, 2}), also=lambda p: p.fresh().comment_revision in (1, 2),
    ),
    "two texts from two windows": Race(
        a_written_review, lambda p: (lambda: _save(p, "L’un."), lambda: _save(p, "L’autre.")), frozenset({"writing"}),
        also=lambda p: p.fresh().comment_revision == 2 and p.fresh().comment in ("L’un.", "L’autre."),
    ),
    "accepted at the moment the request is withdrawn": Race(
        an_invited_review, lambda p: (lambda: _accept(p), lambda: p.perform("remove", p.officers[0])),
        # accepted first, it may still be withdrawn
        frozenset({"removed"}), frozenset({1, 2}),
    ),
    "accepted and declined": Race(
        an_invited_review,
        lambda p: (lambda: _accept(p), lambda: answering.decline(p.fresh(), reason=REASON, at=now(), by=p.reviewer)),
        frozenset({"declined"}), frozenset({1, 2}),
    ),
    "no interest and an excluding one": Race(
        an_invited_review, lambda p: (lambda: _accept(p), lambda: _accept(p, "excluding")),
        frozenset({"excluded"}), frozenset({1, 2}),
        also=lambda p: Declaration.objects.filter(person=p.review.person, level="excluding").count() == 1,
    ),
    "one officer allows, the other excludes": Race(
        _to_rule, lambda p: (lambda: p.perform("allow", p.officers[0]), lambda: p.perform("exclude", p.officers[1])),
        # allowed first, they may still be excluded
        frozenset({"excluded"}), frozenset({1, 2}),
        also=lambda p: set(InterestRuling.objects.values_list("ruling", flat=True)) == {"excluded"},
    ),
    "reopened twice": Race(
        a_filed_review,
        lambda p: (lambda: p.perform("reopen", p.officers[0]), lambda: p.perform("reopen", p.officers[1])),
        frozenset({"writing"}), also=lambda _p: _mails("review.reopened") == 1,
    ),
    "reminded by two officers": Race(
        _late, lambda p: tuple((lambda by=by: inviting.remind_reviewer(p.fresh(), at=now(), by=by))
                               for by in p.officers),
        # the second is told that one has left
        frozenset({"writing"}), frozenset({2}),
        also=lambda p: _mails("review.reminder") == 1 and _acts(p).count("remind") == 1,
    ),
    "postponed while it is filed": Race(
        a_written_review,
        lambda p: (lambda: _file(p),
                   lambda: inviting.postpone(p.fresh(), due=now() + timedelta(days=90), at=now(), by=p.officers[0])),
        frozenset({"filed"}), frozenset({1, 2}),
        also=lambda p: _acts(p).count("postpone") == _mails("review.postponed"),
    ),
    "a new link from two officers": Race(
        an_open_review, lambda p: tuple((lambda by=by: inviting.renew_link(p.fresh(), at=now(), by=by))
                                        for by in p.officers),
        frozenset({"writing"}), frozenset({2}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_of_two_at_the_same_moment_one_order_stands_and_whoever_comes_second_is_told(race: Race):
    with translation.override("fr"):
        place = _place(race.before())
        results = meanwhile(*race.acts(place))
    refused = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, Refused) and all(one.reasons) for one in refused), results
    assert len(results) - len(refused) in race.done, results
    assert place.fresh().state in race.after
    assert race.also(place)
    assert list(verify([Review])) == []


def test_two_officers_who_add_the_same_person_make_one_profile_and_one_is_told():
    by = [standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER).person) for _turn in range(2)]

    def add(number: int) -> Reviewer:
        return add_reviewer(email="une@exemple.fr", first_name="Une", last_name="Autre", at=now(), by=by[number])

    (refused,) = [one for one in at_once(add, 2) if isinstance(one, Exception)]
    assert isinstance(refused, Refused)
    assert "Une Autre" in str(refused)
    assert Person.objects.filter(email="une@exemple.fr").count() == Reviewer.objects.count() == 1


def test_the_same_publications_brought_twice_at_once_stand_once():
    reviewer, papers = a_reviewer(), [Paper("10.1/un", "Un"), Paper("10.1/deux", "Deux")]
    by = standing_of(reviewer.person)
    results = at_once(lambda _number: add_works(reviewer, papers, at=now(), by=by), 2)
    assert sorted(results) == [0, 2]
    assert reviewer.works.count() == 2
