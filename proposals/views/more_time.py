"""More time for one dossier: found by the address its carrier gives, or from its page; then until when, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.requests import HouseRequest
from proposals.actions.extensions import EXTENDERS, REOPENABLE, extend_dossier, refusals
from proposals.enums import DossierState as S
from proposals.forms.filing import DraftAddressForm, ExtensionForm
from proposals.models import Dossier
from workflow.engine import MovedOn, Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def more_time(request: HouseRequest) -> HttpResponse:
    """By the address of a dossier, which its carrier sends: an officer reads no draft, and none is listed here."""
    if not request.standing.roles & EXTENDERS:
        raise Http404
    form = DraftAddressForm(request.standing, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("dossier_extend", form.cleaned_data["address"])
    status = 422 if form.is_bound else 200
    return render(request, "proposals/filing/more_time.html", {"form": form, "days": REOPENABLE.days}, status=status)


@login_required
@GET_OR_POST
def dossier_extend(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The officer's and the Derci's act, logged with its reason. Of a draft, the page says whose it is and no more."""
    dossier = get_object_or_404(Dossier.objects.extendable_by(request.standing).for_list(), uid=uid)
    is_read = Dossier.objects.visible_to(request.standing).filter(pk=dossier.pk).exists()
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            extend_dossier(dossier, until=given["until"], reason=given["reason"], at=request.received_at,
                           by=request.standing)  # fmt: skip
        except MovedOn as moved_on:
            messages.info(request, " ".join(moved_on.reasons))
            return _back(dossier, is_read=is_read)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _done(dossier))
            return _back(dossier, is_read=is_read)
    status = 422 if form.is_bound and form.errors else 200
    context = {"dossier": dossier, "form": form, "is_read": is_read, "has_lapsed": dossier.state == S.LAPSED,
               "refusals": list(refusals(dossier, request.received_at))}  # fmt: skip
    return render(request, "proposals/filing/extend.html", context, status=status)


def _done(dossier: Dossier) -> str:
    """What was done, in a sentence; `dossier` is as it was before."""
    if dossier.state == S.LAPSED:
        return _("This dossier is open again. Those who write it are told, with its new closing.")
    return _("This dossier has more time. Its carrier is told.")


def _back(dossier: Dossier, *, is_read: bool) -> HttpResponse:
    """To its page, for whoever reads it; of a draft, to the page that gives more time."""
    return redirect(dossier) if is_read else redirect("dossier_extend", dossier.uid)
