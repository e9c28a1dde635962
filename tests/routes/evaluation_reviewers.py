"""Routes of the pool of reviewers, of invitations, of the campaign."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from evaluation.models import Review, Reviewer
from tests.evaluation.reviews import a_reviewer, an_admissible_dossier, an_invited_review
from tests.routes import CARRIER, COEDITOR, REVIEWER, Route, only
from tests.routes.proposals import share

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
STAFF = (OFFICER, DIRECTION, DERCI, DERCI_HEAD)
ELSEWHERE = "institute-officer-elsewhere"


def build(world: Any) -> None:
    """A dossier whose reviewers are to be found."""
    world.to_review = an_admissible_dossier(carrier=world.people[CARRIER], call=world.call)
    share(world.to_review, world.people[COEDITOR])


def _pool(world: Any, number: int) -> list[Reviewer]:
    return [a_reviewer(keywords=["océan"], institution=f"Institut {turn}") for turn in range(number)]


def _late(world: Any, number: int) -> None:
    officer = standing_of(world.people[OFFICER])
    for _turn in range(number):
        review = an_invited_review(an_admissible_dossier(carrier=world.people[CARRIER], call=world.call), by=officer)
        Review.objects.filter(pk=review.pk).update(due=timezone.now() - timedelta(days=2))


def _profile(rest: str = "") -> Any:
    return lambda world: f"/reviewers/{Reviewer.objects.get(person=world.people[REVIEWER]).uid}/{rest}"


NO_GET = {"*": 405, "anonymous": 302}
ROUTES = [
    Route("reviewer_list", "/reviewers/", only(*STAFF, ELSEWHERE), fullest=OFFICER, rows=_pool),
    Route("reviewer_new", "/reviewers/new/", only(*STAFF, ELSEWHERE), fullest=OFFICER,
          post=only(*STAFF, ELSEWHERE, status=422)),
    Route("reviewer", _profile(), only(REVIEWER, *STAFF, ELSEWHERE), fullest=OFFICER,
          post=only(REVIEWER, *STAFF, ELSEWHERE, status=422)),
    Route("reviewer_pause", _profile("pause/"), NO_GET, post=only(REVIEWER, *STAFF, ELSEWHERE, status=422),
          is_page=False),
    Route("reviewer_works", _profile("works/"), NO_GET, post=only(REVIEWER, *STAFF, ELSEWHERE, status=422),
          is_page=False),
    Route("review_invite", lambda w: f"/proposals/{w.to_review.uid}/reviewers/", only(OFFICER), fullest=OFFICER,
          rows=_pool, post=only(OFFICER, status=422)),
    Route("review_campaign", "/campaign/", only(*STAFF, ELSEWHERE), fullest=OFFICER, rows=_late,
          post=only(*STAFF, ELSEWHERE)),
]  # fmt: skip
