"""The pool of reviewers, and the page where they are invited to one dossier."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS, paris_today
from evaluation.access import REVIEW_STAFF, is_own
from evaluation.actions import inviting, reviewers
from evaluation.candidates import suggested
from evaluation.forms.reviewers import InvitationForm, NewReviewerForm, PauseForm, ProfileForm, WorksForm
from evaluation.histories import joined_by
from evaluation.models import Review, Reviewer
from evaluation.traits import papers_naming
from proposals.models import Dossier
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


@login_required
@require_safe
def reviewer_list(request: HouseRequest) -> HttpResponse:
    """The pool, searched by name, keyword or institution; load over all calls and institutes."""
    _staff_only(request)
    query = request.GET.get("q", "")[:200]
    found = Reviewer.objects.visible_to(request.standing).for_list().with_load().matching(query)
    if request.GET.get("free"):
        found = found.available(paris_today())
    found = found.order_by("person__last_name", "person__first_name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": query, "free": bool(request.GET.get("free")), "today": paris_today()}
    return render(request, "evaluation/reviewers/list.html", context)


@login_required
@GET_OR_POST
def reviewer_new(request: HouseRequest) -> HttpResponse:
    """Add somebody to the pool."""
    _staff_only(request)
    form = NewReviewerForm(request.POST if request.method == "POST" else None, is_staff=True,
                           initial={"most_at_once": 4, "is_active": True})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = reviewers.add_reviewer(**form.cleaned_data, at=request.received_at, by=request.standing)
            return redirect(made)
        except Refused as refused:
            form.add_error("email", refused.reasons)
    return render(request, "evaluation/reviewers/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@GET_OR_POST
def reviewer(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One profile: written by its owner and by the staff; the staff reads the load and the past answers too."""
    found = get_object_or_404(Reviewer.objects.visible_to(request.standing).for_list(), uid=uid)
    is_staff = bool(request.standing.roles & REVIEW_STAFF)
    form = ProfileForm(request.POST if request.method == "POST" else None, is_staff=is_staff, reviewer=found)
    if request.method == "POST" and form.is_valid():
        try:
            reviewers.change_reviewer(found, **form.cleaned_data, at=request.received_at, by=request.standing)
        except Refused as refused:
            form.add_error("orcid", refused.reasons)
        else:
            messages.success(request, _("The profile is kept."))
            return redirect(found)
    return _profile(request, found, form=form)


def _profile(request: HouseRequest, found: Reviewer, **given: Form) -> HttpResponse:
    """The page, with the form that was sent (`form`, `works_form`, `pause_form`) as it was typed."""
    is_staff = bool(request.standing.roles & REVIEW_STAFF)
    works = list(found.works.all())
    known = joined_by([found.person]).get(found.person_id, ())
    listed = {one.doi for one in works}
    papers = {paper.doi: paper for one in known for paper in papers_naming(found.person, one.publications)
              if paper.doi not in listed}  # fmt: skip
    asked = Review.objects.visible_to(request.standing).filter(reviewer=found).for_list().order_by("-invited_at")
    forms = {"form": given.get("form") or ProfileForm(is_staff=is_staff, reviewer=found),
             "works_form": given.get("works_form") or WorksForm(),
             "pause_form": given.get("pause_form") or PauseForm()}  # fmt: skip
    context = {
        "reviewer": found, **forms, "pauses": found.pauses.all(), "is_staff": is_staff,
        "reviews": list(asked[:PER_PAGE]) if is_staff else [], "now": request.received_at,
        "works": works, "known_works": list(papers.values()), "is_mine": found.person_id == request.standing.person_id,
    }  # fmt: skip
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "evaluation/reviewers/page.html", context, status=status)


@login_required
@require_POST
def reviewer_works(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Add the publications pasted, or take one away."""
    found = get_object_or_404(Reviewer.objects.visible_to(request.standing).for_list(), uid=uid)
    given: dict[str, Any] = {"at": request.received_at, "by": request.standing}
    removed = request.POST.get("remove", "")
    if removed:
        is_id = removed.isascii() and removed.isdigit() and len(removed) < 12
        if is_id and reviewers.remove_work(found, int(removed), **given):
            messages.success(request, _("The publication is taken away."))
        return redirect(f"{found.get_absolute_url()}#h-works")
    form = WorksForm(request.POST)
    if form.is_valid():
        try:
            number = reviewers.add_works(found, form.cleaned_data["works"], **given)
        except Refused as refused:
            form.add_error("works", refused.reasons)
        else:
            said = ngettext("%(count)d publication is added.", "%(count)d publications are added.", number)
            messages.success(request, said % {"count": number} if number else _("They were all there already."))
            return redirect(f"{found.get_absolute_url()}#h-works")
    return _profile(request, found, works_form=form)


@login_required
@require_POST
def reviewer_pause(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Add a pause."""
    found = get_object_or_404(Reviewer.objects.visible_to(request.standing).for_list(), uid=uid)
    form = PauseForm(request.POST)
    if form.is_valid():
        try:
            reviewers.pause(found, **form.cleaned_data, at=request.received_at, by=request.standing)
        except Refused as refused:
            form.add_error("ends", refused.reasons)
        else:
            messages.success(request, _("The pause is kept: no invitation leaves meanwhile."))
            return redirect(found)
    return _profile(request, found, pause_form=form)


@login_required
@GET_OR_POST
def review_invite(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Whom to invite to one dossier: those who match first, with what speaks for and against each."""
    rows = Dossier.objects.visible_to(request.standing).select_related("filing", "call", "version", "institute")
    dossier = get_object_or_404(rows, uid=uid)
    if not dossier.roles_of(request.standing) & inviting.INVITING or is_own(dossier, request.standing):
        raise Http404
    if dossier.state not in inviting.OPEN_TO_REVIEW:
        return redirect(dossier)
    due = (request.received_at + inviting.TO_WRITE).astimezone(PARIS).date()
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"due": due})
    if request.method == "POST" and form.is_valid() and _invited(request, dossier, form):
        return redirect(dossier)
    query = request.GET.get("q", "")[:200]
    context = {
        "dossier": dossier, "form": form, "q": query, "now": request.received_at,
        "suggested": suggested(dossier, query, paris_today()), "chosen": set(request.POST.getlist("reviewer")),
        "wanted": dossier.rules.evaluation.reviews,
    }  # fmt: skip
    return render(request, "evaluation/reviews/invite.html", context, status=422 if form.errors else 200)


def _invited(request: HouseRequest, dossier: Dossier, form: InvitationForm) -> bool:
    """Invite each that is ticked; one refusal holds up no other. True when nothing was refused."""
    uids = [uid for uid in map(_uuid, request.POST.getlist("reviewer")[:20]) if uid]
    chosen = list(Reviewer.objects.visible_to(request.standing).for_list().filter(uid__in=uids))
    if not chosen:
        form.add_error(None, _("Tick at least one person."))
        return False
    day = form.cleaned_data["due"]
    due = datetime.combine(day + timedelta(days=1), time(0), PARIS)
    for one in chosen:
        try:
            inviting.invite(dossier, one, due=due, at=request.received_at, by=request.standing,
                            passing_over=form.cleaned_data["passing_over"])  # fmt: skip
        except Refused as refused:
            form.add_error(None, [f"{one}: {reason}" for reason in refused.reasons])
        else:
            messages.success(request, _("%(name)s is invited by e-mail.") % {"name": one})
    return not form.errors


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _staff_only(request: HouseRequest) -> None:
    if not request.standing.roles & REVIEW_STAFF:
        raise Http404
