"""The money of one action: its plan reshaped, its ledgers, derogations, changes of grant."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS
from funding.access import FINANCE, INSTITUTE
from funding.actions import derogations, entries, grants, plans
from funding.enums import UNPAID, AwardPart, EntryKind, Ledger, TrancheState
from funding.forms.money import DerogationForm, EntryForm, GrantChangeForm, OwnEntryForm, PlanForm
from funding.ledger import COUNTS
from funding.models import Award, Derogation, GrantChange, Spending, Tranche
from funding.plan import gap
from wording.languages import shown_language
from workflow.engine import Refused
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def award_plan(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Staff reshape the tranches that are still planned; `check` shows the sum without writing anything."""
    award = _award(request, uid)
    if not plans.may_reshape(award, request.standing):
        raise Http404
    tranches = list(award.tranches.order_by("number"))
    free = [one for one in tranches if one.state in UNPAID]
    form = PlanForm(request.POST if request.method == "POST" else None, tranches=free)
    if form.is_bound and form.is_valid() and "check" not in request.POST:

        def write() -> None:
            if plans.reshape(award, form.amounts, was=form.was, at=request.received_at, by=request.standing):
                messages.success(request, _("The plan is kept: it sums to the grant."))

        if _done(form, write):
            return redirect(award)
    to_share = sum((one.amount for one in free), Decimal(0))
    typed = (
        form.partial if form.is_bound and hasattr(form, "cleaned_data") else {one.number: one.amount for one in free}
    )
    left = gap(typed, to_share)
    context = {
        "award": award, "form": form, "to_share": to_share, "left": left,
        "said": plans.gap_sentence(left) if left else "",
        "rows": [(one, form[f"amount-{one.number}"] if one.state in UNPAID else None) for one in tranches],
        "hidden": [form[f"was-{one.number}"] for one in free], "has_free": bool(free), "sum": to_share - left,
        "words": {"over": _("The plan exceeds the grant by %(amount)s."),
                  "short": _("%(amount)s are still to be shared out: the plan sums to the grant."),
                  "even": _("The plan sums to the grant.")},
    }  # fmt: skip
    return render(request, "funding/money/plan.html", context, status=_status(form))


@login_required
@GET_OR_POST
def award_ledger(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Both ledgers of an action, only ever added to; finance adds a correction, a return, own resources."""
    award = _award(request, uid)
    if AwardPart.MONEY not in award.parts_of(request.standing):
        raise Http404
    can_add = bool(award.roles_of(request.standing) & FINANCE)
    if request.method == "POST" and not can_add:
        raise Http404
    tranches = list(award.tranches.order_by("number"))
    forms_ = _entry_forms(request, award, tranches)
    if request.method == "POST" and _entered(request, award, tranches, forms_):
        return redirect("award_ledger", award.uid)
    rows = list(award.entries.select_related("entered_by", "tranche").order_by("entered_at", "pk"))
    labels = {one.slug: one.label for one in _own_lines(award)}
    context = {
        "award": award, "can_add": can_add, **forms_,
        "credits": _running([one for one in rows if one.ledger == Ledger.CREDITS]),
        "own": _running([one for one in rows if one.ledger == Ledger.OWN_RESOURCES], labels),
        "has_own": award.dedicated_unit_id is not None and bool(labels), "spent": _spent(award),
    }  # fmt: skip
    bound = [one for one in (forms_["entry"], forms_["own_entry"]) if one is not None and one.is_bound]
    return render(request, "funding/money/ledger.html", context, status=_status(bound[0]) if bound else 200)


def _entry_forms(request: HouseRequest, award: Award, tranches: list[Tranche]) -> dict[str, Any]:
    day = request.received_at.astimezone(PARIS).date()
    paid = [one.number for one in tranches if one.state == TrancheState.PAID]
    lines = [(one.slug, one.label.said(shown_language())) for one in _own_lines(award)]
    has_own = award.dedicated_unit_id is not None and bool(lines)
    which = request.POST.get("ledger", "") if request.method == "POST" else ""
    years = [one.budget_year for one in tranches]
    return {
        "entry": EntryForm(request.POST if which == "credits" else None, numbers=paid, initial={"dated_on": day},
                           prefix="c") if paid else None,
        "own_entry": OwnEntryForm(request.POST if which == "own" else None, lines=lines, years=years,
                                  initial={"dated_on": day}, prefix="o") if has_own else None,
    }  # fmt: skip


def _entered(request: HouseRequest, award: Award, tranches: list[Tranche], forms_: dict[str, Any]) -> bool:
    form = next((one for one in (forms_["entry"], forms_["own_entry"]) if one is not None and one.is_bound), None)
    if form is None or not form.is_valid():
        return False
    given = dict(form.cleaned_data)
    at, by = request.received_at, request.standing

    def write() -> None:
        if form is forms_["entry"]:
            tranche = next(one for one in tranches if one.number == given.pop("tranche"))
            tranche.award = award
            entries.add(tranche, at=at, by=by, **given)
        else:
            entries.add_own(award, at=at, by=by, **given)
        messages.success(request, _("The line is in the ledger."))

    return _done(form, write)


def _own_lines(award: Award) -> Any:
    dedicated = award.rules.dedicated_unit
    return dedicated.lines if dedicated is not None else ()


def _running(rows: list[Any], labels: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Each line with what is paid, net, once it is entered."""
    net, made = Decimal(0), []
    for one in rows:
        counted = COUNTS[EntryKind(one.kind)] * one.amount
        net += counted
        made.append({"entry": one, "net": net, "counts": bool(counted), "line": (labels or {}).get(one.line, one.line)})
    return made


def _spent(award: Award) -> list[tuple[int, Any, Decimal]]:
    labels = {one.slug: one.label for one in award.rules.spending.lines}
    return [(year, labels.get(line, line), spent) for year, line, spent in Spending.objects.spent_by_line(award)]


@login_required
@GET_OR_POST
def derogation_give(request: HouseRequest, uid: UUID, number: int) -> HttpResponse:
    """Leave to pay one tranche without its reports."""
    award = _award(request, uid)
    tranche = get_object_or_404(award.tranches.all(), number=number)
    tranche.award = award
    if not derogations.may_derogate(tranche, request.standing):
        raise Http404
    form = DerogationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():

        def write() -> None:
            derogations.give(tranche, at=request.received_at, by=request.standing, **form.cleaned_data)
            messages.success(request, _("The derogation is in force: finance reads it beside the tranche."))

        if _done(form, write):
            return redirect(tranche)
    context = {"award": award, "tranche": tranche, "form": form}
    return render(request, "funding/money/derogation.html", context, status=_status(form))


@login_required
@require_POST
def derogation_end(request: HouseRequest, uid: UUID) -> HttpResponse:
    """From now on the tranche needs its reports again."""
    found = get_object_or_404(Derogation.objects.visible_to(request.standing).for_list(), uid=uid)
    if not derogations.may_derogate(found.tranche, request.standing):
        raise Http404
    try:
        derogations.end(found, at=request.received_at, by=request.standing)
        messages.success(request, _("The derogation has ended: the tranche needs its reports again."))
    except Refused as refused:
        messages.info(request, " ".join(refused.reasons))
    return redirect(found.tranche)


@login_required
@GET_OR_POST
def grant_propose(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The institute proposes a lower or higher grant, or a carry-over, beside what reports and accounts say."""
    award = _award(request, uid)
    if not award.roles_of(request.standing) & INSTITUTE or award.state not in plans.LIVING:
        raise Http404
    form = GrantChangeForm(request.POST if request.method == "POST" else None, award=award)
    if form.is_bound and form.is_valid():
        made: list[GrantChange] = []
        if _done(form, lambda: made.append(
            grants.propose(award, at=request.received_at, by=request.standing, **form.cleaned_data)
        )):  # fmt: skip
            messages.success(request, _("The proposal waits for the directorate."))
            return redirect(made[0])
    return render(request, "funding/money/propose.html", {"award": award, "form": form, "years": evidence(award)},
                  status=_status(form))  # fmt: skip


@login_required
@require_safe
def grant_change(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One proposal, beside the same figures; the directorate decides."""
    found = _change(request, uid)
    context = {"change": found, "award": found.award, "years": evidence(found.award)}
    return render(request, "funding/money/change.html", context)


class GrantChangeActView(TransitionView):
    """Agreeing, declining, withdrawing."""

    def get_subject(self) -> GrantChange:
        return _change(self.request, self.kwargs["uid"])


def evidence(award: Award) -> list[dict[str, Any]]:
    """Year by year: planned, paid, spent, and what is left. Three queries."""
    paid: dict[int, Decimal] = {}
    for entry in award.entries.filter(ledger=Ledger.CREDITS).order_by("pk"):
        paid[entry.budget_year] = paid.get(entry.budget_year, Decimal(0)) + COUNTS[EntryKind(entry.kind)] * entry.amount
    spent = Spending.objects.spent_by_year([award.pk])
    return [
        {"tranche": one, "paid": paid.get(one.budget_year, Decimal(0)),
         "spent": spent.get((award.pk, one.budget_year), Decimal(0)),
         "left": paid.get(one.budget_year, Decimal(0)) - spent.get((award.pk, one.budget_year), Decimal(0))}
        for one in award.tranches.order_by("number")
    ]  # fmt: skip


def _change(request: HouseRequest, uid: UUID) -> GrantChange:
    return get_object_or_404(GrantChange.objects.visible_to(request.standing).for_list(), uid=uid)


def _award(request: HouseRequest, uid: UUID) -> Award:
    return get_object_or_404(Award.objects.visible_to(request.standing).for_page(), uid=uid)


def _done(form: forms.Form, write: Callable[[], Any]) -> bool:
    """Whether the act was done; what refused it stands in the form, which keeps what was typed."""
    try:
        write()
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    return True


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
