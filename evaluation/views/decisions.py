"""Publications of results, decisions with their letters, the collège, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.mixins import ReauthenticationRequired
from directory.requests import HouseRequest
from documents.views import rendering_response
from evaluation.access import know_not_own
from evaluation.actions import afterwards, releasing
from evaluation.actions import decisions as acts
from evaluation.enums import DecisionState, ReleaseState
from evaluation.forms.decisions import AnswerForm, AppealForm, CollegeForm, ReasonsForm, SignForm
from evaluation.letters import letter_of
from evaluation.loose import batches, firsts, left
from evaluation.models import Appeal, Decision, DecisionLetter, Release
from evaluation.pdf import letter_context
from instruments.steps import Step
from proposals.access import WRITERS
from proposals.enums import DossierState
from proposals.models import Dossier
from proposals.reading import report
from proposals.receipts import read_code
from wording.languages import shown_language
from workflow.engine import Refused, offers
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
READERS = frozenset({
    Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR, Role.PRESIDENT,
    Role.COLLEGE_SECRETARY,
})  # fmt: skip


@login_required
@require_safe
def release_list(request: HouseRequest) -> HttpResponse:
    """Publications in hand and past."""
    if not request.standing.roles & READERS:
        raise Http404
    found = list(Release.objects.visible_to(request.standing).select_related("call", "institute", "signed_by"))
    know_not_own(found, request.standing)
    context = {
        "releases": found, "now": request.received_at, "batches": batches(request.standing),
        "callable": firsts(left(request.standing).lists, request.standing),
    }  # fmt: skip
    return render(request, "evaluation/releases/list.html", context)


@login_required
@require_safe
def release(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What is published together: every decision, what is not ready, who signs and when."""
    found = _release(request, uid)
    return _page(request, found, SignForm(initial={"planned_at": found.planned_at}), [])


def _page(request: HouseRequest, found: Release, form: SignForm, problems: list[str],
          status: int = 200) -> HttpResponse:  # fmt: skip
    decisions = list(found.decisions.in_force().for_list())
    offered = offers(found, request.standing)
    sign = next((one for one in offered if one.transition.name == "sign"), None)
    context = {
        "release": found, "decisions": decisions, "form": form, "problems": problems, "now": request.received_at,
        "can_sign": sign is not None and found.signs in found.roles_of(request.standing),
        "other_acts": [{"label": one.transition.label, "url": found.get_transition_url(one.transition.name)}
                       for one in offered if one is not sign],
        "not_ready": sign.reasons if sign else [],
        "signs": Role(found.signs).label,
        "can_change": found.state == ReleaseState.PREPARED,
        "cost": sum((one.amount for one in decisions if one.amount), 0),
    }  # fmt: skip
    return render(request, "evaluation/releases/page.html", context, status=status)


class SignView(ReauthenticationRequired, View):
    """The person in office signs: who is there is asked again."""

    http_method_names = ["post"]

    def post(self, request: Any, uid: UUID) -> HttpResponse:
        """Sign, for an hour of Paris or at once."""
        found = _release(request, uid)
        form = SignForm(request.POST)
        if not form.is_valid():
            return _page(request, found, form, [], status=422)
        try:
            releasing.sign_release(found, planned_at=form.cleaned_data["planned_at"], at=request.received_at,
                                   by=request.standing)  # fmt: skip
        except Refused as refused:
            return _page(request, found, form, refused.reasons, status=409)
        messages.success(request, _("Signed. The results leave together at the hour chosen."))
        return redirect(found)


class ReleaseActView(TransitionView):
    """Holding or giving up a publication, with a reason."""

    def get_subject(self) -> Release:
        return _release(self.request, self.kwargs["uid"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Signing has its own form on the page of the publication."""
        return redirect(self.get_subject()) if kwargs["name"] == "sign" else super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.get_subject()) if kwargs["name"] == "sign" else super().post(request, *args, **kwargs)


def _release(request: HouseRequest, uid: UUID) -> Release:
    found = Release.objects.visible_to(request.standing).select_related("call", "institute", "signed_by")
    return get_object_or_404(found, uid=uid)


# -- one decision --------------------------------------------------------------------------------------
@login_required
@GET_OR_POST
def decision(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The reasons, written in both languages, and the letter as it will leave."""
    found = _decision(request, uid)
    if request.method != "POST":
        return _decision_page(request, found)
    form = ReasonsForm(request.POST)
    if form.is_valid():
        try:
            acts.change_decision(found, **form.cleaned_data, by=request.standing)
        except Refused as refused:
            form = _again(form, found.pk, refused.reasons)
        else:
            messages.success(request, _("The reasons are kept; the letters below show them."))
            return redirect("decision", uid)
    return _decision_page(request, found, form=form)


def _decision_page(request: HouseRequest, found: Decision, *, form: ReasonsForm | None = None,
                   appeal: AppealForm | None = None, answers: Mapping[int, AnswerForm] | None = None,
                   ) -> HttpResponse:  # fmt: skip
    """The page, with the form that was sent as it was typed; `answers`: by the appeal they answer."""
    is_open = found.state == DecisionState.PREPARED and (
        found.release is None or found.release.state == ReleaseState.PREPARED
    )
    given = {"reasons_fr": found.reasons_fr, "reasons_en": found.reasons_en, "revision": found.revision}
    reasons = form or ReasonsForm(initial=given)
    letter = getattr(found, "letter", None)
    content = letter.content if letter else letter_of(found, request.received_at)
    context = {
        "decision": found, "dossier": found.dossier, "form": reasons, "is_open": is_open, "letter_row": letter,
        "previews": [(language, letter_context(content, language)) for language in ("fr", "en")],
        "appeals": [(one, (answers or {}).get(one.pk) or AnswerForm(auto_id=f"{one.uid}-%s"))
                    for one in found.appeals.all()],
        "appeal_form": appeal or AppealForm(), "now": request.received_at,
        "can_answer": bool(found.dossier.roles_of(request.standing) & {Role.INSTITUTE_DIRECTION, Role.DERCI_DIRECTOR,
                                                                      Role.DERCI_OFFICER}),
    }  # fmt: skip
    is_refused = bool(reasons.errors or appeal or answers)
    return render(request, "evaluation/releases/decision.html", context, status=409 if is_refused else 200)


def _again(form: ReasonsForm, pk: int, reasons: list[str]) -> ReasonsForm:
    """What was typed, over the present revision: sent again, it replaces what the letters beside show."""
    revision = str(Decision.objects.values_list("revision", flat=True).get(pk=pk))
    made = ReasonsForm({name: form.data.get(name, "") for name in form.fields} | {"revision": revision})
    made.add_error(None, reasons)
    return made


def _decision(request: HouseRequest, uid: UUID) -> Decision:
    found = Decision.objects.visible_to(request.standing).select_related(
        "dossier__version", "dossier__carrier", "dossier__call", "dossier__institute", "dossier__filing", "release",
        "letter",
    )  # fmt: skip
    return get_object_or_404(found, uid=uid)


@login_required
@require_POST
def decision_appeal(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Record an appeal on procedure."""
    found, form = _decision(request, uid), AppealForm(request.POST)
    if form.is_valid() and _is_done(request, form, lambda: afterwards.receive_appeal(
            found, grounds=form.cleaned_data["grounds"], at=request.received_at, by=request.standing)):  # fmt: skip
        return redirect("decision", uid)
    return _decision_page(request, found, appeal=form)


@login_required
@require_POST
def appeal_answer(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Answer an appeal, once."""
    appeal = get_object_or_404(Appeal.objects.select_related("decision__dossier"), uid=uid)
    found, form = _decision(request, appeal.decision.uid), AnswerForm(request.POST, auto_id=f"{appeal.uid}-%s")
    if form.is_valid() and _is_done(request, form, lambda: afterwards.answer_appeal(
            appeal, **form.cleaned_data, at=request.received_at, by=request.standing)):  # fmt: skip
        return redirect("decision", found.uid)
    return _decision_page(request, found, answers={appeal.pk: form})


@login_required
@require_POST
def decision_call(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Select the first of the reserve list."""
    found = _decision(request, uid)
    granted = _inside(found.dossier)
    try:
        made = afterwards.call_from_reserve(found, amount=granted, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("decision", uid)
    messages.success(request, _("Its decision is prepared; it leaves once signed."))
    return redirect(made.release or "release_list")


def _inside(dossier: Dossier) -> Decimal:
    """What was asked, brought inside the instrument's bounds."""
    bounds, asked = dossier.rules.credits, dossier.asked or Decimal(0)
    lowest = max(asked, Decimal(bounds.minimum or 0))
    return min(lowest, Decimal(bounds.maximum)) if bounds.maximum is not None else lowest


def _is_done(request: HouseRequest, form: Form, act: Callable[[], object]) -> bool:
    """Do it and say so; or put on the form why not."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, refused.reasons)
        return False
    messages.success(request, _("It is recorded."))
    return True


# -- letters -------------------------------------------------------------------------------------------
@login_required
@require_safe
def decision_letter(request: HouseRequest, uid: UUID, language: str) -> HttpResponseBase:
    """The letter as PDF: for those who carry and write the dossier, and those who decide."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing), uid=uid)
    letter = _letter_of(dossier)
    is_reader = dossier.roles_of(request.standing) & (WRITERS | READERS)
    if letter is None or not is_reader:
        raise Http404
    return rendering_response(request, "decision-letter", letter.code, language)


def _letter_of(dossier: Dossier) -> DecisionLetter | None:
    found = DecisionLetter.objects.filter(decision__dossier=dossier.pk, decision__state=DecisionState.RELEASED)
    return found.order_by("-made_at").first()


@require_safe
def letter_check(request: HouseRequest, code: str) -> HttpResponse:
    """Whether a letter with this code was given here: reference, outcome's date and hash, no more."""
    letter = DecisionLetter.objects.filter(code=read_code(code)).first()
    context = {"letter": letter, "typed": code[:100]}
    return render(request, "evaluation/releases/check.html", context, status=200 if letter else 404)


# -- the collège ---------------------------------------------------------------------------------------
@login_required
@require_safe
def college_list(request: HouseRequest) -> HttpResponse:
    """The dossiers before the collège de direction."""
    if not request.standing.holds_nationally(Role.COLLEGE_SECRETARY):
        raise Http404
    states = (DossierState.BEFORE_COLLEGE, DossierState.COLLEGE_DECIDED)
    rows = Dossier.objects.visible_to(request.standing).filter(state__in=states).order_by("state_since", "pk")
    dossiers = list(rows.select_related("call", "version", "carrier", "institute").defer("version__rules"))
    context = {"dossiers": [(one, one.current_state) for one in dossiers], "now": request.received_at}
    return render(request, "evaluation/college/list.html", context)


@login_required
@GET_OR_POST
def college_decide(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Record what the collège decided of one dossier, then publish it."""
    if not request.standing.holds_nationally(Role.COLLEGE_SECRETARY):
        raise Http404
    found = Dossier.objects.visible_to(request.standing)
    dossier = get_object_or_404(found.select_related("filing", "version", "call", "institute", "carrier"), uid=uid)
    if dossier.state != DossierState.BEFORE_COLLEGE:
        return redirect("college_list")
    form = CollegeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.record_college(dossier, **form.cleaned_data, at=request.received_at, by=request.standing)
            release = releasing.prepare_release(dossier.call, [made], title=str(dossier), step=Step.COLLEGE,
                                                at=request.received_at, by=request.standing)  # fmt: skip
            return redirect(release)
        except Refused as refused:
            form.add_error(None, refused.reasons)
    language = shown_language()
    content = dossier.filing.content if dossier.filing else {}
    context = {"dossier": dossier, "form": form, "now": request.received_at, "content": content, "papers": [],
               "report": report(dossier.rules, content, language)}  # fmt: skip
    return render(request, "evaluation/college/decide.html", context, status=422 if form.errors else 200)
