"""The page of a dossier, which reads like a printed report; its filed versions; its print."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from documents.views import rendering_response
from proposals.access import STAFF, WRITERS
from proposals.actions import extensions, informing, talk
from proposals.board.ages import age
from proposals.boxes import boxes_for
from proposals.checked import Checked, checked_of, refused_files
from proposals.differences import changes
from proposals.enums import DossierState as S
from proposals.enums import Part, VisaState
from proposals.filed import told_of
from proposals.models import Dossier, Filing, Visa
from proposals.pdf import key_of
from proposals.querysets import page as queries
from proposals.querysets.set_asides import numbered
from proposals.reading import papers, report, said_refused, said_verdicts
from proposals.remedies import remedy
from wording.languages import shown_language

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def dossier_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Each part for whoever reads it; those who write what may be written are led to the editor."""
    dossier = read_dossier(request, uid)
    roles = dossier.roles_of(request.standing)
    if roles & WRITERS and dossier.is_editable_whole and dossier.state != S.EXPRESSED:
        return redirect("dossier_edit", uid)
    if roles & STAFF:
        request.section = "triage_board"
    parts, judged = dossier.parts_of(request.standing), checked_of(dossier)
    context = {
        "dossier": dossier, "rules": dossier.rules, "parts": parts, "told": told_of(dossier), "roles": roles,
        "paper_url": f"{dossier.get_absolute_url()}files/", "is_staff": bool(roles & STAFF),
        "is_officer": Role.INSTITUTE_OFFICER in roles, "is_writer": bool(roles & WRITERS),
        "now": request.received_at, "filing": dossier.filing, "can_inform": bool(roles & informing.STAFF_OF_IT),
        "old": age(dossier.state, dossier.state_since, request.received_at) if roles & STAFF else None,
        "message_token": uuid4(), "boxes": boxes_for(request, dossier), "has_lapsed": dossier.state == S.LAPSED,
        "can_extend": bool(roles & extensions.EXTENDERS) and not any(extensions.refusals(dossier, request.received_at)),
        "reopenable_until": extensions.reopenable_until(dossier), "refused_files": judged.files,
        "remedy": remedy(dossier, judged, roles, request.received_at),
    }  # fmt: skip
    context |= _printed(dossier) | _examined(dossier, judged, parts) | _talked(request, dossier, parts)
    if Part.VISA in parts:
        context |= _visa(request, dossier, roles)
    if roles & WRITERS:
        context["set_asides"] = numbered(queries.SET_ASIDES.of(dossier))
    return render(request, "proposals/dossier/page.html", context)


def _printed(dossier: Dossier) -> dict[str, Any]:
    """The content as a report, read and drawn only where the page has not been kept (`_filed.html`)."""
    language = shown_language()
    return {
        "report": SimpleLazyObject(lambda: report(dossier.rules, content_read(dossier), language)),
        "papers": SimpleLazyObject(lambda: papers(dossier.rules, content_read(dossier), language)),
    }


def _examined(dossier: Dossier, judged: Checked, parts: frozenset[str]) -> dict[str, Any]:
    """Verdicts, completion with what it changed."""
    found: dict[str, Any] = {"verdicts": [], "refused": [], "visa": None, "completion": None, "changes": [],
                             "versions": []}  # fmt: skip
    if Part.VERDICTS in parts:
        found["verdicts"] = said_verdicts(judged)
        found["refused"] = said_refused(dossier.rules, judged, shown_language())
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


def _visa(request: HouseRequest, dossier: Dossier, roles: frozenset[str]) -> dict[str, Any]:
    """The opinion, and what this person may do about it: asked of the visa itself, as the officer to whom a dossier is
    being passed reads it while its visa is not theirs."""
    visa = queries.VISA.first(dossier=dossier.pk)
    if visa is not None:
        visa.dossier = dossier
    return {
        "visa": visa,
        "can_waive": visa is not None and Role.INSTITUTE_OFFICER in visa.roles_of(request.standing),
        "named_director": _named_director(dossier, visa) if roles & STAFF else None,
    }


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
    dossier = read_dossier(request, uid)
    if Part.CONTENT not in dossier.parts_of(request.standing) or dossier.filing is None:
        raise Http404
    return rendering_response(request, "dossier", key_of(dossier), language)


@login_required
@require_safe
def dossier_version(request: HouseRequest, uid: UUID, number: int) -> HttpResponse:
    """An earlier filed version, and what the next one changed."""
    dossier = read_dossier(request, uid)
    if Part.HISTORY not in dossier.parts_of(request.standing):
        raise Http404
    filing = get_object_or_404(Filing, dossier=dossier, number=number)
    later = Filing.objects.filter(dossier=dossier, number=number + 1).first()
    language = shown_language()
    context = {
        "dossier": dossier, "filing": filing, "later": later, "now": request.received_at,
        "report": report(dossier.rules, filing.content, language),
        "papers": papers(dossier.rules, filing.content, language),
        "refused_files": refused_files(filing.content),
        "changes": changes(dossier.rules, filing.content, later.content, language) if later else [],
    }  # fmt: skip
    return render(request, "proposals/dossier/version.html", context)


def read_dossier(request: HouseRequest, uid: UUID) -> Dossier:
    """The dossier, for whoever reads it; to the others it does not exist."""
    found = queries.one_for(request.standing, uid)
    if found is None:
        raise Http404
    return found


def content_read(dossier: Dossier) -> Any:
    """What everybody but the writers reads: the filed version; a draft shown early is read as it is."""
    return dossier.filing.content if dossier.filing else dossier.working_content


def looking_on(request: HouseRequest, dossier: Dossier) -> HttpResponse:
    """Whoever reads a dossier and is not asked this: a reminder of others leads them to its page; they send nothing."""
    if request.method == "POST":
        raise Http404
    return redirect(dossier)
