"""Ending the correction of a dossier taken back, and reading what was set aside of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from proposals.actions.setting_aside import end_correction, keep_filed
from proposals.forms.corrections import EndCorrectionForm
from proposals.models import Dossier, SetAside
from proposals.querysets.set_asides import numbered
from proposals.reading import papers, report
from proposals.set_asides import kept_parts
from wording.languages import shown_language
from workflow.engine import MovedOn, Refused
from workflow.views import act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def dossier_keep_filed(request: HouseRequest, uid: UUID) -> HttpResponse:
    """A page that explains, then the act: the carrier gives the correction up."""
    dossier = get_object_or_404(
        Dossier.objects.written_by(request.standing).for_list().select_related("filing"), uid=uid
    )
    if dossier.filing is None:
        raise Http404
    reasons: list[str] = []
    if request.method == "POST":
        try:
            kept = keep_filed(dossier, at=request.received_at, by=request.standing)
        except MovedOn as moved_on:
            messages.info(request, " ".join(moved_on.reasons))
            return redirect(dossier)
        except Refused as refused:
            reasons = refused.reasons
        else:
            said = _("The filed version stands. What you had changed is kept here, for you and your co-editors.")
            messages.success(request, said if kept else _("The filed version stands."))
            return redirect("dossier_set_aside", uid) if kept else redirect(dossier)
    context = {"dossier": dossier, "filing": dossier.filing, "reasons": reasons, "now": request.received_at,
               "is_carrier": dossier.carrier_id == request.standing.person_id}  # fmt: skip
    return render(request, "proposals/filing/keep_filed.html", context, status=409 if reasons else 200)


@login_required
@GET_OR_POST
def dossier_end_correction(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The institute's officer, with a reason, where no closing would end it."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_list(), uid=uid)
    if Role.INSTITUTE_OFFICER not in dossier.roles_of(request.standing):
        raise Http404
    if dossier.taken_back_at is None and request.method != "POST":
        return redirect(dossier)
    form = EndCorrectionForm(request.POST if request.method == "POST" else None, dossier=dossier)
    title = _("End the correction")
    context = {"dossier": dossier, "form": form, "title": title, "button": title, "explained": form.explained}
    return act_by_form(
        request, form,
        lambda: end_correction(dossier, reason=form.words(), at=request.received_at, by=request.standing),
        page=lambda status: render(request, "proposals/dossier/act.html", context, status=status),
        done=_("The filed version stands and can be examined. Those who write it are told."), to=dossier,
    )  # fmt: skip


@login_required
@require_safe
def dossier_set_aside(request: HouseRequest, uid: UUID, number: int | None = None) -> HttpResponse:
    """The last working copy set aside, or the one of this number: for those who write the dossier alone."""
    dossier = get_object_or_404(Dossier.objects.written_by(request.standing).for_list(), uid=uid)
    mine = SetAside.objects.visible_to(request.standing).filter(dossier=dossier)
    copies = numbered(list(mine.in_order()))
    chosen = next((one for one in copies if number in (None, one[0])), None)
    if chosen is None:
        raise Http404
    place, copy = chosen
    context = {
        "dossier": dossier, "copy": copy, "number": place, "others": [one for one in copies if one[0] != place],
        "paper_url": f"/proposals/{dossier.uid}/files/", "now": request.received_at, **_said(dossier, copy),
    }  # fmt: skip
    return render(request, "proposals/dossier/set_aside.html", context)


def _said(dossier: Dossier, copy: SetAside) -> dict[str, Any]:
    """The copy whole, and what differs from the version that stood when it was set aside."""
    language, rules = shown_language(), dossier.rules
    filing = dossier.filings.filter(received_at__lte=copy.at).order_by("-number").first()
    return {
        "filing": filing,
        "parts": kept_parts(rules, filing.content, copy.content, language) if filing else [],
        "report": report(rules, copy.content, language),
        "papers": papers(rules, copy.content, language),
    }
