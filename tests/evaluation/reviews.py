"""Reviewers and reviews for tests, made through the acts people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import Standing, standing_of
from evaluation import pieces
from evaluation.actions.answering import accept
from evaluation.actions.inviting import invite
from evaluation.actions.reviewing import file_review
from evaluation.models import Review, Reviewer, ReviewMark
from instruments.spec import Criterion, Judgement, Scale
from proposals.actions.visas import give_visa
from proposals.models import Dossier
from tests.factories import a_person, an_office
from tests.proposals.dossiers import a_filed_dossier, the_director, the_officer
from workflow.engine import perform

WORDS = "Un projet clair, une équipe qui se complète."


def a_reviewer(**fields: Any) -> Reviewer:
    """Somebody of the pool who works nowhere near anybody."""
    person = fields.pop("person", None) or a_person(last_name=fields.pop("last_name", "Relectrice"))
    now = timezone.now()
    return Reviewer.objects.create(**{"person": person, "created_at": now, "changed_at": now, **fields})


def an_admissible_dossier(slug: str = "iea", *, at: datetime | None = None, **given: Any) -> Dossier:
    """Filed, with the opinion of the unit's director, declared admissible by its officer."""
    at = at or timezone.now()
    dossier = a_filed_dossier(slug, at=at, **given)
    for visa in dossier.visas.in_force():
        give_visa(visa, opinion="favourable", at=at, by=the_director(dossier))
    perform(dossier, "admit", by=the_officer(dossier), at=at)
    return Dossier.objects.get(pk=dossier.pk)


def an_invited_review(dossier: Dossier | None = None, reviewer: Reviewer | None = None, *, by: Standing | None = None,
                      at: datetime | None = None, **more: Any) -> Review:  # fmt: skip
    """An invitation that waits for its answer, due in thirty days."""
    at = at or timezone.now()
    dossier = dossier or an_admissible_dossier(at=at)
    made = invite(dossier, reviewer or a_reviewer(), due=at + timedelta(days=30), at=at, by=by or the_officer(dossier),
                  **more)  # fmt: skip
    return Review.objects.for_page().get(pk=made.pk)


def an_open_review(dossier: Dossier | None = None, reviewer: Reviewer | None = None, **given: Any) -> Review:
    """Accepted without any interest: the dossier is open."""
    review = an_invited_review(dossier, reviewer, **given)
    accept(review, level="none", at=timezone.now(), by=the_reviewer(review))
    return Review.objects.for_page().get(pk=review.pk)


def a_written_review(dossier: Dossier | None = None, reviewer: Reviewer | None = None, *, mark: str = "4",
                     marks: dict[str, str] | None = None, **given: Any) -> Review:  # fmt: skip
    """Every criterion judged: `mark` everywhere, unless `marks` says otherwise; ethics acceptable."""
    review = an_open_review(dossier, reviewer, **given)
    judged(review, {one.slug: (marks or {}).get(one.slug) or ("0" if one.words else mark)
                    for one in review.rules.evaluation.criteria}, at=timezone.now())  # fmt: skip
    return Review.objects.for_page().get(pk=review.pk)


def judged(review: Review, given: dict[str, str], *, text: str = WORDS, at: datetime) -> None:
    """The rows that `save_piece` leaves of every first mark or word, its text and the comment, in two queries.

    `test_reviewing.py` holds these rows equal to those of the act.
    """
    evaluation = review.rules.evaluation
    ReviewMark.objects.bulk_create(
        ReviewMark(review=review, criterion=one.slug, text=text, mark_revision=1, text_revision=1, changed_at=at,
                   **_judgement(one, given[one.slug], evaluation.scale))
        for one in evaluation.criteria
    )  # fmt: skip
    Review.objects.filter(pk=review.pk).update(comment=text, comment_revision=1, changed_at=at)


def _judgement(criterion: Criterion, value: str, scale: Scale) -> dict[str, Any]:
    if criterion.judgement is Judgement.SCORED:
        return {"mark": pieces.as_mark(value, scale)}
    return {"word": pieces.as_word(value, criterion)}


def a_filed_review(dossier: Dossier | None = None, reviewer: Reviewer | None = None, **given: Any) -> Review:
    """A review written and filed."""
    review = a_written_review(dossier, reviewer, **given)
    file_review(review, at=timezone.now(), by=the_reviewer(review))
    return Review.objects.for_page().get(pk=review.pk)


def the_reviewer(review: Review) -> Standing:
    """Whoever writes it."""
    return standing_of(review.person)


def the_direction(dossier: Dossier) -> Standing:
    """Somebody of the direction of the dossier's institute."""
    return standing_of(an_office(a_person(), Role.INSTITUTE_DIRECTION, dossier.institute).person)
