"""The list of running actions, and the page of one, which reads like a printed report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS
from funding import calendar
from funding.access import know_writers
from funding.boxes import AWARD
from funding.models import Award
from workflow.views import TransitionView

PER_PAGE = 50


@login_required
@require_safe
def award_list(request: HouseRequest) -> HttpResponse:
    """The actions this person reads, those that run first."""
    found = Award.objects.visible_to(request.standing).for_list().order_by("state", "ends_on", "reference")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    know_writers(page.object_list)
    return render(request, "funding/awards/list.html", {"page": page, "now": request.received_at})


@login_required
@require_safe
def award_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Each part for whoever reads it."""
    award = _award(request, uid)
    day = request.received_at.astimezone(PARIS).date()
    context = {
        "award": award, "rules": award.rules, "parts": award.parts_of(request.standing), "now": request.received_at,
        "year": min(calendar.year_of(award.starts_on, day), award.years), "is_over": award.is_over(day),
        "partners": list(award.partners.filter(left_on=None)), "members": list(award.members.filter(left_on=None)),
        "boxes": AWARD.shown(request, award),
    }  # fmt: skip
    return render(request, "funding/awards/page.html", context)


class AwardActView(TransitionView):
    """Acts on an action that ask a reason at most."""

    def get_subject(self) -> Award:
        return _award(self.request, self.kwargs["uid"])


def _award(request: Any, uid: UUID) -> Award:
    return get_object_or_404(Award.objects.visible_to(request.standing).for_page(), uid=uid)
