"""The pages of the acts that start an action or extend its set-up, and the notification of a whole campaign."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from directory.enums import Role
from directory.forms.offices import day_field
from directory.requests import HouseRequest
from funding import calendar
from funding.actions.formalising import notify_all, planned, start_limits
from funding.actions.starting import default_start
from funding.formal_guards import said
from funding.forms.starting import ConventionStartForm, ExtendForm, StartForm
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import offers, perform
from workflow.views import REFUSED, UNREADABLE, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
MOST_AT_ONCE = 100
FORMS: dict[str, Any] = {
    "notify": StartForm, "start": StartForm, "sign-convention": ConventionStartForm, "extend-set-up": ExtendForm,
}  # fmt: skip
STARTED = gettext_lazy("The action starts. Its carrier, director, institute and regional delegation are told.")
DONE = {
    "notify": gettext_lazy(
        "The action is notified. Its carrier, director, institute and regional delegation are told."
    ),
    "start": STARTED,
    "sign-convention": STARTED,
    "extend-set-up": gettext_lazy("The set-up year is extended."),
}  # fmt: skip


@login_required
@GET_OR_POST
def dossier_act(request: HouseRequest, uid: UUID, name: str) -> HttpResponse:
    """A page for one act that asks a day or a number; refused, it says why and keeps what was typed."""
    dossier = _dossier(request, uid)
    transition = next((one for one in dossier.workflow.transitions if one.name == name), None)
    if transition is None or not transition.roles & dossier.roles_of(request.standing):
        raise Http404
    if dossier.state not in transition.sources:
        return redirect(dossier)
    standing, at = request.standing, request.received_at
    reasons = next((one.reasons for one in offers(dossier, standing, at) if one.transition == transition), [])
    form = None if reasons else FORMS[name](request.POST if request.method == "POST" else None, dossier=dossier, at=at)
    context = {"dossier": dossier, "title": transition.label, "form": form, "reasons": reasons, "back": dossier,
               "facts": _facts(dossier, name, at)}  # fmt: skip

    def page(status: int) -> HttpResponse:
        return render(request, "funding/formalisation/start.html", context, status=status)

    if form is None:
        return page(REFUSED if request.method == "POST" else 200)
    return act_by_form(
        request, form,
        lambda: perform(dossier, name, by=standing, at=at, reason=form.words(), **form.data_of_act()),
        page=page, done=DONE[name], to=dossier,
    )  # fmt: skip


def _facts(dossier: Dossier, name: str, at: Any) -> dict[str, Any]:
    """What follows from the act: days, money."""
    if name == "extend-set-up":
        return {"due_on": dossier.set_up.due_on if hasattr(dossier, "set_up") else None}
    from evaluation.models import Decision

    decision = Decision.objects.released().filter(dossier=dossier.pk).order_by("-released_at").first()
    starts = default_start(dossier, at)
    if name == "sign-convention" and hasattr(dossier, "set_up") and dossier.set_up.convention_on:
        starts = dossier.set_up.convention_on
    months = dossier.months or dossier.rules.duration.maximum or calendar.MONTHS_OF_A_YEAR
    return {"granted": decision.amount if decision else None, "months": months, "starts_on": starts,
            "is_fixed": name == "sign-convention"}  # fmt: skip


@login_required
@GET_OR_POST
def notify_campaign(request: HouseRequest) -> HttpResponse:
    """Selected dossiers whose notification starts the action: ticked, previewed with their days, notified together."""
    if not request.standing.holds_nationally(Role.DERCI_OFFICER):
        raise Http404
    waiting = to_notify(request)
    if request.method != "POST":
        return _listed(request, waiting)
    chosen = [one for one in waiting if str(one.uid) in set(request.POST.getlist("dossier")[:MOST_AT_ONCE])]
    starts_on, error = _day(request.POST.get("starts_on", ""))
    if not error and starts_on and chosen:
        error = _outside(starts_on, chosen, request)
    if not chosen:
        error = error or _("Tick the dossiers first: none was chosen. Nothing was done.")
    if error:
        return _listed(request, waiting, error=error, status=UNREADABLE)
    if "confirm" not in request.POST:
        plans = planned(chosen, starts_on=starts_on, at=request.received_at, by=request.standing)
        context = {"plans": [one for one in plans if not one.reasons], "refused": [one for one in plans if one.reasons],
                   "starts_on": request.POST.get("starts_on", "")}  # fmt: skip
        return render(request, "funding/formalisation/notify_preview.html", context)
    done = notify_all(chosen, starts_on=starts_on, at=request.received_at, by=request.standing)
    count = sum(not one.reasons for one in done)
    said_done = ngettext("%(count)d action is notified.", "%(count)d actions are notified.", count)
    messages.success(request, said_done % {"count": count})
    for one in done:
        if one.reasons:
            messages.warning(request, f"{one.dossier}: {' '.join(one.reasons)}")
    return redirect("notify_campaign")


def to_notify(request: HouseRequest) -> list[Dossier]:
    """Dossiers that wait for their notification, by call and reference."""
    found = Dossier.objects.visible_to(request.standing).for_list().filter(state=DossierState.SELECTED)
    return [one for one in found.select_related("filing").order_by("call", "reference")
            if Step.NOTIFICATION in one.rules.steps]  # fmt: skip


def _listed(request: HouseRequest, waiting: list[Dossier], *, error: str = "", status: int = 200) -> HttpResponse:
    ticked = set(request.POST.getlist("dossier")) if request.method == "POST" else {str(one.uid) for one in waiting}
    starts = default_start(waiting[0], request.received_at) if waiting else None
    typed = request.POST.get("starts_on", "") if request.method == "POST" else (starts.isoformat() if starts else "")
    context = {"waiting": [(one, str(one.uid) in ticked) for one in waiting], "typed": typed, "error": error,
               "limits": start_limits(waiting[0], request.received_at) if waiting else None}  # fmt: skip
    return render(request, "funding/formalisation/notify.html", context, status=status)


def _day(typed: str) -> tuple[date | None, str]:
    field = day_field("", required=True)
    if not typed.strip():
        return None, _("Give the day on which the action starts.")
    try:
        return field.clean(typed), ""
    except ValidationError:
        return None, _("This day does not exist. Write it as 2027-09-30.")


def _outside(day: date, chosen: list[Dossier], request: HouseRequest) -> str:
    for one in chosen:
        first, last = start_limits(one, request.received_at)
        if not first <= day <= last:
            return _("The action starts between %(first)s and %(last)s: choose a day between them.") % {
                "first": said(first), "last": said(last),
            }  # fmt: skip
    return ""


def _dossier(request: HouseRequest, uid: UUID) -> Dossier:
    found = Dossier.objects.visible_to(request.standing).for_list().select_related("filing", "set_up")
    return get_object_or_404(found, uid=uid)
