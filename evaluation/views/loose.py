"""Decisions that a publication given up has left: gathered in another one, or taken back to where they came from."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from directory.requests import HouseRequest
from evaluation.actions.decisions import reopen
from evaluation.actions.releasing import prepare_release
from evaluation.loose import PREPARERS, Batch, batch_of
from workflow.engine import Refused

LONGEST = 2000


@login_required
@require_POST
def release_gather(request: HouseRequest) -> HttpResponse:
    """Prepare their publication again, or take them back with a reason."""
    if not request.standing.roles & PREPARERS:
        raise Http404
    batch = batch_of(request.standing, request.POST.get("decision", "")[:36])
    if batch is None:
        messages.info(request, _("Somebody has just taken care of these decisions."))
        return redirect("release_list")
    try:
        return _taken_back(request, batch) if "back" in request.POST else _gathered(request, batch)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("release_list")


def _gathered(request: HouseRequest, batch: Batch) -> HttpResponse:
    made = prepare_release(batch.call, batch.decisions, title=batch.title, institute=batch.institute, step=batch.step,
                           at=request.received_at, by=request.standing)  # fmt: skip
    messages.success(request, _("The publication is prepared again; nothing leaves before it is signed."))
    return redirect(made)


def _taken_back(request: HouseRequest, batch: Batch) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    if not reason:
        raise Refused([_("A reason is needed: write in a few words why.")])
    number = reopen(batch.decisions, reason=reason, at=request.received_at, by=request.standing)
    said = ngettext("%(count)d decision is taken back.", "%(count)d decisions are taken back.", number)
    messages.success(request, said % {"count": number})
    return redirect("release_list")
