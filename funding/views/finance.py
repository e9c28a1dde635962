"""What finance does: the payable list, batches prepared from it, sent, paid, given up."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from directory.standing import PARIS
from funding.access import know_writers
from funding.actions import batches as acts
from funding.enums import BatchState, TrancheState
from funding.forms.money import PaymentForm, PrepareForm, RecallForm
from funding.models import Derogation, GrantChange, PaymentBatch, Tranche
from funding.payable_criteria import read
from funding.payable_list import PayableList, may_list
from funding.querysets.payable import UNBLOCKED, is_payable
from workflow.engine import Refused
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
MOST_AT_ONCE = 500
PER_PAGE = 50


@login_required
@require_safe
def payable_list(request: HouseRequest) -> HttpResponse:
    """Tranches payable now, or blocked and why, of the délégations that the reader pays for (or reads)."""
    found = _list(request, request.GET)
    picks = request.standing.holds(Role.FINANCE_OFFICER)
    number, euros = found.count("payable")
    context = {
        "list": found, "criteria": found.criteria, "rows": found.body(picks=picks), "picks": picks,
        "tabs": found.tabs(), "headings": found.headings(), "controls": found.controls(),
        "payable": number, "euros": euros,
    }  # fmt: skip
    return render(request, "funding/finance/payable.html", context)


@login_required
@require_POST
def batch_prepare(request: HouseRequest) -> HttpResponse:
    """Preview of the batches that the tranches ticked (or all that match) would make; with `confirm`, the batches."""
    if not request.standing.holds(Role.FINANCE_OFFICER):
        raise Http404
    query = request.POST.get("query", "")[:2000]
    chosen, missing = _chosen(request, query)
    if missing:
        messages.warning(request, _said_missing(missing))
    if not chosen:
        messages.info(request, _("Tick payable tranches first: none was chosen. Nothing was done."))
        return HttpResponseRedirect(f"{reverse('payable_list')}?{read(QueryDict(query)).query}")
    form = PrepareForm(request.POST if "confirm" in request.POST else None,
                       initial={"title": _("Tranches %(year)d") % {"year": _day(request).year}})  # fmt: skip
    if "confirm" in request.POST and form.is_valid():
        return _prepared(request, chosen, form.cleaned_data["title"])
    payable, blocked = [one for one in chosen if is_payable(one)], [one for one in chosen if not is_payable(one)]
    groups: dict[Any, list[Any]] = {}
    for one in payable:
        groups.setdefault(one.award.delegation, []).append(one)
    context = {
        "form": form, "query": query, "chosen": chosen, "blocked": blocked,
        "groups": [(where, rows, sum(one.amount for one in rows)) for where, rows in groups.items()],
        "total": sum(one.amount for one in payable), "number": len(payable),
    }  # fmt: skip
    return render(request, "funding/finance/prepare.html", context, status=422 if form.errors else 200)


def _prepared(request: HouseRequest, chosen: list[Any], title: str) -> HttpResponse:
    outcome = acts.prepare(chosen, title=title, at=request.received_at, by=request.standing)
    _tell_left_out(request, outcome)
    if not outcome.batches:
        return redirect("payable_list")
    count = len(outcome.done)
    said = ngettext("%(count)d tranche is in the batch.", "%(count)d tranches are in batches.", count)
    messages.success(request, said % {"count": count})
    return redirect(outcome.batches[0]) if len(outcome.batches) == 1 else redirect("batch_list")


@login_required
@require_safe
def batch_list(request: HouseRequest) -> HttpResponse:
    """Batches in hand, then past ones."""
    if not request.standing.holds(Role.FINANCE_OFFICER):
        raise Http404
    found = (
        PaymentBatch.objects.visible_to(request.standing).for_list()
        .annotate(number=Count("tranches"), euros=Sum("tranches__amount")).order_by("-created_at", "-pk")
    )  # fmt: skip
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "funding/finance/batches.html", {"page": page})


@login_required
@GET_OR_POST
def payment_batch(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One batch; a POST sends it, records its payment, or takes one tranche out."""
    batch = _batch(request, uid)
    form = PaymentForm(request.POST if "pay" in request.POST else None, initial={"dated_on": _day(request)})
    problems: list[str] = []
    if request.method == "POST":
        try:
            if _acted(request, batch, form):
                return redirect(batch)
        except Refused as refused:
            problems = refused.reasons
    return _batch_page(request, batch, form, problems)


def _acted(request: HouseRequest, batch: PaymentBatch, form: PaymentForm) -> bool:
    """Whether the act asked for was done (its sentences are said); False: the form says what is lacking."""
    at, by = request.received_at, request.standing
    if "send" in request.POST:
        outcome = acts.send(batch, at=at, by=by)
        _tell_left_out(request, outcome)
        if outcome.done:
            messages.success(request, _("The batch is sent: its tranches are notified, their carriers are told."))
        return True
    if "pay" in request.POST:
        if not form.is_valid():
            return False
        outcome = acts.pay(batch, _ticked(request, batch), at=at, by=by, **form.cleaned_data)
        _tell_left_out(request, outcome)
        if count := len(outcome.done):
            said = ngettext("%(count)d tranche is paid.", "%(count)d tranches are paid.", count)
            messages.success(request, said % {"count": count})
        return True
    tranche = batch.tranches.for_list().filter(uid__in=_uuids([request.POST.get("take-out", "")])).first()
    if tranche is None:
        raise Refused([_("This tranche is in no batch any more.")])
    recall = RecallForm(request.POST)
    recall.is_valid()
    acts.take_out(tranche, reason=recall.cleaned_data.get("reason", ""), at=at, by=by)
    messages.success(request, _("The tranche is out of the batch: it stands in the payable list again."))
    return True


def _ticked(request: HouseRequest, batch: PaymentBatch) -> list[int]:
    """The ids of the tranches ticked, of this batch alone."""
    uids = _uuids(request.POST.getlist("tranche"))
    return list(batch.tranches.filter(uid__in=uids).order_by("pk").values_list("pk", flat=True))


def _batch_page(request: HouseRequest, batch: PaymentBatch, form: PaymentForm, problems: list[str]) -> HttpResponse:
    rows = list(batch.tranches.for_list().order_by("award__reference", "number"))
    know_writers(one.award for one in rows)
    ticked = set(request.POST.getlist("tranche")) if "pay" in request.POST else {str(one.uid) for one in rows}
    context = {
        "batch": batch, "rows": [(one, str(one.uid) in ticked) for one in rows], "form": form, "problems": problems,
        "total": sum(one.amount for one in rows), "can_send": batch.state == BatchState.PREPARED and any(
            one.state == TrancheState.IN_BATCH for one in rows
        ), "can_pay": batch.state == BatchState.SENT, "can_take_out": batch.state == BatchState.PREPARED,
        "paid": sum(one.amount for one in rows if one.state == TrancheState.PAID),
    }  # fmt: skip
    status = 409 if problems else 422 if form.is_bound and form.errors else 200
    return render(request, "funding/finance/batch.html", context, status=status)


class BatchActView(TransitionView):
    """Giving up a batch, with a reason."""

    def get_subject(self) -> PaymentBatch:
        return _batch(self.request, self.kwargs["uid"])


@login_required
@require_safe
def derogation_list(request: HouseRequest) -> HttpResponse:
    """Derogations in force, and unspent money that may still be spent: what finance must know of."""
    if not may_list(request.standing):
        raise Http404
    day = _day(request)
    context = {
        "derogations": list(Derogation.objects.visible_to(request.standing).in_force(day).for_list()
                            .order_by("ends_on", "pk")[:500]),
        "carried": list(GrantChange.objects.visible_to(request.standing).carried_over(day).for_list()
                        .order_by("ends_on", "pk")[:500]),
    }  # fmt: skip
    return render(request, "funding/finance/derogations.html", context)


def _list(request: HouseRequest, data: Any) -> PayableList:
    if not may_list(request.standing):
        raise Http404
    page = data.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return PayableList(request.standing, read(data), _day(request), number)


def _chosen(request: HouseRequest, query: str) -> tuple[list[Any], int]:
    """The open tranches asked for that are the reader's own, with their blocks; and how many others were asked for."""
    found = PayableList(request.standing, read(QueryDict(query)), _day(request))
    if "all" in request.POST and "tranche" not in request.POST:
        return list(found.matching().filter(UNBLOCKED).for_list()[:MOST_AT_ONCE]), 0
    typed = list(dict.fromkeys(request.POST.getlist("tranche")))
    uids = _uuids(typed)
    own = Tranche.objects.visible_to(request.standing).open_by(found.day).filter(uid__in=uids)
    rows = list(own.with_blocks(found.day).for_list().order_by("award__reference", "number"))
    return rows, len(typed) - len(rows)


def _said_missing(count: int) -> str:
    return ngettext(
        "%(count)d of the ticked tranches is not among those you can pay any more, or there were more than %(most)d: "
        "it is left out.",
        "%(count)d of the ticked tranches are not among those you can pay any more, or there were more than %(most)d: "
        "they are left out.",
        count,
    ) % {"count": count, "most": MOST_AT_ONCE}


def _tell_left_out(request: HouseRequest, outcome: acts.Outcome) -> None:
    for one in outcome.left_out:
        said = _("%(reference)s, tranche %(number)d was left out. %(why)s")
        why = {"reference": one.tranche.award.reference, "number": one.tranche.number, "why": " ".join(one.reasons)}
        messages.warning(request, said % why)


def _batch(request: HouseRequest, uid: UUID) -> PaymentBatch:
    return get_object_or_404(PaymentBatch.objects.visible_to(request.standing).for_list(), uid=uid)


def _day(request: HouseRequest) -> Any:
    return request.received_at.astimezone(PARIS).date()


def _uuids(typed: list[str]) -> list[UUID]:
    """Those that are ids, of the first so many; what is forged is nothing."""
    found = []
    for one in typed[:MOST_AT_ONCE]:
        with suppress(ValueError):
            found.append(UUID(one))
    return found
