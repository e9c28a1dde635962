"""Keeping the budget of a dossier: the whole grid from its form, or each cell as it is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.requests import HouseRequest, SignedInRequest
from instruments.spec import FieldKind, FormField
from proposals import autosave
from proposals.actions import lines as actions
from proposals.forms.budget import BudgetForm, sentences
from proposals.forms.kinds import Lines, register_lines
from proposals.models import BudgetCell, Dossier
from proposals.views.editor_pages import url_of_part, writers_dossier
from proposals.views.ended import gives_back
from wording.languages import shown_language
from workflow.engine import Refused


@gives_back()
@require_POST
def budget(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Keep the cells of the form that were touched; show again, with theirs, those that somebody else changed."""
    dossier = writers_dossier(request, uid)
    form = BudgetForm(dossier, request.POST)
    if not form.is_valid():
        return _refused(request, dossier, form, list(form.errors.values()), 422)
    try:
        lost = actions.save_budget(dossier, cells=form.cells, read=form.read, at=request.received_at,
                                   by=request.standing)  # fmt: skip
    except Refused as refused:
        return _refused(request, dossier, form, refused.reasons, 409)
    if lost:
        fresh = Dossier.objects.for_content().get(pk=dossier.pk)
        again = BudgetForm(fresh, request.POST)
        return _refused(request, fresh, again, [again.lose(cell) for cell in lost], 409)
    messages.success(request, _("The budget is kept."))
    return redirect(url_of_part(dossier, actions.part_of(dossier.rules, BudgetCell)))


@require_POST
def budget_cell(request: SignedInRequest, uid: UUID, cell: str) -> JsonResponse:
    """Keep one cell, answered as a text is; the answer tells what stands in the others now."""

    def save(value: Any, revision: int) -> autosave.Kept:
        dossier = writers_dossier(request, uid)
        form = BudgetForm(dossier, {cell: value, f"{cell}-r": str(revision)})
        if not form.read:
            raise Http404
        if form.errors:
            raise autosave.NotKept(list(form.errors.values()))
        lost = actions.save_budget(dossier, cells=form.cells, read=form.read, at=request.received_at,
                                   by=request.standing)  # fmt: skip
        others = BudgetForm(Dossier.objects.for_content().get(pk=dossier.pk)).kept()
        shown, now = others.pop(cell, ("", 0))
        if lost:
            sentence = _("Somebody else wrote in this cell meanwhile. Both amounts are shown: keep one.")
            raise autosave.WrittenElsewhere(shown, now, None, said=sentence)
        return autosave.Kept(now, others=others)

    return autosave.answer(request, save, at=request.received_at)


def _refused(
    request: HouseRequest, dossier: Dossier, form: BudgetForm, reasons: list[str], status: int
) -> HttpResponse:
    part = actions.part_of(dossier.rules, BudgetCell)
    context = {"dossier": dossier, "form": form, "reasons": reasons, "back": url_of_part(dossier, part)}
    return render(request, "proposals/lines/budget.html", context, status=status)


def _budget(dossier: Dossier, asked: FormField, request: Any) -> dict[str, Any]:
    """How the editor shows this question."""
    form = BudgetForm(dossier)
    said, is_inside = form.said(shown_language())
    return {
        "form": form, "cofundings": list(dossier.cofundings.all()), "credits": dossier.rules.credits,
        "sentences": sentences(), "said": said, "is_inside": is_inside,
    }  # fmt: skip


register_lines(FieldKind.BUDGET, Lines("proposals/lines/_budget.html", _budget, ("js/budget.js",)))
