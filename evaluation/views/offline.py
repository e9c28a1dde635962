"""The score sheet taken away as a text document, brought back filled, previewed, then written as the draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.requests import HouseRequest
from documents.names import safe_name
from documents.uploads import is_cut
from evaluation import sheets
from evaluation.enums import ReviewState
from evaluation.offline import docx, odt
from evaluation.offline.received import rows_of
from evaluation.offline.sheet import answers_of, document_of
from evaluation.views.places import Place
from evaluation.views.reviews import GET_OR_POST, UNREADABLE, _again, _context, _writing, at_place
from wording.languages import shown_language
from workflow.engine import Refused
from workflow.history import record

FORMS = {"odt": (odt.odt, odt.MIME), "docx": (docx.docx, docx.MIME)}


def _is_written(place: Place) -> bool:
    return place.is_reviewer and place.review.state == ReviewState.WRITING


@require_safe
@at_place
def review_sheet(request: HouseRequest, place: Place, form: str) -> HttpResponse:
    """The sheet with what is typed so far, as a file to fill."""
    if form not in FORMS or not _is_written(place):
        raise Http404
    made, kind = FORMS[form]
    content = made(document_of(place.review, shown_language()))
    name = safe_name(f"{place.review.dossier.reference}-" + _("review"), f".{form}")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


@GET_OR_POST
@at_place
def review_offline(request: HouseRequest, place: Place) -> HttpResponse:
    """Take the sheet, bring it back, read what it changes before it is kept."""
    if not place.is_reviewer:
        raise Http404
    if place.review.state != ReviewState.WRITING:
        messages.info(request, _("This review is no longer being written: what stands is kept as it is."))
        return redirect(place.url())
    if request.method != "POST":
        return _page(request, place)
    return _kept(request, place) if "keep" in request.POST else _brought(request, place)


def _page(request: HouseRequest, place: Place, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(request, place) | {"answers": None, "reasons": [], **more}
    context["sheets"] = [(name.upper(), place.url("sheet", form=name)) for name in FORMS]
    context["own_url"] = place.url("offline")
    return render(request, "evaluation/reviews/offline.html", context, status=status)


def _brought(request: HouseRequest, place: Place) -> HttpResponse:
    if is_cut(request):
        too_large = _("This file is larger than 2 MB: a sheet holds text alone. Take the images out of it.")
        return _page(request, place, UNREADABLE, reasons=[too_large])
    try:
        answers = answers_of(place.review, rows_of(request.FILES.get("sheet")), shown_language())
    except Refused as refused:
        return _page(request, place, UNREADABLE, reasons=refused.reasons)
    return _page(request, place, answers=answers, can_keep=any(not one.problem for one in answers))


def _kept(request: HouseRequest, place: Place) -> HttpResponse:
    """Write what was previewed; of two versions of one piece, the one that was chosen. The revision decides."""
    sent = {
        name: str(value) for name, value in request.POST.items() if request.POST.get(f"take-{_bare(name)}") != "page"
    }
    outcome = sheets.keep(place.review, sent, at=request.received_at, by=place.standing)
    record(place.review, "offline-in", by=place.standing, at=request.received_at)
    if outcome.problems or outcome.conflicts:
        more = {"problems": outcome.problems, "conflicts": outcome.conflicts, "typed": outcome.typed}
        return _writing(request, _again(place), more, status=409 if outcome.conflicts else UNREADABLE)
    messages.success(request, _("What the sheet says is kept. Read it once more, then file the review."))
    return redirect(place.url())


def _bare(name: str) -> str:
    return name.removeprefix("revision-")
