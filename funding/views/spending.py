"""Files between the house and the accounts: what is exported, what is spent given back, the gaps between both."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role
from directory.models import RegionalDelegation
from directory.requests import HouseRequest
from directory.standing import PARIS
from directory.throttle import Throttle
from documents.exports import ask
from documents.models import Export
from documents.uploads import is_cut
from documents.views import export_response
from funding import accounting, exports
from funding.actions import spending as acts
from funding.actions.batches import may_pay_for
from funding.enums import TrancheState
from funding.models import PaymentBatch, SpendingImport
from funding.spending_file import NotRead
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
SHOWN_ROWS = 200
# a file of thousands of lines keeps a worker busy for seconds
large = Throttle("accounting-export", most=20, seconds=600)


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
def accounting_export(request: HouseRequest, number: str, year: int, ending: str) -> HttpResponseBase:
    """The tranches of one délégation in one budget year."""
    delegation = get_object_or_404(RegionalDelegation, number=number)
    if not may_pay_for(request.standing, delegation.pk):
        raise Http404
    return _file(request, {"delegation": delegation.number, "year": year}, ending)


@login_required
@require_safe
def batch_export(request: HouseRequest, uid: UUID, ending: str) -> HttpResponseBase:
    """The tranches of one batch."""
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.standing), uid=uid)
    return _file(request, {"batch": batch.pk}, ending)


@login_required
@require_safe
def accounting_file(request: HouseRequest, uid: UUID) -> HttpResponseBase:
    """A large file that the reader asked for, or the page that waits for it."""
    _finance(request)
    made = get_object_or_404(Export, uid=uid, person=request.standing.person_id, kind__startswith="accounting-")
    return export_response(request, made, back=(reverse("accounting_exports"), _("Files for the accounts")))


def _file(request: HouseRequest, asked: dict[str, Any], ending: str) -> HttpResponseBase:
    """The file at once; a large one is made by the worker, while a page waits."""
    if ending not in exports.MAKERS:
        raise Http404
    rows = exports.tranches_of(asked, request.standing)
    if rows.count() > exports.AT_ONCE:
        if not large.is_within(request.standing.person_id):
            return render(request, "429.html", status=429)
        made = ask(f"accounting-{ending}", person_id=request.standing.person_id or 0, asked=asked,
                   language=get_language() or "fr", at=request.received_at)  # fmt: skip
        return redirect("accounting_file", made.uid)
    response = HttpResponse(exports.content(rows, ending), content_type=exports.MAKERS[ending][1])
    response["Content-Disposition"] = f'attachment; filename="{exports.name_of(asked)}.{ending}"'
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
