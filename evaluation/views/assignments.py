"""The automatic assignment of a call: asked, watched, previewed pair by pair, applied, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role, Scope
from directory.models import Institute
from directory.requests import HouseRequest
from directory.standing import PARIS
from evaluation import proposed
from evaluation.access import own_dossiers
from evaluation.actions import assigning as acts
from evaluation.actions.inviting import OPEN_TO_REVIEW, TO_WRITE
from evaluation.forms.assignments import AskForm, PinForm
from evaluation.models import AssignmentRun, Pin, Review, Reviewer
from evaluation.models.reviewers import DEFAULT_LOAD
from instruments.models import Call
from instruments.steps import Step
from proposals.models import Dossier
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# under which entry of the menu these pages stand
SECTION = "review_campaign"
PER_PAGE = 20
ACTS: dict[str, Callable[..., AssignmentRun]] = {"stop": acts.stop, "apply": acts.apply, "undo": acts.undo}


@login_required
@require_safe
def assignment_list(request: HouseRequest) -> HttpResponse:
    """The calls in which one's institutes have dossiers open to review, and the assignments asked so far."""
    request.section = SECTION
    institutes = _institutes(request)
    runs = list(AssignmentRun.objects.visible_to(request.standing).for_list()[:PER_PAGE])
    counted = (
        Dossier.objects.filter(institute__in=institutes, state__in=OPEN_TO_REVIEW)
        .exclude(own_dossiers(request.standing, "self")).order_by()
        .values_list("call", "institute").annotate(Count("pk"))
    )  # fmt: skip
    rows = list(counted)
    calls = Call.objects.filter(pk__in={call for call, *_rest in rows}).prefetch_related("versions").order_by("pk")
    by = {one.pk: one for one in calls if Step.REVIEW in one.rules.steps}
    named = Institute.objects.in_bulk({institute for _call, institute, _count in rows})
    places = [(by[call], named[institute], count) for call, institute, count in rows if call in by]
    places.sort(key=lambda one: (-one[0].year, one[0].slug, one[1].code))
    return render(request, "evaluation/assignments/list.html", {"places": places, "runs": runs})


def _institutes(request: HouseRequest) -> list[int]:
    """Those whose officer one is; whoever is of none finds nothing."""
    found = sorted(request.standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    if not found:
        raise Http404
    return found


def _place(request: HouseRequest, slug: str, code: str) -> tuple[Call, Institute]:
    institute = get_object_or_404(Institute, code=code, pk__in=_institutes(request))
    call = get_object_or_404(Call.objects.prefetch_related("versions"), slug=slug)
    if Step.REVIEW not in call.rules.steps:
        raise Http404
    return call, institute


@login_required
@GET_OR_POST
def assignment_ask(request: HouseRequest, slug: str, code: str) -> HttpResponse:
    """Say what is wanted; the worker computes."""
    call, institute = _place(request, slug, code)
    form = AskForm(request.POST if request.method == "POST" else None, initial=_initial(request, call))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ends = datetime.combine(given["due"] + timedelta(days=1), time(0), PARIS)
        try:
            run = acts.ask(call, institute, per_dossier=given["per_dossier"], per_person=given["per_person"], due=ends,
                           at=request.received_at, by=request.standing)  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            return redirect(run)
    return _asking(request, call, institute, form, None)


def _initial(request: HouseRequest, call: Call) -> dict[str, Any]:
    due = (request.received_at + TO_WRITE).astimezone(PARIS).date()
    return {"per_dossier": call.rules.evaluation.reviews, "per_person": DEFAULT_LOAD, "due": due}


def _dossiers(request: HouseRequest, call: Call, institute: Institute) -> Any:
    open_ones = Dossier.objects.filter(call=call, institute=institute, state__in=OPEN_TO_REVIEW)
    return open_ones.exclude(own_dossiers(request.standing, "self"))


def _asking(
    request: HouseRequest, call: Call, institute: Institute, form: AskForm, pin: PinForm | None
) -> HttpResponse:
    request.section = SECTION
    dossiers = _dossiers(request, call, institute)
    pin = pin or PinForm(dossiers=dossiers, pool=Reviewer.objects.active(), prefix="pin")
    pins = Pin.objects.visible_to(request.standing).for_list().filter(dossier__call=call, dossier__institute=institute)
    runs = AssignmentRun.objects.visible_to(request.standing).for_list().filter(call=call, institute=institute)
    context = {
        "call": call, "institute": institute, "form": form, "pin_form": pin, "pins": list(pins), "runs": list(runs[:5]),
        "dossiers": dossiers.count(), "people": Reviewer.objects.active().count(),
        "asked": Review.objects.in_force().filter(dossier__in=dossiers.values("pk")).count(),
    }  # fmt: skip
    status = 422 if form.errors or pin.errors else 200
    return render(request, "evaluation/assignments/ask.html", context, status=status)


@login_required
@require_POST
def assignment_pin(request: HouseRequest, slug: str, code: str) -> HttpResponse:
    """Decide of a pair by hand, or leave it to the computation again."""
    call, institute = _place(request, slug, code)
    if "take-off" in request.POST:
        return _taken_off(request, call, institute)
    form = PinForm(request.POST, dossiers=_dossiers(request, call, institute), prefix="pin",
                   pool=Reviewer.objects.active().select_related("person"))  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        try:
            acts.pin(given["reference"], given["email"], kind=given["kind"], at=request.received_at,
                     by=request.standing)  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("This pair is decided: the next computation keeps to it."))
            return redirect(_back(request, call, institute))
    return _asking(request, call, institute, AskForm(initial=_initial(request, call)), form)


def _back(request: HouseRequest, call: Call, institute: Institute) -> Any:
    """The proposal that the pair was decided on, or the page where one asks."""
    uid = _uuid(request.POST.get("run", ""))
    run = AssignmentRun.objects.visible_to(request.standing).filter(uid=uid).first() if uid else None
    return run or _asking_url(call, institute)


def _asking_url(call: Call, institute: Institute) -> str:
    return reverse("assignment_ask", args=[call.slug, institute.code])


def _taken_off(request: HouseRequest, call: Call, institute: Institute) -> HttpResponse:
    number = request.POST.get("take-off", "")
    mine = Pin.objects.visible_to(request.standing).filter(dossier__call=call, dossier__institute=institute)
    found = mine.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    if found is None:
        messages.info(request, _("This pair is left to the computation already."))
    else:
        acts.unpin(found, at=request.received_at, by=request.standing)
        messages.success(request, _("This pair is left to the computation again."))
    return redirect(_back(request, call, institute))


@login_required
@require_safe
def assignment_run(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Where one assignment stands: its progress, its proposal, what came of it."""
    request.section = SECTION
    run = _run(request, uid)
    page = Paginator(proposed.readable(run, request.standing), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    seen = set(proposed.readable(run, request.standing).values_list("pk", flat=True))
    pairs = [one for one in run.plan.get("pairs", ()) if one["dossier"] in seen]
    context = {
        "run": run, "page": page, "now": request.received_at, "dossiers": proposed.served(run, shown) if pairs else [],
        "lacks": proposed.lacking(run, shown), "broken": proposed.broken(run, request.standing), "number": len(pairs),
        "people": len({one["reviewer"] for one in pairs}), "help": run.plan.get("help"),
        "refused": sum(one["dossier"] in seen for one in run.refused),
        "invited": Review.objects.filter(run=run, dossier__in=seen).count(),
        "answered": Review.objects.filter(run=run, dossier__in=seen).exclude(state__in=("invited", "removed")).count(),
        "cannot_undo": acts.why_not_undone(run, request.received_at),
        "undone_until": (run.applied_at + acts.UNDONE_WITHIN) if run.applied_at else None,
    }  # fmt: skip
    return render(request, "evaluation/assignments/run.html", context)


def _run(request: HouseRequest, uid: UUID) -> AssignmentRun:
    rows = AssignmentRun.objects.visible_to(request.standing)
    return get_object_or_404(rows.select_related("call", "institute", "asked_by", "applied_by", "undone_by"), uid=uid)


@login_required
@never_cache
@require_safe
def assignment_progress(request: HouseRequest, uid: UUID) -> JsonResponse:
    """How far it is, asked once a second by whoever watches."""
    run = _run(request, uid)
    share = round(100 * run.done / run.total) if run.total else 0
    return JsonResponse({"state": run.state, "is_busy": run.is_busy, "share": share, "said": run.get_state_display()})


@login_required
@require_POST
def assignment_do(request: HouseRequest, uid: UUID, act: str) -> HttpResponse:
    """Stop, apply or undo."""
    run = _run(request, uid)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](run, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    else:
        messages.success(request, _said(act))
    return redirect(run)


def _said(act: str) -> str:
    said = {
        "stop": _("It stops at the next step."), "apply": _("The invitations are leaving."),
        "undo": _("The invitations that nobody has answered are being withdrawn."),
    }  # fmt: skip
    return said[act]


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
