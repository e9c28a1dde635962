"""The list of running actions, and the page of one, which reads like a printed report."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS
from funding import calendar
from funding.access import FINANCE, STAFF
from funding.actions.leaning import lean_on, name_dedicated_unit
from funding.award_list import KEPT, AwardList
from funding.boxes import AWARD
from funding.enums import AwardState
from funding.forms.awards import CentresForm, DedicatedUnitForm
from funding.models import Award
from funding.overview import Table, grouped
from funding.querysets.names import institutes, named
from funding.querysets.taken import taken_by_year
from workflow.views import TransitionView, act_by_form


@login_required
@require_safe
def award_list(request: HouseRequest) -> HttpResponse:
    """The actions this person reads, those that run first."""
    day = request.received_at.astimezone(PARIS).date()
    found = AwardList(request.standing, day, request.GET.get("state", ""), request.GET.get("page"))
    context = {
        "page": found.page, "rows": found.body(), "sums": found.sums, "wanted": found.wanted,
        "query": urlencode({"state": found.wanted}) if found.wanted else "",
        "states": [*AwardState.choices, *KEPT.items()],
        "can_see_years": bool(request.standing.roles & STAFF),
    }  # fmt: skip
    return render(request, "funding/awards/list.html", context)


@login_required
@require_safe
def commitments(request: HouseRequest) -> HttpResponse:
    """What the actions of the institute, or of all, take each budget year: planned, notified, paid."""
    if not request.standing.roles & (STAFF | FINANCE):
        raise Http404
    request.section = "award_list"
    table, years = Table(), grouped(taken_by_year(request.standing), named(institutes()))
    return render(request, "funding/awards/commitments.html", {"years": [(one, table.of(one)) for one in years]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award_centres(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Which international research centers an action leans on: their public pages then list it."""
    award = _award(request, uid)
    if not award.roles_of(request.standing) & STAFF:
        raise Http404
    form = CentresForm(request.POST if request.method == "POST" else None, initial={"centres": award.centres.all()})
    if request.method == "POST" and form.is_valid():
        lean_on(award, form.cleaned_data["centres"], at=request.received_at, by=request.standing)
        messages.success(request, _("The pages of these centers list the action."))
        return redirect(award)
    return render(request, "funding/awards/centres.html", {"award": award, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def award_dedicated_unit(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The unit announced in the set-up year, once the directory knows it."""
    award = _award(request, uid)
    if not award.roles_of(request.standing) & STAFF or award.rules.dedicated_unit is None:
        raise Http404
    form = DedicatedUnitForm(request.POST if request.method == "POST" else None)
    return act_by_form(
        request, form,
        lambda: name_dedicated_unit(award, form.cleaned_data["unit"], at=request.received_at, by=request.standing),
        page=lambda status: render(request, "funding/awards/unit.html", {"award": award, "form": form}, status=status),
        done=_("The action knows its unit: its own resources can be entered."), to=award,
    )  # fmt: skip


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
        "boxes": AWARD.shown(request, award), "is_staff": bool(award.roles_of(request.standing) & STAFF),
    }  # fmt: skip
    return render(request, "funding/awards/page.html", context)


class AwardActView(TransitionView):
    """Acts on an action that ask a reason at most."""

    def get_subject(self) -> Award:
        return _award(self.request, self.kwargs["uid"])


def _award(request: Any, uid: UUID) -> Award:
    return get_object_or_404(Award.objects.visible_to(request.standing).for_page(), uid=uid)
