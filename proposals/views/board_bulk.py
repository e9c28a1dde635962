"""An act on several dossiers: what it would do, then what it did, then undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.requests import HouseRequest
from proposals.actions.bulk import carry_out, undo, why_not_undone
from proposals.board.asked import read
from proposals.board.bulk import MOST_AT_ONCE, REVERSE, UNDONE_WITHIN, WORKS, Work, cannot_be_undone, planned
from proposals.forms.board import InstituteForm, ReasonForm
from proposals.models import BulkAct, Dossier
from proposals.querysets.board import on_board
from proposals.views.board import frame_of
from workflow.engine import Refused


@login_required
@require_POST
def board_bulk(request: HouseRequest) -> HttpResponse:
    """Preview of the act on the dossiers ticked; with `confirm`, the act itself."""
    frame = frame_of(request, request.POST)
    query = _query(request)
    work = WORKS.get(request.POST.get("act", ""))
    if work is None or not work.roles & frame.roles:
        messages.info(request, _("Choose an act first: none of yours was chosen. Nothing was done."))
        return _back(query)
    chosen, said = _matching(request, work) if _wants_everything(request) else _chosen(request)
    for sentence in said:
        messages.warning(request, sentence)
    if not chosen:
        messages.info(request, _("Tick the dossiers first: none was chosen. Nothing was done."))
        return _back(query)
    form = _form(work, request.POST if "confirm" in request.POST else None)
    if "confirm" in request.POST and (form is None or form.is_valid()):
        return _done(request, work, chosen, form.cleaned_data if form else {})
    return _preview(request, work, chosen, form, query)


@login_required
@require_safe
def board_bulk_done(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What became of each dossier; undoing it, as long as that is possible."""
    frame_of(request)
    bulk = get_object_or_404(BulkAct, uid=uid, person=request.standing.person_id)
    listed = on_board(request.standing).in_bulk([entry["dossier"] for entry in bulk.done])
    done = [(listed.get(entry["dossier"]), entry) for entry in bulk.done]
    refused = [pair for pair in done if "reasons" in pair[1]]
    context = {
        "bulk": bulk, "label": WORKS[bulk.act].label if bulk.act in WORKS else bulk.act,
        "done": [pair for pair in done if "reasons" not in pair[1]], "refused": refused,
        "until": bulk.at + UNDONE_WITHIN, "can_undo": not list(
            why_not_undone(bulk, at=request.received_at, by=request.standing)
        ) and any(entry.get("row") for entry in bulk.done),
        "not_undone": "" if bulk.act in REVERSE else cannot_be_undone(bulk.act),
    }  # fmt: skip
    return render(request, "proposals/board/done.html", context)


@login_required
@require_POST
def board_bulk_undo(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Take back what can be taken back."""
    frame_of(request)
    bulk = get_object_or_404(BulkAct, uid=uid, person=request.standing.person_id)
    try:
        undo(bulk, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.info(request, " ".join(refused.reasons))
    else:
        count = sum("undone" in entry for entry in bulk.done)
        said = ngettext("%(count)d dossier is as it was before.", "%(count)d dossiers are as they were before.", count)
        messages.success(request, said % {"count": count})
    return redirect("board_bulk_done", bulk.uid)


def _form(work: Work, data: QueryDict | None) -> ReasonForm | InstituteForm | None:
    """What the act asks besides the dossiers."""
    if work.asks_institute:
        return InstituteForm(data)
    return ReasonForm(data) if work.needs_reason else None


def _preview(request: HouseRequest, work: Work, chosen: list[Dossier], form: ReasonForm | InstituteForm | None,
             query: str) -> HttpResponse:  # fmt: skip
    plans = [planned(work, dossier, by=request.standing, at=request.received_at) for dossier in chosen]
    context: dict[str, Any] = {
        "work": work, "possible": [plan for plan in plans if not plan.reasons],
        "refused": [plan for plan in plans if plan.reasons], "form": form, "query": query,
        "token": _uuid(request.POST.get("token", "")) or uuid4(),
    }  # fmt: skip
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "proposals/board/preview.html", context, status=status)


def _done(request: HouseRequest, work: Work, chosen: list[Dossier], given: dict[str, Any]) -> HttpResponse:
    token = _uuid(request.POST.get("token", "")) or uuid4()
    try:
        bulk = carry_out(work, chosen, token=token, at=request.received_at, by=request.standing, **given)
    except Refused:
        raise Http404 from None
    return redirect("board_bulk_done", bulk.uid)


def _wants_everything(request: HouseRequest) -> bool:
    """Whether the form asks for what the filters find; what is confirmed is what was previewed, ticked by name."""
    return "everything" in request.POST and "confirm" not in request.POST


def _matching(request: HouseRequest, work: Work) -> tuple[list[Dossier], list[str]]:
    """All that the filters find and that `work` may change, in the order of the board; and what is left out, said."""
    asked = QueryDict(_query(request))
    frame = frame_of(request, asked)
    criteria = read(asked, frame)
    found = on_board(request.standing).for_rules().filter(criteria.condition(frame))
    fit = found.filter(state__in=work.sources)
    number, others = fit.count(), found.exclude(state__in=work.sources).count()
    chosen = list(criteria.ordered(fit, frame)[:MOST_AT_ONCE])
    said = []
    if number > len(chosen):
        said.append(_said_first(number))
    if others:
        said.append(_said_others(others))
    return chosen, said


def _said_first(number: int) -> str:
    return _(
        "%(number)d dossiers answer to the filters: here are the first %(most)d, in the order of the board. Come back "
        "for the others."
    ) % {"number": number, "most": MOST_AT_ONCE}


def _said_others(number: int) -> str:
    return ngettext(
        "%(number)d other dossier answers to the filters in a state that this act does not change.",
        "%(number)d other dossiers answer to the filters in a state that this act does not change.",
        number,
    ) % {"number": number}


def _chosen(request: HouseRequest) -> tuple[list[Dossier], list[str]]:
    """The dossiers ticked that are the reader's own, in the order ticked; and how many others were asked for, said."""
    typed = list(dict.fromkeys(request.POST.getlist("dossier")))
    uids = [uid for uid in map(_uuid, typed[:MOST_AT_ONCE]) if uid]
    found = {one.uid: one for one in on_board(request.standing).for_rules().filter(uid__in=uids)}
    chosen = [found[uid] for uid in dict.fromkeys(uids) if uid in found]
    missing = len(typed) - len(chosen)
    return chosen, [_said_missing(missing)] if missing else []


def _said_missing(count: int) -> str:
    return ngettext(
        "%(count)d of the ticked dossiers is not among yours, or there were more than %(most)d: it is left out.",
        "%(count)d of the ticked dossiers are not among yours, or there were more than %(most)d: they are left out.",
        count,
    ) % {"count": count, "most": MOST_AT_ONCE}


def _query(request: HouseRequest) -> str:
    """The board to come back to: read again, so that nothing forged comes through."""
    asked = QueryDict(request.POST.get("query", "")[:4000])
    return read(asked, frame_of(request, asked)).query or "all=1"


def _back(query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('triage_board')}?{query}")


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
