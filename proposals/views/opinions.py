"""The opinion that an informed institute gives of its own accord, from the page of the dossier."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.enums import Role
from directory.models import Institute
from directory.requests import HouseRequest
from proposals.actions import informing, talk
from proposals.forms.triage import OpinionForm
from proposals.models import Dossier
from proposals.querysets.page import one_for
from workflow.engine import Refused


@login_required
@require_POST
def dossier_opinion(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Keep it; refused, what was typed is shown again with the reason."""
    dossier = one_for(request.standing, uid)
    if dossier is None or Role.INFORMED_INSTITUTE not in dossier.roles_of(request.standing):
        raise Http404
    # the row is found by its code: a forged one is an institute that is not theirs
    institute = Institute.objects.filter(code=request.POST.get("institute", "").replace("\0", "")).first()
    form = OpinionForm(request.POST)
    if institute is None:
        return _refused(request, dossier, [_("Open the dossier again: this form names no institute.")])
    if not form.is_valid():
        return _refused(request, dossier, [str(said) for said in form.errors["text"]])
    try:
        informing.volunteer_opinion(dossier, institute=institute, text=form.cleaned_data["text"],
                                    at=request.received_at, by=request.standing)  # fmt: skip
    except Refused as refused:
        return _refused(request, dossier, refused.reasons)
    messages.success(request, _("Your opinion is given. The institute that examines the dossier is told."))
    return redirect(f"{dossier.get_absolute_url()}#opinions")


def _refused(request: HouseRequest, dossier: Dossier, reasons: list[str]) -> HttpResponse:
    context = {"dossier": dossier, "reasons": reasons, "typed": request.POST.get("text", "")[: 2 * talk.LONGEST],
               "institute": request.POST.get("institute", "")[:40], "token": ""}  # fmt: skip
    return render(request, "proposals/dossier/said.html", context, status=422)
