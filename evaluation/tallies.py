"""Counts of a campaign, by call and institute: two queries for any number of dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from directory.models import Institute
from directory.relations import visible
from evaluation.enums import ENDED_REVIEWS, PENDING_REVIEWS, ReviewState
from evaluation.models import Review
from instruments.models import Call
from proposals.access import BOARD_OWN
from proposals.models import Dossier

if TYPE_CHECKING:
    from directory.standing import Standing

# filed and not admitted yet, or refused
BEFORE = ("filed", "completion", "routed", "inadmissible", "withdrawn", "expressed", "invited", "advised-against")


@dataclass(frozen=True)
class Tally:
    """One institute in one call."""

    call: Call
    institute: Institute
    filed: int
    admitted: int
    asked: int
    filed_reviews: int
    late: int


def campaign_rows(standing: Standing, now: datetime) -> list[Tally]:
    """The counts of the dossiers one examines; of their reviews, never those of one's own dossiers."""
    dossiers = Dossier.objects.filter(visible(BOARD_OWN, standing), filing__isnull=False)
    counted = dossiers.order_by().values("call", "institute").annotate(
        filed=Count("pk"), admitted=Count("pk", filter=~Q(state__in=BEFORE))
    )  # fmt: skip
    reviews = Review.objects.visible_to(standing).order_by().values("dossier__call", "institute").annotate(
        asked=Count("pk", filter=~Q(state__in=ENDED_REVIEWS)),
        filed=Count("pk", filter=Q(state=ReviewState.FILED)),
        late=Count("pk", filter=Q(state__in=PENDING_REVIEWS, due__lt=now)),
    )  # fmt: skip
    by = {(one["dossier__call"], one["institute"]): one for one in reviews}
    rows = list(counted)
    calls = Call.objects.defer("text_fr", "text_en").in_bulk({one["call"] for one in rows})
    institutes = Institute.objects.in_bulk({one["institute"] for one in rows})
    none = {"asked": 0, "filed": 0, "late": 0}
    found = [
        Tally(calls[one["call"]], institutes[one["institute"]], one["filed"], one["admitted"],
              *(by.get((one["call"], one["institute"]), none)[name] for name in ("asked", "filed", "late")))
        for one in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.call.year, one.call.slug, one.institute.name))
