"""Filing: the page that asks, the confirmation at once, the receipt, taking back, the mandate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from documents.views import rendering_response
from instruments.checks import Problem
from instruments.spec import Level
from proposals.access import WRITERS
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.mandates import end_mandate, give_mandate
from proposals.enums import DossierState as S
from proposals.facts import asked_of_cnrs, verdicts
from proposals.models import Dossier, Filing
from proposals.querysets.writing import written_by
from proposals.views.editor_pages import url_of_part
from workflow.engine import MovedOn, Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def dossier_submit(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What will be filed, what blocks, by when; then the act, decided by the instant the request arrived."""
    # the act reads again what it files, once it has locked it
    is_act = request.method == "POST"
    dossier = written_by(request.standing.person_id, uid) if is_act else _written(request, uid)
    if dossier is None:
        raise Http404
    if not dossier.is_editable_whole:
        return redirect("dossier_filed", uid) if dossier.filing_id else redirect(dossier)
    reasons: list[str] = []
    if is_act:
        try:
            submit_dossier(dossier, at=request.received_at, by=request.standing)
        except MovedOn:
            # a double click, a replay: it is filed, and the confirmation says so
            return redirect("dossier_filed", uid)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect("dossier_filed", uid)
    return render(request, "proposals/filing/submit.html", _asked(request, dossier, reasons),
                  status=409 if reasons else 200)  # fmt: skip


@login_required
@require_safe
def dossier_filed(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The confirmation and the receipt, at once; its PDF is made by the worker."""
    dossier = _written(request, uid)
    if dossier.filing is None:
        raise Http404
    context = {
        "dossier": dossier, "filing": dossier.filing, "now": request.received_at,
        "zone": request.user.time_zone,  # type: ignore[union-attr]
        "can_take_back": _is_carrier(request, dossier) and dossier.state == "filed"
        and dossier.taken_back_at is None and dossier.may_be_received_at(request.received_at),
    }  # fmt: skip
    return render(request, "proposals/filing/filed.html", context)


@login_required
@require_safe
def receipt_pdf(request: HouseRequest, uid: UUID, number: int, language: str) -> HttpResponseBase:
    """The receipt of one filed version, as a PDF."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing), uid=uid)
    filing = get_object_or_404(Filing, dossier=dossier, number=number)
    if not dossier.roles_of(request.standing) & (WRITERS | {Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER}):
        raise Http404
    return rendering_response(request, "receipt", filing.code, language)


@login_required
@GET_OR_POST
def dossier_take_back(request: HouseRequest, uid: UUID) -> HttpResponse:
    """A page that explains, then the act: the filed version stays valid meanwhile."""
    dossier = _written(request, uid)
    if dossier.filing_id is None:
        raise Http404
    reasons: list[str] = []
    if request.method == "POST":
        try:
            take_back(dossier, at=request.received_at, by=request.standing)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(
                request, _("The dossier is open again. The version filed stays valid until you file another.")
            )
            return redirect(dossier)
    context = {"dossier": dossier, "reasons": reasons, "now": request.received_at,
               "is_possible": dossier.state == "filed" and dossier.may_be_received_at(request.received_at)}  # fmt: skip
    return render(request, "proposals/filing/take_back.html", context, status=409 if reasons else 200)


@login_required
@require_POST
def dossier_mandate(request: HouseRequest, uid: UUID) -> HttpResponse:
    """« File at the closing as it stands », or no longer."""
    dossier = _written(request, uid)
    is_ending = "end" in request.POST
    act = end_mandate if is_ending else give_mandate
    try:
        act(dossier, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    else:
        said = _("The dossier will not be filed by itself.") if is_ending else _(
            "At the closing, the dossier is filed as it then stands, if nothing blocks."
        )  # fmt: skip
        messages.success(request, said)
    return redirect("dossier_submit", uid)


def _written(request: HouseRequest, uid: UUID) -> Dossier:
    """The dossier, for those who write it alone."""
    return get_object_or_404(Dossier.objects.written_by(request.standing).for_content(), uid=uid)


def _is_carrier(request: HouseRequest, dossier: Dossier) -> bool:
    return dossier.carrier_id == request.standing.person_id


def _uninvited(dossier: Dossier) -> str:
    """Why a dossier without an invitation is not filed, where its call asks for one; empty for any other."""
    if not dossier.lacks_invitation:
        return ""
    if dossier.state == S.EXPRESSED:
        return _("Your expression of interest is received: you may file once the institute invites you.")
    if dossier.state == S.ADVISED_AGAINST:
        return _("The institute advises against filing, and in this call only the teams that are invited file.")
    return _("In this call, only the teams that are invited file: it begins with an expression of interest.")


def _linked(dossier: Dossier, found: tuple[Problem, ...], *, is_blocking: bool) -> list[tuple[Problem, str]]:
    """Verdicts of one kind, each with the page where it is mended."""
    return [(one, url_of_part(dossier, one.link)) for one in found if (one.level is Level.BLOCK) == is_blocking]


def _asked(request: HouseRequest, dossier: Dossier, reasons: list[str]) -> dict[str, Any]:
    found = verdicts(dossier.rules, dossier.working_content)
    return {
        "dossier": dossier, "content": dossier.working_content, "reasons": reasons,
        "blocking": _linked(dossier, found, is_blocking=True),
        "others": _linked(dossier, found, is_blocking=False), "now": request.received_at,
        "asked": asked_of_cnrs(dossier.working_content), "is_carrier": _is_carrier(request, dossier),
        "address": request.build_absolute_uri(dossier.get_absolute_url()),
        "is_in_time": dossier.may_be_received_at(request.received_at), "uninvited": _uninvited(dossier),
        "may_express": dossier.lacks_invitation and dossier.may_express_at(request.received_at),
        "zone": request.user.time_zone,  # type: ignore[union-attr]
    }  # fmt: skip
