"""The acts of those who examine a dossier, and the completion that its writers send; each on a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory.requests import HouseRequest
from proposals.access import WRITERS
from proposals.actions import informing
from proposals.differences import changes
from proposals.enums import CompletionState
from proposals.forms import triage as forms
from proposals.models import Dossier
from proposals.models.dossiers import OWN_PAGES
from proposals.views.dossier import GET_OR_POST, looking_on, read_dossier
from wording.languages import shown_language
from workflow.engine import MovedOn, Refused, perform
from workflow.views import TransitionView, act_by_form


class DossierActView(TransitionView):
    """Acts that ask a reason at most; the others have their own page."""

    def get_subject(self) -> Dossier:
        return read_dossier(self.request, self.kwargs["uid"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["name"] in OWN_PAGES and self._transition(self.get_subject()):
            return redirect(OWN_PAGES[kwargs["name"]], kwargs["uid"])
        return super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """An act that asks more than a reason is never done from here: its own page asks."""
        if kwargs["name"] in OWN_PAGES:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)


@login_required
@GET_OR_POST
def dossier_ask_completion(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Which parts, what is asked, by when."""
    return _act(
        request, uid, "ask-completion", forms.CompletionForm, _("The carrier is told what to complete, and by when.")
    )


@login_required
@GET_OR_POST
def dossier_route(request: HouseRequest, uid: UUID) -> HttpResponse:
    """To which institute, and why."""
    return _act(
        request,
        uid,
        "route",
        forms.RouteForm,
        _("The dossier is passed: the other institute takes it over or sends it back."),
    )


@login_required
@GET_OR_POST
def dossier_inadmissible(request: HouseRequest, uid: UUID) -> HttpResponse:
    """By which rule, in which words."""
    return _act(
        request,
        uid,
        "declare-inadmissible",
        forms.InadmissibleForm,
        _("The dossier is inadmissible. The carrier is told why, and how to appeal."),
    )


@login_required
@GET_OR_POST
def dossier_complete(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The writers send what was asked, after seeing what changed."""
    dossier = read_dossier(request, uid)
    if not dossier.roles_of(request.standing) & WRITERS:
        return looking_on(request, dossier)
    completion = dossier.completions.filter(state=CompletionState.ASKED).select_related("before").first()
    if completion is None:
        return redirect(dossier)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            perform(dossier, "complete", by=request.standing, at=request.received_at)
        except MovedOn as moved_on:
            messages.info(request, " ".join(moved_on.reasons))
            return redirect(dossier)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect("dossier_filed", uid)
    found = changes(dossier.rules, completion.before.content, dossier.working_content, shown_language())
    context = {
        "dossier": dossier, "completion": completion, "changes": found, "reasons": reasons,
        "now": request.received_at, "is_carrier": dossier.carrier_id == request.standing.person_id,
    }  # fmt: skip
    return render(request, "proposals/dossier/complete.html", context, status=409 if reasons else 200)


@login_required
@GET_OR_POST
def dossier_inform(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Let other institutes read it, or ask an institute or a person for an opinion."""
    dossier = read_dossier(request, uid)
    if not dossier.roles_of(request.standing) & informing.STAFF_OF_IT or dossier.filing_id is None:
        raise Http404
    form = forms.InformForm(request.POST if request.method == "POST" else None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            form.perform(at=request.received_at, by=request.standing)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("It is done: those concerned are told by e-mail."))
            return redirect(dossier)
    status = 422 if form.is_bound and form.errors else 200
    context = {"dossier": dossier, "form": form, "title": _("Inform, or ask for an opinion"),
               "button": _("Inform or ask"), "explained": ""}  # fmt: skip
    return render(request, "proposals/dossier/act.html", context, status=status)


def _act(request: HouseRequest, uid: UUID, name: str, form_class: type[forms.ActForm], done: str) -> HttpResponse:
    """A page for one transition that asks more than a reason; refused, it keeps what was typed."""
    dossier = read_dossier(request, uid)
    transition = next((act for act in dossier.workflow.transitions if act.name == name), None)
    if transition is None or not transition.roles & dossier.roles_of(request.standing):
        raise Http404
    if dossier.state not in transition.sources:
        return redirect(dossier)
    form = form_class(request.POST if request.method == "POST" else None, dossier=dossier)
    context = {"dossier": dossier, "form": form, "title": transition.label, "button": transition.label,
               "explained": form.explained}  # fmt: skip
    return act_by_form(
        request, form,
        lambda: perform(dossier, name, by=request.standing, at=request.received_at, reason=form.words(),
                        **form.data_of_act()),
        page=lambda status: render(request, "proposals/dossier/act.html", context, status=status),
        done=done, to=dossier,
    )  # fmt: skip
