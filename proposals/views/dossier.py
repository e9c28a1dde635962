"""The page of a dossier, which reads like a printed report, and the acts of those who examine it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from documents.views import rendering_response
from proposals.access import STAFF, WRITERS
from proposals.actions import extensions, informing, talk
from proposals.board.ages import age
from proposals.boxes import boxes_for
from proposals.differences import changes
from proposals.enums import DossierState as S
from proposals.enums import OpinionState, Part, VisaState
from proposals.filed import told_of
from proposals.forms import triage as forms
from proposals.models import Dossier, Filing, Opinion, Visa
from proposals.models.dossiers import OWN_PAGES
from proposals.pdf import key_of
from proposals.querysets import page as queries
from proposals.querysets.set_asides import numbered
from proposals.reading import papers, report, said_verdicts
from wording.languages import shown_language
from workflow.engine import MovedOn, Refused, perform
from workflow.views import TransitionView, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def dossier_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Each part for whoever reads it; those who write what may be written are led to the editor."""
    dossier = _dossier(request, uid)
    roles = dossier.roles_of(request.standing)
    if roles & WRITERS and dossier.is_editable_whole and dossier.state not in ("expressed",):
        return redirect("dossier_edit", uid)
    if roles & STAFF:
        request.section = "triage_board"
    parts = dossier.parts_of(request.standing)
    context = {
        "dossier": dossier, "rules": dossier.rules, "parts": parts, "told": told_of(dossier), "roles": roles,
        "paper_url": f"{dossier.get_absolute_url()}files/", "is_staff": bool(roles & STAFF),
        "is_officer": Role.INSTITUTE_OFFICER in roles, "is_writer": bool(roles & WRITERS),
        "now": request.received_at, "filing": dossier.filing, "can_inform": bool(roles & informing.STAFF_OF_IT),
        "old": age(dossier.state, dossier.state_since, request.received_at) if roles & STAFF else None,
        "message_token": uuid4(), "boxes": boxes_for(request, dossier), "has_lapsed": dossier.state == S.LAPSED,
        "can_extend": bool(roles & extensions.EXTENDERS) and not any(extensions.refusals(dossier, request.received_at)),
        "reopenable_until": extensions.reopenable_until(dossier),
    }  # fmt: skip
    context |= _printed(dossier) | _examined(dossier, parts, roles) | _talked(request, dossier, parts)
    if roles & WRITERS:
        context["set_asides"] = numbered(queries.SET_ASIDES.of(dossier))
    return render(request, "proposals/dossier/page.html", context)


def _printed(dossier: Dossier) -> dict[str, Any]:
    """The content as a report, read and drawn only where the page has not been kept (`_filed.html`)."""
    language = shown_language()
    return {
        "report": SimpleLazyObject(lambda: report(dossier.rules, _content(dossier), language)),
        "papers": SimpleLazyObject(lambda: papers(dossier.rules, _content(dossier), language)),
    }


def _examined(dossier: Dossier, parts: frozenset[str], roles: frozenset[str]) -> dict[str, Any]:
    """Verdicts, visa, completion with what it changed."""
    found: dict[str, Any] = {"verdicts": [], "visa": None, "completion": None, "changes": [], "versions": []}
    if Part.VERDICTS in parts:
        found["verdicts"] = said_verdicts(told_of(dossier).verdicts)
    if Part.VISA in parts:
        found["visa"] = queries.VISA.first(dossier=dossier.pk)
        found["can_waive"] = Role.INSTITUTE_OFFICER in roles
        found["named_director"] = _named_director(dossier, found["visa"]) if roles & STAFF else None
    if Part.COMPLETION in parts:
        completion = dossier.latest_completion
        found["completion"] = completion
        if completion and completion.after:
            found["changes"] = changes(
                dossier.rules, completion.before.content, completion.after.content, shown_language()
            )
    if Part.HISTORY in parts and dossier.filing and dossier.filing.number > 1:
        found["versions"] = list(dossier.filings.defer("content").order_by("-number"))
    return found


def _named_director(dossier: Dossier, visa: Visa | None) -> dict[str, str] | None:
    """Whom the carrier names as director, while the request waits for somebody in office: the office is theirs."""
    if visa is None or visa.state != VisaState.PREPARED or dossier.filing is None:
        return None
    named: dict[str, str] = dossier.filing.content["director"]
    return named if named["name"] or named["email"] else None


def _talked(request: HouseRequest, dossier: Dossier, parts: frozenset[str]) -> dict[str, Any]:
    """Notes, messages, opinions, institutes informed, who else reads it."""
    found: dict[str, Any] = {"notes": [], "talk": [], "opinions": [], "informed": [], "readers": [],
                             "volunteers": []}  # fmt: skip
    if Part.NOTES in parts:
        found["notes"] = queries.NOTES.of(dossier)
        found["readers"] = talk.read_with(dossier, at=request.received_at, by=request.standing)
        found["informed"] = queries.INFORMED.of(dossier)
    if Part.MESSAGES in parts:
        found["talk"] = queries.MESSAGES.of(dossier)
    if Part.OPINIONS in parts:
        asked = queries.OPINIONS.of(dossier)
        is_staff = bool(dossier.roles_of(request.standing) & STAFF)
        found["volunteers"] = informing.may_volunteer(dossier, request.standing)
        found["opinions"] = [one for one in asked if is_staff or informing.is_asked_of(one, request.standing)]
    return found


@login_required
@require_safe
def dossier_pdf(request: HouseRequest, uid: UUID, language: str) -> HttpResponseBase:
    """The filed version with its documents, as one PDF made by the worker."""
    dossier = _dossier(request, uid)
    if Part.CONTENT not in dossier.parts_of(request.standing) or dossier.filing is None:
        raise Http404
    return rendering_response(request, "dossier", key_of(dossier), language)


@login_required
@require_safe
def dossier_version(request: HouseRequest, uid: UUID, number: int) -> HttpResponse:
    """An earlier filed version, and what the next one changed."""
    dossier = _dossier(request, uid)
    if Part.HISTORY not in dossier.parts_of(request.standing):
        raise Http404
    filing = get_object_or_404(Filing, dossier=dossier, number=number)
    later = Filing.objects.filter(dossier=dossier, number=number + 1).first()
    language = shown_language()
    context = {
        "dossier": dossier, "filing": filing, "later": later, "now": request.received_at,
        "report": report(dossier.rules, filing.content, language),
        "papers": papers(dossier.rules, filing.content, language),
        "changes": changes(dossier.rules, filing.content, later.content, language) if later else [],
    }  # fmt: skip
    return render(request, "proposals/dossier/version.html", context)


class DossierActView(TransitionView):
    """Acts that ask a reason at most; the others have their own page."""

    def get_subject(self) -> Dossier:
        return _dossier(self.request, self.kwargs["uid"])

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


def _looking_on(request: HouseRequest, dossier: Dossier) -> HttpResponse:
    """Whoever reads a dossier and is not asked this: a reminder of others leads them to its page; they send nothing."""
    if request.method == "POST":
        raise Http404
    return redirect(dossier)


@login_required
@GET_OR_POST
def dossier_complete(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The writers send what was asked, after seeing what changed."""
    dossier = _dossier(request, uid)
    if not dossier.roles_of(request.standing) & WRITERS:
        return _looking_on(request, dossier)
    completion = dossier.completions.filter(state="asked").select_related("before").first()
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
    dossier = _dossier(request, uid)
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


@login_required
@GET_OR_POST
def opinion(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The opinion asked, given on its own page beside the dossier."""
    found = get_object_or_404(Opinion.objects.select_related("dossier", "asked_by"), uid=uid)
    dossier = _dossier(request, found.dossier.uid)
    if not informing.is_asked_of(found, request.standing):
        return _looking_on(request, dossier)
    form = forms.OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            informing.give_opinion(found, text=form.cleaned_data["text"], declines="decline" in request.POST,
                                   at=request.received_at, by=request.standing)  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Your answer is given. Whoever asked is told."))
            return redirect("opinion", uid)
    content, language = _content(dossier), shown_language()
    context = {
        "opinion": found, "dossier": dossier, "form": form, "now": request.received_at,
        "can_give": found.state == OpinionState.ASKED, "report": report(dossier.rules, content, language),
        "papers": papers(dossier.rules, content, language), "paper_url": f"{dossier.get_absolute_url()}files/",
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "proposals/dossier/opinion.html", context, status=status)


@login_required
@require_POST
def dossier_note(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Add an internal note."""
    dossier = _dossier(request, uid)
    if Part.NOTES not in dossier.parts_of(request.standing):
        raise Http404
    return _said(request, dossier, "notes", lambda text: talk.add_note(dossier, text=text, at=request.received_at,
                                                                       by=request.standing))  # fmt: skip


@login_required
@require_POST
def dossier_message(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Write to the other side."""
    dossier = _dossier(request, uid)
    if Part.MESSAGES not in dossier.parts_of(request.standing):
        raise Http404
    token = _uuid(request.POST.get("token", ""))
    return _said(request, dossier, "messages", lambda text: talk.send_message(dossier, text=text, token=token,
                                                                              at=request.received_at,
                                                                              by=request.standing))  # fmt: skip


@login_required
@require_POST
def dossier_reading(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The page is still open: say so to the others who examine."""
    dossier = _dossier(request, uid)
    if not dossier.roles_of(request.standing) & STAFF:
        raise Http404
    readers = talk.read_with(dossier, at=request.received_at, by=request.standing)
    return render(request, "proposals/dossier/_readers.html", {"readers": readers})


def _act(request: HouseRequest, uid: UUID, name: str, form_class: type[forms.ActForm], done: str) -> HttpResponse:
    """A page for one transition that asks more than a reason; refused, it keeps what was typed."""
    dossier = _dossier(request, uid)
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


def _said(request: HouseRequest, dossier: Dossier, place: str, act: Any) -> HttpResponse:
    typed = request.POST.get("text", "")
    try:
        act(typed)
    except Refused as refused:
        context = {"dossier": dossier, "reasons": refused.reasons, "typed": typed[: 2 * talk.LONGEST],
                   "place": place, "token": request.POST.get("token", "")}  # fmt: skip
        return render(request, "proposals/dossier/said.html", context, status=422)
    return redirect(f"{dossier.get_absolute_url()}#{place}")


def _dossier(request: HouseRequest, uid: UUID) -> Dossier:
    found = queries.one_for(request.standing, uid)
    if found is None:
        raise Http404
    return found


def _content(dossier: Dossier) -> Any:
    """What everybody but the writers reads: the filed version; a draft shown early is read as it is."""
    return dossier.filing.content if dossier.filing else dossier.working_content


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
