"""Files between the house and the accounts: what is exported, what is spent given back, the gaps between both."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role
from directory.models import RegionalDelegation
from directory.requests import HouseRequest
from directory.standing import PARIS
from documents.uploads import is_cut
from funding import accounting
from funding.actions import spending as acts
from funding.actions.batches import may_pay_for
from funding.enums import EntryKind, TrancheState
from funding.ledger import COUNTS
from funding.models import LedgerEntry, PaymentBatch, SpendingImport, Tranche
from funding.spending_file import NotRead
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
SHOWN_ROWS = 200
MAKERS = {
    "csv": (accounting.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (accounting.as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _finance(request: HouseRequest) -> None:
    if not request.standing.holds(Role.FINANCE_OFFICER):
        raise Http404


@login_required
@require_safe
def accounting_exports(request: HouseRequest) -> HttpResponse:
    """The files that the reader may have: one per délégation and budget year, and what their columns hold."""
    _finance(request)
    today = request.received_at.astimezone(PARIS).date().year
    mine = [one for one in RegionalDelegation.objects.order_by("number") if may_pay_for(request.standing, one.pk)]
    context = {"delegations": mine, "years": range(today, today - 3, -1), "columns": accounting.COLUMNS}
    return render(request, "funding/finance/exports.html", context)


@login_required
@require_safe
def accounting_export(request: HouseRequest, number: str, year: int, ending: str) -> HttpResponse:
    """The tranches of one délégation in one budget year."""
    delegation = get_object_or_404(RegionalDelegation, number=number)
    if ending not in MAKERS or not may_pay_for(request.standing, delegation.pk):
        raise Http404
    rows = Tranche.objects.in_force().filter(award__delegation=delegation, budget_year=year)
    return _file(rows, f"tranches-{delegation.number}-{year}", ending)


@login_required
@require_safe
def batch_export(request: HouseRequest, uid: UUID, ending: str) -> HttpResponse:
    """The tranches of one batch."""
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.standing), uid=uid)
    if ending not in MAKERS:
        raise Http404
    return _file(batch.tranches.all(), f"lot-{batch.pk}", ending)


def _file(tranches: Any, name: str, ending: str) -> HttpResponse:
    rows = list(tranches.for_list().order_by("award__reference", "number")[: accounting.LINES_AT_MOST])
    nets: dict[int, Decimal] = {}
    entries: dict[tuple[int, str], Any] = {}
    for one in LedgerEntry.objects.filter(tranche__in=[row.pk for row in rows]).order_by("entered_at", "pk"):
        key = one.tranche_id or 0
        nets[key] = nets.get(key, Decimal(0)) + COUNTS[EntryKind(one.kind)] * one.amount
        entries[key, one.kind] = one
        if one.kind == EntryKind.RECALLED:
            entries.pop((key, EntryKind.NOTIFIED), None)
    make, kind = MAKERS[ending]
    response = HttpResponse(make(accounting.lines(rows, nets, entries)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@GET_OR_POST
def spending_imports(request: HouseRequest) -> HttpResponse:
    """Files of spent amounts; a POST reads one more and shows what it says."""
    _finance(request)
    problem = ""
    if request.method == "POST":
        file = None if is_cut(request) else request.FILES.get("file")
        try:
            if file is None:
                raise NotRead(_("Choose a file on your machine first, 5 MB at most."))
            made = acts.read_file(file.name or "", file.read(), at=request.received_at, by=request.standing)
        except NotRead as not_read:
            problem = str(not_read)
        else:
            return redirect(made)
    found = SpendingImport.objects.visible_to(request.standing).select_related("read_by").defer("rows")
    page = Paginator(found.order_by("-read_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "problem": problem}
    return render(request, "funding/finance/imports.html", context, status=422 if problem else 200)


@login_required
@GET_OR_POST
def spending_import(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One file: what each row would write or why it is refused; a POST writes the others."""
    made = get_object_or_404(SpendingImport.objects.visible_to(request.standing).select_related("read_by"), uid=uid)
    if request.method == "POST":
        try:
            written = acts.write(made, at=request.received_at, by=request.standing)
        except Refused as refused:
            messages.info(request, " ".join(refused.reasons))
        else:
            said = ngettext("%(count)d row is added.", "%(count)d rows are added.", written.added)
            messages.success(request, said % {"count": written.added})
        return redirect(made)
    left_out = [(row, acts.sentence(row["why"], row)) for row in made.rows if "why" in row]
    good = [row for row in made.rows if "why" not in row and not row.get("known")]
    context = {
        "made": made, "refused": left_out[:SHOWN_ROWS], "good": good[:SHOWN_ROWS], "refused_number": len(left_out),
        "new": len(good), "total": sum((Decimal(row["euros"]) for row in good), Decimal(0)),
    }  # fmt: skip
    return render(request, "funding/finance/import.html", context)


@login_required
@require_safe
def spending_gaps(request: HouseRequest) -> HttpResponse:
    """What does not fit, in one budget year, between what was notified and what was given back."""
    _finance(request)
    today = request.received_at.astimezone(PARIS).date().year
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else today
    page = Paginator(acts.gaps(request.standing, year), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "year": year, "years": range(today, today - 6, -1), "query": f"year={year}",
               "states": TrancheState}  # fmt: skip
    return render(request, "funding/finance/gaps.html", context)
