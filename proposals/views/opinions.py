"""Opinions: one that is asked, on its own page; one that an informed institute gives of its own accord."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.enums import Role
from directory.models import Institute
from directory.requests import HouseRequest
from proposals.actions import informing
from proposals.checked import checked_of
from proposals.enums import OpinionState
from proposals.forms.triage import OpinionForm
from proposals.models import Opinion
from proposals.reading import papers, report
from proposals.views.dossier import GET_OR_POST, content_read, looking_on, read_dossier
from proposals.views.talk import not_kept
from wording.languages import shown_language
from workflow.engine import Refused


@login_required
@GET_OR_POST
def opinion(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The opinion asked, given on its own page beside the dossier."""
    found = get_object_or_404(Opinion.objects.select_related("dossier", "asked_by"), uid=uid)
    dossier = read_dossier(request, found.dossier.uid)
    if not informing.is_asked_of(found, request.standing):
        return looking_on(request, dossier)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            informing.give_opinion(found, text=form.cleaned_data["text"], declines="decline" in request.POST,
                                   at=request.received_at, by=request.standing)  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Your answer is given. Whoever asked is told."))
            return redirect("opinion", uid)
    content, language = content_read(dossier), shown_language()
    context = {
        "opinion": found, "dossier": dossier, "form": form, "now": request.received_at,
        "can_give": found.state == OpinionState.ASKED, "report": report(dossier.rules, content, language),
        "papers": papers(dossier.rules, content, language), "paper_url": f"{dossier.get_absolute_url()}files/",
        "refused_files": checked_of(dossier).files,
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "proposals/dossier/opinion.html", context, status=status)


@login_required
@require_POST
def dossier_opinion(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Keep it; refused, what was typed is shown again with the reason."""
    dossier = read_dossier(request, uid)
    if Role.INFORMED_INSTITUTE not in dossier.roles_of(request.standing):
        raise Http404
    # the row is found by its code: a forged one is an institute that is not theirs
    institute = Institute.objects.filter(code=request.POST.get("institute", "").replace("\0", "")).first()
    form = OpinionForm(request.POST)
    if institute is None:
        return not_kept(request, dossier, [_("Open the dossier again: this form names no institute.")])
    if not form.is_valid():
        return not_kept(request, dossier, [str(said) for said in form.errors["text"]])
    try:
        informing.volunteer_opinion(dossier, institute=institute, text=form.cleaned_data["text"],
                                    at=request.received_at, by=request.standing)  # fmt: skip
    except Refused as refused:
        return not_kept(request, dossier, refused.reasons)
    messages.success(request, _("Your opinion is given. The institute that examines the dossier is told."))
    return redirect(f"{dossier.get_absolute_url()}#opinions")
