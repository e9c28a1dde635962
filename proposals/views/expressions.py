"""Expressing interest: the short form of the same dossier, sent with a receipt (product page §1)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.requests import HouseRequest
from instruments.steps import Step
from proposals.facts import expression_verdicts
from proposals.models import Dossier
from workflow.engine import MovedOn, Refused, offers, perform


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_express(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What the institute will read, what is missing for it, and the act."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_content(), uid=uid)
    if Step.EXPRESSION not in dossier.rules.steps:
        raise Http404
    offer = next((o for o in offers(dossier, request.standing, request.received_at)
                  if o.transition.name == "express"), None)  # fmt: skip
    if request.method == "POST":
        try:
            perform(dossier, "express", by=request.standing, at=request.received_at)
        except MovedOn as moved_on:
            messages.info(request, " ".join(moved_on.reasons))
            return redirect(dossier)
        except Refused as refused:
            return _page(request, dossier, refused.reasons, 409)
        messages.success(request, _("Your expression of interest is received. The institute answers you here."))
        return redirect(dossier)
    if offer is None:
        return redirect(dossier)
    return _page(request, dossier, offer.reasons)


def _page(request: HouseRequest, dossier: Dossier, reasons: list[str], status: int = 200) -> HttpResponse:
    content = dossier.working_content
    context = {
        "dossier": dossier,
        "reasons": reasons,
        "verdicts": expression_verdicts(dossier.rules, content),
        "sections": dossier.rules.expression_sections,
        "now": request.received_at,
    }
    return render(request, "proposals/expressions/express.html", context, status=status)
