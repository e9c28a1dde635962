"""What waits around reviews: answers and reviews to write, interests to rule on, dossiers that lack reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from evaluation.access import own_dossiers
from evaluation.enums import PENDING_REVIEWS, ReviewState
from evaluation.models import Review
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query for both, whoever one is."""
    if standing.person_id is None:
        return
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    mine = Q(person=standing.person_id)
    asked = Q(institute__in=institutes) & ~own_dossiers(standing) if institutes else Q(pk__in=())
    found = Review.objects.filter(mine | asked, state__in=PENDING_REVIEWS).order_by().aggregate(
        invited=Count("pk", filter=mine & Q(state=ReviewState.INVITED)),
        answer=Min("answer_due", filter=mine & Q(state=ReviewState.INVITED)),
        writing=Count("pk", filter=mine & Q(state=ReviewState.WRITING)),
        nearest=Min("due", filter=mine & Q(state=ReviewState.WRITING)),
        to_rule=Count("pk", filter=asked & Q(state=ReviewState.TO_RULE)),
        late=Count("pk", filter=asked & Q(due__lt=now)),
        latest=Min("due", filter=asked & Q(due__lt=now)),
    )  # fmt: skip
    yield from _as_reviewer(found)
    yield from _as_officer(found)


def _as_reviewer(found: dict[str, Any]) -> Iterator[Waiting]:
    if found["invited"]:
        yield Waiting(
            number=found["invited"], url=reverse("review_list"), due=found["answer"],
            sentence=ngettext("Invitation to evaluate", "Invitations to evaluate", found["invited"]),
            why=_("Say whether you accept; declining helps too."),
        )  # fmt: skip
    if found["writing"]:
        yield Waiting(
            number=found["writing"], url=reverse("review_list"), due=found["nearest"],
            sentence=ngettext("Review to write", "Reviews to write", found["writing"]),
            why=_("The dossier is open to you; what you have typed is kept."),
        )  # fmt: skip


def _as_officer(found: dict[str, Any]) -> Iterator[Waiting]:
    if found["to_rule"]:
        yield Waiting(
            number=found["to_rule"], url=reverse("review_campaign"),
            sentence=ngettext("Interest to rule on", "Interests to rule on", found["to_rule"]),
            why=_("The dossier stays closed to the reviewer until you rule."),
        )  # fmt: skip
    if found["late"]:
        yield Waiting(
            number=found["late"], url=reverse("review_campaign"), due=found["latest"],
            sentence=ngettext("Late review", "Late reviews", found["late"]),
            why=_("The date has passed: remind, postpone or replace."),
        )  # fmt: skip
