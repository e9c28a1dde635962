"""The ranking of an institute and the Derci's arbitration: lists under their envelopes."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import CharField
from django.forms import Form
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role, Scope
from directory.mixins import ReauthenticationRequired
from directory.models import Institute
from directory.requests import HouseRequest
from evaluation.access import know_not_own, own_places
from evaluation.actions import decisions as deciding_acts
from evaluation.actions import ranking as acts
from evaluation.actions.releasing import prepare_release
from evaluation.deciding import deciding_step
from evaluation.enums import RankingState
from evaluation.forms.rankings import AmountForm, CutForm, ReorderForm, lines_of
from evaluation.list_rows import Writer
from evaluation.list_sections import Sections
from evaluation.lists import around, listed, rankings_of, sums
from evaluation.models import Envelope, Ranking
from instruments.models import Call
from instruments.steps import Step
from proposals.models import Dossier
from wording.languages import shown_language
from workflow.engine import Refused
from workflow.prepared import Given, Prepared
from workflow.telling import state_shown
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
STAFF = frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR})


@login_required
@require_safe
def ranking_list(request: HouseRequest) -> HttpResponse:
    """Rankings begun, and the calls in which one's institutes have dossiers to rank."""
    if not request.standing.roles & STAFF:
        raise Http404
    rankings = list(
        Ranking.objects.visible_to(request.standing).for_list().order_by("-call__year", "call", "institute__name")
    )
    know_not_own(rankings, request.standing)
    context = {"rankings": rankings, "to_begin": _to_begin(request, rankings), "now": request.received_at,
               "arbitrations": _arbitrations(request)}  # fmt: skip
    return render(request, "evaluation/rankings/list.html", context)


def _institutes(request: HouseRequest) -> list[int]:
    standing = request.standing
    return sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
                  | standing.scope_ids(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE))  # fmt: skip


def _to_begin(request: HouseRequest, rankings: list[Ranking]) -> list[dict[str, Any]]:
    """(call, institute) with dossiers in review and no ranking yet."""
    begun = {(one.call_id, one.institute_id) for one in rankings}
    pairs = (
        Dossier.objects.filter(institute__in=_institutes(request), state__in=("in-review", "section-heard"))
        .order_by("call", "institute").values_list("call", "institute").distinct()
    )  # fmt: skip
    own = own_places(request.standing)
    wanted = [pair for pair in pairs if pair not in begun and pair not in own]
    calls = {one.pk: one for one in _calls({call for call, _one in wanted})}
    institutes = {one.pk: one for one in Institute.objects.filter(pk__in={one for _call, one in wanted}).order_by("pk")}
    return [{"call": calls[call], "institute": institutes[one]} for call, one in wanted
            if Step.RANKING in calls[call].rules.steps]  # fmt: skip


def _calls(keys: set[int]) -> Any:
    """Calls with the versions in which their rules stand."""
    return Call.objects.filter(pk__in=keys).prefetch_related("versions").order_by("pk")


def _arbitrations(request: HouseRequest) -> list[Call]:
    """The calls whose lists the Derci merges."""
    if not request.standing.holds_nationally(Role.DERCI_OFFICER):
        return []
    begun = Ranking.objects.filter(state=RankingState.SIGNED).values("call")
    own = {call for call, _institute in own_places(request.standing)}
    calls = Call.objects.filter(pk__in=begun).exclude(pk__in=own).prefetch_related("versions").order_by("-year", "slug")
    return [one for one in calls if Step.ARBITRATION in one.rules.steps]


@login_required
@require_POST
def ranking_begin(request: HouseRequest) -> HttpResponse:
    """Draw up the ranking of one institute in one call."""
    call = get_object_or_404(Call, slug=request.POST.get("call", ""))
    institute = get_object_or_404(Institute, code=request.POST.get("institute", ""), pk__in=_institutes(request))
    if Step.RANKING not in call.rules.steps:
        raise Http404
    try:
        ranking = acts.draw_up(call, institute, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("ranking_list")
    return redirect(ranking)


@login_required
@GET_OR_POST
def ranking(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One list: written by its institute until it is signed, cut by whoever decides, read by the others."""
    found = _ranking(request, uid)
    problems: list[str] = []
    if request.method == "POST":
        problems = _written(request, found)
        if not problems:
            return redirect(found)
    return _page(request, found, problems, status=409 if problems else 200)


def _written(request: HouseRequest, found: Ranking) -> list[str]:
    """Keep the order as typed. Returns the sentences that refuse it."""
    if "refresh" in request.POST:
        try:
            acts.draw_up(found.call, found.institute, at=request.received_at, by=request.standing)
        except Refused as refused:
            return refused.reasons
        messages.success(request, _("The scores are fresh; what has come since stands at the end of the list."))
        return []
    lines, problems = lines_of(request.POST, found.entries.select_related("dossier"))
    if problems:
        return problems
    try:
        acts.save_order(found, lines, revision=_revision(request), at=request.received_at, by=request.standing)
    except Refused as refused:
        return refused.reasons
    messages.success(request, _("The order is kept."))
    return []


def _revision(request: HouseRequest) -> int:
    """The revision of what was read; -1, which no list has, for what is no number."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def _page(request: HouseRequest, found: Ranking, problems: list[str], status: int = 200) -> HttpResponse:
    roles = found.roles_of(request.standing)
    step = deciding_step(found.call.rules)
    can_cut = found.state == RankingState.SIGNED and bool(roles & acts.CUTTING.get(step, frozenset()))
    page = listed(found, shown_language(), request.POST if problems else None)
    is_drawn = acts.is_drawn(found)
    can_write = found.state == RankingState.OPEN and bool(roles & acts.DRAWING_UP)
    write = Writer(shown_language(), can_write).rows
    sections = Sections(shown_language(), get_token(request))
    context = {
        "ranking": found, "call": found.call, "rules": found.call.rules, "page": page, "problems": problems,
        "can_write": can_write, "is_signatory": Role.INSTITUTE_DIRECTION in roles,
        "rows": write(page.rows), "aside": write(page.unranked),
        "cut_line": sections.cut_line(found, page, can_cut=can_cut and not is_drawn),
        "years": sections.budget_table(page.years),
        "can_cut": can_cut and not is_drawn, "step": step, "is_drawn": is_drawn,
        "needs_agreement": step is Step.INSTITUTE_DECISION,
        "can_agree": Role.DERCI_OFFICER in roles and found.cut is not None and not is_drawn,
        "can_decide": can_cut and step is Step.INSTITUTE_DECISION and found.agreed_at is not None and not is_drawn,
        "sent": _sent(request, found), "now": request.received_at,
    }  # fmt: skip
    return render(request, "evaluation/rankings/page.html", context, status=status)


def _sent(request: HouseRequest, found: Ranking) -> dict[str, str]:
    """What the small forms show: where the cut stands, or what was typed and refused."""
    stands = {"cut": "" if found.cut is None else str(found.cut), "reserve": str(found.reserve), "euros": "",
              "entry": "", "amount": "", "position": "", "reason": ""}  # fmt: skip
    return {name: request.POST.get(name, value) for name, value in stands.items()}


@login_required
@require_POST
def ranking_cut(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Move the cut by hand or by amount, and the reserve after it."""

    def move(found: Ranking, given: dict[str, Any]) -> str:
        cut = given["cut"] if given["euros"] is None else acts.cut_within(found, given["euros"])
        reserve = found.reserve if given["reserve"] is None else given["reserve"]
        before = found.cut or 0
        ranked = found.entries.filter(is_unranked=False).count()
        moved = acts.set_cut(found, cut=cut, reserve=max(0, min(reserve, ranked - cut)), revision=given["revision"],
                             at=request.received_at, by=request.standing)  # fmt: skip
        return _moved(moved, before)

    answer = _kept(request, uid, CutForm(request.POST), move)
    back = request.POST.get("back", "")
    is_done = answer.status_code == HTTPStatus.FOUND
    return redirect(back) if is_done and back.startswith("/arbitration/") else answer


def _moved(ranking: Ranking, before: int) -> str:
    """Which dossiers changed sides."""
    cut = ranking.cut or 0
    entries = list(ranking.entries.filter(is_unranked=False).select_related("dossier"))
    crossed = [str(entry.dossier.reference) for entry in entries[min(before, cut) : max(before, cut)]]
    if not crossed:
        return _("The cut stands where it stood.")
    names = {"names": ", ".join(crossed)}
    return _("Now above the cut: %(names)s.") % names if cut > before else _("Now below the cut: %(names)s.") % names


@login_required
@require_POST
def ranking_reorder(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The arbitration changes one place of a signed list."""

    def change(found: Ranking, given: dict[str, Any]) -> str:
        acts.change_order(found, given["entry"], position=given["position"], reason=given["reason"],
                          revision=given["revision"], at=request.received_at, by=request.standing)  # fmt: skip
        return _("The order is changed; the reason stands in the history and on the list.")

    return _kept(request, uid, ReorderForm(request.POST), change)


@login_required
@require_POST
def ranking_amount(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Whoever decides changes what one dossier would be granted."""

    def change(found: Ranking, given: dict[str, Any]) -> str:
        acts.change_amount(found, given["entry"], amount=given["amount"], revision=given["revision"],
                           at=request.received_at, by=request.standing)  # fmt: skip
        return _("The amount is changed; what the list costs each year follows.")

    return _kept(request, uid, AmountForm(request.POST), change)


def _kept(request: HouseRequest, uid: UUID, form: Form, act: Callable[[Ranking, dict[str, Any]], str]) -> HttpResponse:
    """Do what a small form asks of a list, say so, and back to it; or the list with what was typed, and why not."""
    found = _ranking(request, uid)
    if not form.is_valid():
        return _page(request, found, [str(error) for errors in form.errors.values() for error in errors], status=422)
    try:
        said = act(found, form.cleaned_data)
    except Refused as refused:
        return _page(request, _ranking(request, uid), refused.reasons, status=409)
    messages.success(request, said)
    return redirect(found)


@login_required
@require_POST
def ranking_agree(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The directorate agrees, or takes its agreement back."""
    found = _ranking(request, uid)
    try:
        acts.agree(found, is_agreed="agree" in request.POST, revision=_revision(request), at=request.received_at,
                   by=request.standing)  # fmt: skip
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    return redirect(found)


@login_required
@require_POST
def ranking_decide(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The institute draws its decisions, and begins their publication."""
    found = _ranking(request, uid)
    try:
        made = deciding_acts.close_decision(found, at=request.received_at, by=request.standing)
        release = prepare_release(found.call, made, title=f"{found.call.title}, {found.institute.name}",
                                  institute=found.institute, step=Step.INSTITUTE_DECISION, at=request.received_at,
                                  by=request.standing)  # fmt: skip
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect(found)
    return redirect(release)


class RankingActView(ReauthenticationRequired, TransitionView):
    """Signing, and reopening: who is there is asked again."""

    def get_subject(self) -> Ranking:
        return _ranking(self.request, self.kwargs["uid"])


def _ranking(request: HouseRequest, uid: UUID) -> Ranking:
    found = Ranking.objects.visible_to(request.standing).for_list().filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


# -- arbitration ---------------------------------------------------------------------------------------
_CALL = Prepared(lambda: Call.objects.filter(slug=Given("slug", CharField())))


@login_required
@GET_OR_POST
def arbitration(request: HouseRequest, slug: str) -> HttpResponse:
    """Every institute's list of one call, side by side under the envelopes; closing it draws the decisions."""
    if not request.standing.holds_nationally(Role.DERCI_OFFICER):
        raise Http404
    request.section = "ranking_list"
    call = _CALL.first(slug=slug)
    if call is None:
        raise Http404
    if Step.ARBITRATION not in call.rules.steps or call.pk in {one for one, _place in own_places(request.standing)}:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        try:
            made = deciding_acts.close_arbitration(call, at=request.received_at, by=request.standing)
            release = prepare_release(call, made, title=call.title, step=Step.ARBITRATION, at=request.received_at,
                                      by=request.standing)  # fmt: skip
            return redirect(release)
        except Refused as refused:
            problems = refused.reasons
    context = {
        "call": call,
        "rules": call.rules,
        "problems": problems,
        "now": request.received_at,
        **_lists(request, call),
    }
    return render(request, "evaluation/rankings/arbitration.html", context, status=409 if problems else 200)


def _lists(request: HouseRequest, call: Call) -> dict[str, Any]:
    """The lists of all institutes around their cuts, in a fixed number of queries."""
    rankings = rankings_of(call)
    know_not_own(rankings, request.standing)
    lists = around(call, rankings, shown_language())
    is_drawn, together = any(one.drawn for one in rankings), sums(found for _one, found in lists)
    write = Sections(shown_language(), get_token(request), back=reverse("arbitration", args=[call.slug]))
    return {
        "lists": [
            write.section(one, found, state_shown(one, one.roles_of(request.standing)),
                          can_cut=one.state == RankingState.SIGNED and not is_drawn) for one, found in lists
        ],
        "sums": together, "is_drawn": is_drawn,
        "years": write.budget_table(together["years"]) if len(lists) > 1 else "",
    }  # fmt: skip


@login_required
@GET_OR_POST
def envelope_list(request: HouseRequest) -> HttpResponse:
    """The envelopes one reads; the Derci and the institutes' directions write theirs."""
    from evaluation.forms.envelopes import EnvelopeForm

    if not request.standing.roles & STAFF:
        raise Http404
    form = EnvelopeForm(request.POST if request.method == "POST" else None, standing=request.standing)
    if request.method == "POST" and form.is_valid():
        form.save(at=request.received_at, by=request.standing)
        messages.success(request, _("The envelope is kept."))
        return redirect("envelope_list")
    rows = Envelope.objects.visible_to(request.standing).select_related("institute")
    context = {"envelopes": rows.order_by("-year", "institute__name", "instrument_slug"), "form": form}
    return render(request, "evaluation/rankings/envelopes.html", context, status=422 if form.errors else 200)
