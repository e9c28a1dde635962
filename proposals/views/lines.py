"""Adding, changing and taking out the lines of a dossier; asking a partner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from directory.requests import HouseRequest
from instruments.spec import FieldKind, FormField
from proposals.actions import lines as actions
from proposals.actions.locks import parts_to_write
from proposals.actions.partner_words import ask_partner, withdraw_link
from proposals.forms.kinds import Lines, register_lines
from proposals.forms.lines import FORMS, LineForm
from proposals.models import Dossier, Partner
from proposals.views.editor_pages import url_of_part, writers_dossier
from proposals.views.ended import gives_back, onward
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
TITLES = {
    "partners": (gettext_lazy("Add a partner"), gettext_lazy("Change a partner")),
    "participants": (gettext_lazy("Add a participant"), gettext_lazy("Change a participant")),
    "publications": (gettext_lazy("Add a publication"), gettext_lazy("Change a publication")),
    "cofunding": (gettext_lazy("Add a co-funding"), gettext_lazy("Change a co-funding")),
}


@gives_back(lambda place: FORMS[place["kind"]].base_fields if place["kind"] in FORMS else {})
@GET_OR_POST
def line(request: HouseRequest, uid: UUID, kind: str, pk: int = 0) -> HttpResponse:
    """One line: added (no `pk`) or changed. What somebody else wrote meanwhile is shown beside what was typed."""
    dossier, form_class = _found(request, uid, kind)
    present = form_class.model.objects.filter(dossier=dossier, pk=pk).first() if pk else None
    if pk and present is None and request.method != "POST":
        raise Http404
    chosen = {name: request.GET[name] for name in ("organisation", "unit") if name in request.GET}
    form = form_class(request.POST if request.method == "POST" else None, dossier=dossier, line=present, initial=chosen)
    status, theirs = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = actions.save_line(dossier, form_class.model, pk=pk or None, fields=form.columns(),
                                         revision=form.cleaned_data["revision"] or 0, at=request.received_at,
                                         by=request.standing)  # fmt: skip
            except actions.LineWrittenMeanwhile as meanwhile:
                form, theirs = _again(request, form_class, dossier, meanwhile)
                status = 409
            except Refused as refused:
                form.add_error(None, refused.reasons)
                status = 409
            else:
                _say_not_asked(request, present, kept)
                return onward(request, _back(dossier, form_class.model, request))
    context = {
        "dossier": dossier, "form": form, "kind": kind, "line": present, "theirs": theirs,
        "title": str(TITLES[kind][1 if pk else 0]), "back": _back(dossier, form_class.model),
    }  # fmt: skip
    return render(request, "proposals/lines/line.html", context, status=status)


@login_required
@GET_OR_POST
def line_remove(request: HouseRequest, uid: UUID, kind: str, pk: int) -> HttpResponse:
    """A page that asks, then the line is out."""
    dossier, form_class = _found(request, uid, kind)
    back = _back(dossier, form_class.model)
    present = form_class.model.objects.filter(dossier=dossier, pk=pk).first()
    if present is None:
        return redirect(back)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            actions.remove_line(dossier, form_class.model, pk=pk, at=request.received_at, by=request.standing)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect(back)
    context = {"dossier": dossier, "line": present, "back": back, "reasons": reasons}
    return render(request, "proposals/lines/remove.html", context, status=409 if reasons else 200)


@login_required
@require_POST
def partner_ask(request: HouseRequest, uid: UUID, pk: int) -> HttpResponse:
    """Send the partner their link, or withdraw the one they have."""
    dossier = writers_dossier(request, uid)
    partner = get_object_or_404(Partner, dossier=dossier, pk=pk)
    try:
        if "withdraw" in request.POST:
            withdraw_link(partner, at=request.received_at, by=request.standing)
            messages.success(request, _("The link gives nothing any more."))
        else:
            ask_partner(partner, at=request.received_at, by=request.standing)
            messages.success(request, _("The link leaves for %(email)s.") % {"email": partner.lead_email})
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    return redirect(_back(dossier, Partner))


def _say_not_asked(request: HouseRequest, was: Any, kept: Any) -> None:
    """Another address of a partner who was asked: the former link is withdrawn, and the new one is to be sent."""
    if isinstance(kept, Partner) and was is not None and was.asked_at and not kept.asked_at:
        said = _("The address has changed: the link sent to %(email)s no longer works. Ask them to confirm again.")
        messages.info(request, said % {"email": was.lead_email})


def _found(request: HouseRequest, uid: UUID, kind: str) -> tuple[Dossier, type[LineForm]]:
    """The dossier, for those who write it, and the form of this kind of line when its rules ask for it."""
    dossier = writers_dossier(request, uid)
    form_class = FORMS.get(kind)
    if form_class is None:
        raise Http404
    try:
        part = actions.part_of(dossier.rules, form_class.model)
    except KeyError as error:
        raise Http404 from error
    parts = parts_to_write(dossier)
    if parts is not None and part not in parts and request.method != "POST":
        raise Http404
    return dossier, form_class


def _back(dossier: Dossier, model: type[Any], request: HttpRequest | None = None) -> str:
    """Where one comes from; or the same empty form again, for whoever adds several."""
    if request is not None and "another" in request.POST and request.resolver_match:
        kind = str(request.resolver_match.kwargs["kind"])
        return reverse("dossier_line_new", args=[dossier.uid, kind])
    return url_of_part(dossier, actions.part_of(dossier.rules, model))


def _again(request: HouseRequest, form_class: type[LineForm], dossier: Dossier,
           meanwhile: actions.LineWrittenMeanwhile) -> tuple[LineForm, list[tuple[Any, Any]] | None]:  # fmt: skip
    """What was typed, with the revision that is now so; and what the other wrote, field by field."""
    data = request.POST.copy()
    current = meanwhile.current
    data["revision"] = str(current.revision if current else 0)
    form = form_class(data, dossier=dossier, line=current)
    form.is_valid()
    form.add_error(None, meanwhile.reasons)
    theirs = None
    if current is not None:
        shown = [(form.fields[name].label, getattr(current, name)) for name in form.columns_of(current)]
        theirs = [(label, value) for label, value in shown if value not in (None, "")]
    return form, theirs


# -- how the editor shows these questions ------------------------------------------------------------
def _partners(dossier: Dossier, asked: FormField, request: Any) -> dict[str, Any]:
    return {"partners": list(dossier.partners.all()), "asked": asked}


def _people(dossier: Dossier, asked: FormField, request: Any) -> dict[str, Any]:
    return {"people": list(dossier.participants.all())}


def _publications(dossier: Dossier, asked: FormField, request: Any) -> dict[str, Any]:
    return {"publications": list(dossier.publications.all())}


register_lines(FieldKind.PARTNERS, Lines("proposals/lines/_partners.html", _partners))
register_lines(FieldKind.PEOPLE, Lines("proposals/lines/_people.html", _people))
register_lines(FieldKind.PUBLICATIONS, Lines("proposals/lines/_publications.html", _publications, ("js/lookups.js",)))
