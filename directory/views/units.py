"""One unit, entering one by hand, and confirming what is known of those of an institute."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.actions.units import confirm_unit, enter_unit
from directory.choosing import asked_choice
from directory.forms.directory import ConfirmForm, UnitForm
from directory.models import Institute, Unit
from directory.querysets.organisations import OrganisationQuerySet
from directory.querysets.units import UnitQuerySet
from directory.requests import HouseRequest
from directory.unit_access import CONFIRMERS, confirmable, may_confirm
from workflow.engine import Refused

PER_PAGE = 50


@require_safe
@login_required
def unit(request: HouseRequest, pk: int) -> HttpResponse:
    """A unit: code, institute, delegation, supervising bodies, where it is, who confirmed it."""
    found = get_object_or_404(Unit.objects.visible_to(request.standing).for_page(), pk=pk)
    successors = found.organisation.successors.all() if found.organisation else ()
    can_confirm = not found.is_confirmed and may_confirm(request.standing, found)
    context = {
        "unit": found,
        "supervisors": _supervisors(found),
        "successors": successors,
        "can_confirm": can_confirm,
    }
    return render(request, "directory/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_enter(request: HouseRequest) -> HttpResponse:
    """Enter a unit that the directory does not have, then come back to the form that asked."""
    choice = asked_choice(request)
    form = UnitForm(request.POST if request.method == "POST" else None, initial={"name": request.GET.get("q", "")})
    if request.method == "POST" and form.is_valid():
        entered = enter_unit(**form.cleaned_data, by=request.standing)
        messages.success(request, _("%(unit)s is in the directory.") % {"unit": entered})
        return redirect(choice.link(entered.pk) if choice else reverse("unit", args=[entered.pk]))
    asked = {"title": _("Enter a unit by hand"), "search": reverse("unit_search"), "form": form, "choice": choice}
    return render(request, "directory/enter.html", asked, status=422 if form.errors else 200)


@require_safe
@login_required
def units_to_confirm(request: HouseRequest) -> HttpResponse:
    """The units whose institute's officer has still to confirm them; ?of=none lists those without institute."""
    rows = _to_confirm(request)
    mine, unattached = rows.exclude(institute=None), rows.without_institute()
    is_unattached = request.GET.get("of") == "none"
    page = Paginator((unattached if is_unattached else mine).for_list(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_unattached": is_unattached, "mine": mine.count(), "unattached": unattached.count()}
    return render(request, "directory/units_to_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_confirm(request: HouseRequest, pk: int) -> HttpResponse:
    """Confirm code, institute and delegation of a unit, once."""
    found = get_object_or_404(Unit.objects.filter(confirmable(request.standing)).for_page(), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = ConfirmForm(data, unit=found, standing=request.standing)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_unit(found, **form.cleaned_data, by=request.standing)
        except Refused as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, _("%(unit)s is confirmed.") % {"unit": found})
            return redirect("units_to_confirm")
    context = {"unit": found, "supervisors": _supervisors(found), "form": form}
    return render(request, "directory/unit_confirm.html", context, status=422 if form.errors else 200)


def _supervisors(found: Unit) -> OrganisationQuerySet:
    """The bodies that supervise a unit: its parents in the registry, the CNRS's own institutes left out."""
    institutes = Institute.objects.exclude(ror_id=None).values("ror_id")
    return found.supervisors.exclude(ror_id__in=institutes)


def _to_confirm(request: HouseRequest) -> UnitQuerySet:
    """What this person may confirm; the page does not exist for whoever confirms nothing."""
    if not request.standing.roles & {relation.role for relation in CONFIRMERS}:
        raise Http404
    return Unit.objects.filter(confirmable(request.standing)).to_confirm()
