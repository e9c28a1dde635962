"""Who writes the dossier: the list, an invitation, its acceptance by the link of the mail, taking somebody out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.enums import Role
from directory.requests import HouseRequest
from documents.links import LinkRefused, read_link
from proposals.actions.coeditors import GOOD_FOR, PURPOSE, accept_invitation, invite_coeditor, remove_coeditor
from proposals.forms.coeditors import InviteForm
from proposals.models import Coeditor
from proposals.views.editor_pages import editor_context, writers_dossier
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def dossier_coeditors(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The people who write, and for the carrier an invitation."""
    dossier = writers_dossier(request, uid)
    form = InviteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                invited = invite_coeditor(
                    dossier, email=form.cleaned_data["email"], at=request.received_at, by=request.standing
                )
            except Refused as refused:
                form.add_error("email", " ".join(refused.reasons))
                status = 409
            else:
                sentence = _("The invitation leaves to %(email)s; the link is good for %(days)d days.")
                messages.success(request, sentence % {"email": invited.email, "days": GOOD_FOR.days})
                return redirect("dossier_coeditors", uid)
    context = editor_context(request, dossier, "coeditors")
    return render(request, "proposals/editor/coeditors.html", {**context, "form": form}, status=status)


@login_required
@GET_OR_POST
def coeditor_remove(request: HouseRequest, uid: UUID, who: UUID) -> HttpResponse:
    """Asks, then takes the person out."""
    dossier = writers_dossier(request, uid)
    if Role.CARRIER not in dossier.roles_of(request.standing):
        raise Http404
    coeditor = get_object_or_404(dossier.coeditors.select_related("person"), uid=who)
    if coeditor.removed_at is not None:
        return redirect("dossier_coeditors", uid)
    if request.method == "POST":
        remove_coeditor(coeditor, at=request.received_at, by=request.standing)
        messages.success(request, _("%(who)s no longer writes in this dossier.") % {"who": _name(coeditor)})
        return redirect("dossier_coeditors", uid)
    context = editor_context(request, dossier, "coeditors")
    return render(request, "proposals/editor/coeditor_remove.html", {**context, "who": coeditor})


@GET_OR_POST
def coeditor_accept(request: HouseRequest, token: str) -> HttpResponse:
    """The page behind the link of the mail. Whoever has no account yet is led to one and back."""
    try:
        link = read_link(token, PURPOSE, request.received_at)
    except LinkRefused as refused:
        return render(request, "proposals/editor/accept.html", {"refusal": str(refused)}, status=410)
    coeditor = get_object_or_404(Coeditor.objects.select_related("dossier__carrier"), pk=link.subject_id)
    context = {"invitation": coeditor, "dossier": coeditor.dossier, "refusal": ""}
    if request.method == "POST" and request.user.is_authenticated:
        try:
            dossier = accept_invitation(link, at=request.received_at, by=request.standing)
        except Refused as refused:
            context["refusal"] = " ".join(refused.reasons)
            return render(request, "proposals/editor/accept.html", context, status=409)
        messages.success(request, _("You now write in this dossier with %(carrier)s.") % {"carrier": dossier.carrier})
        return redirect("dossier_edit", dossier.uid)
    return render(request, "proposals/editor/accept.html", context)


def _name(coeditor: Coeditor) -> str:
    return str(coeditor.person or coeditor.email)
