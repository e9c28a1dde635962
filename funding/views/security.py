"""Security opinions: asked by those who examine, given by the security officer beside the filed version."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from documents.models import StoredFile
from documents.views import file_response
from funding.actions import security as acts
from funding.forms.security import AskSecurityForm, CountryNoteForm, GiveSecurityForm
from funding.models import CountryNote, SecurityOpinion
from funding.security_access import NOTE_KEEPERS, may_know
from proposals.checked import refused_files
from proposals.facts import asked_of_cnrs
from proposals.models import Dossier
from proposals.reading import papers, report
from wording.formats import country_choices, order_key
from wording.languages import shown_language
from workflow.engine import Refused, perform
from workflow.views import REFUSED, UNREADABLE, TransitionView, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
@never_cache
def ask(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Ask for an opinion on a dossier, in confidence."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_list(), uid=uid)
    if not may_know(dossier, request.standing) or not dossier.roles_of(request.standing) & acts.ASKING:
        raise Http404
    form = AskSecurityForm(request.POST if request.method == "POST" else None)
    context = {
        "dossier": dossier, "form": form, "title": _("Ask the security officer"), "button": _("Ask for the opinion"),
        "back": dossier,
        "explained": _("The carrier, the partners, the unit’s director and the reviewers learn nothing of it."),
    }  # fmt: skip
    return act_by_form(
        request, form,
        lambda: acts.ask_security(dossier, note=form.cleaned_data["note"], at=request.received_at, by=request.standing),
        page=lambda status: render(request, "funding/formalisation/form.html", context, status=status),
        done=_("The security officer is asked, in confidence."), to=dossier,
    )  # fmt: skip


@login_required
@require_safe
@never_cache
def opinion_list(request: HouseRequest) -> HttpResponse:
    """The opinions asked of the security officer: awaited first, then those given."""
    if not request.standing.holds_nationally(Role.SECURITY_OFFICER):
        raise Http404
    found = SecurityOpinion.objects.visible_to(request.standing).for_list().order_by("state", "asked_at", "pk")
    context = {"awaited": list(found.awaited()), "now": request.received_at,
               "given": list(found.exclude(state="asked").order_by("-state_since", "-pk")[:100])}  # fmt: skip
    return render(request, "funding/security/list.html", context)


@login_required
@GET_OR_POST
@never_cache
def opinion_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What is asked, the filed version beside it, the opinion."""
    opinion = _opinion(request, uid)
    roles = opinion.roles_of(request.standing)
    may_give = Role.SECURITY_OFFICER in roles and opinion.state == "asked"
    if request.method == "POST" and Role.SECURITY_OFFICER not in roles:
        raise Http404
    given = {"outcome": opinion.outcome, "text": opinion.text}
    form = GiveSecurityForm(request.POST if request.method == "POST" else None, initial=given)
    status = 200
    if request.method == "POST":
        status = UNREADABLE
        if form.is_valid():
            try:
                perform(opinion, "give", by=request.standing, at=request.received_at, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused.reasons)
                status = REFUSED
            else:
                messages.success(request, _("Your opinion is given. Whoever asked is told."))
                return redirect(opinion)
    dossier = opinion.dossier
    content, language = dossier.filing.content if dossier.filing else {}, shown_language()
    context = {
        "opinion": opinion, "dossier": dossier, "form": form, "may_give": may_give or bool(form.errors),
        "report": report(dossier.rules, content, language), "papers": papers(dossier.rules, content, language),
        "paper_url": f"{opinion.get_absolute_url()}files/", "notes": notes_on(content), "now": request.received_at,
        "is_examiner": bool(roles - {Role.SECURITY_OFFICER}), "asked": asked_of_cnrs(content), "content": content,
        "refused_files": refused_files(content),
    }  # fmt: skip
    return render(request, "funding/security/page.html", context, status=status)


class SecurityActView(TransitionView):
    """Acts on an opinion that ask a reason at most."""

    def get_subject(self) -> SecurityOpinion:
        return _opinion(self.request, self.kwargs["uid"])


@login_required
@require_safe
@never_cache
def opinion_file(request: HouseRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A paper of the version that stands, for whoever reads the opinion."""
    filing = _opinion(request, uid).dossier.filing
    named = {paper["file"] for paper in filing.content["papers"]} if filing else set()
    if str(file) not in named:
        raise Http404
    return file_response(request, get_object_or_404(StoredFile, uid=file))


@login_required
@require_safe
@never_cache
def country_notes(request: HouseRequest) -> HttpResponse:
    """The notes on countries, by name."""
    _keeper(request)
    names = dict(country_choices(shown_language()))
    kept = list(CountryNote.objects.select_related("changed_by"))
    kept.sort(key=lambda one: order_key(names.get(one.country, one.country)))
    return render(request, "funding/security/countries.html", {"notes": kept})


@login_required
@GET_OR_POST
@never_cache
def country_note(request: HouseRequest, code: str) -> HttpResponse:
    """The note on one country; `new` asks which."""
    _keeper(request)
    names = dict(country_choices(shown_language()))
    if code != "new" and code not in names:
        raise Http404
    kept = CountryNote.objects.filter(country=code).first()
    initial = {"country": code, "text": kept.text, "needs_opinion": kept.needs_opinion} if kept else {"country": code}
    form = CountryNoteForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = UNREADABLE
        if form.is_valid():
            acts.keep_note(form.cleaned_data["country"], text=form.cleaned_data["text"],
                           needs_opinion=form.cleaned_data["needs_opinion"], at=request.received_at,
                           by=request.standing)  # fmt: skip
            messages.success(request, _("The note is kept."))
            return redirect("country_notes")
    context = {"form": form, "title": names[code] if kept else _("Note on a country")}
    return render(request, "funding/security/country.html", context, status=status)


def notes_on(content: Any) -> list[CountryNote]:
    """The notes on the countries of this content. One query at most."""
    codes = {one["country"] for one in content.get("partners", []) if one["country"]}
    return list(CountryNote.objects.filter(country__in=codes)) if codes else []


def _keeper(request: HouseRequest) -> None:
    if not request.standing.roles & NOTE_KEEPERS:
        raise Http404


def _opinion(request: Any, uid: UUID) -> SecurityOpinion:
    return get_object_or_404(SecurityOpinion.objects.visible_to(request.standing).for_list(), uid=uid)
