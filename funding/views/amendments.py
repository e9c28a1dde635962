"""Requests for changes of an action: asked on a form of their kind, decided by the approver of that kind; renewals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from funding.access import know_writers
from funding.actions import renewing
from funding.actions.amending import ASKING, ask_change
from funding.changes import said_change
from funding.deciding import office_of, offices_for
from funding.enums import AmendmentKind, AmendmentState, AwardState
from funding.forms.amendments import FORMS
from funding.models import Amendment, Award
from wording.languages import shown_language
from workflow.engine import Refused
from workflow.views import TransitionView, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


@login_required
@require_safe
def amendment_list(request: HouseRequest) -> HttpResponse:
    """Requests that wait for an answer, then those answered."""
    found = Amendment.objects.visible_to(request.standing).for_list()
    page = Paginator(found.order_by("decided_at", "-asked_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    know_writers(one.award for one in page.object_list)
    return render(request, "funding/amendments/list.html", {"page": page, "now": request.received_at})


@login_required
@GET_OR_POST
def amendment_new(request: HouseRequest, uid: UUID, kind: str = "") -> HttpResponse:
    """First which change, then its own form."""
    award = _award(request, uid)
    if not award.roles_of(request.standing) & ASKING or award.state == AwardState.CLOSED:
        raise Http404
    office = offices_for(award, request.standing.person_id)
    if not kind:
        kinds = [(one, office(one).label) for one in AmendmentKind]
        return render(request, "funding/amendments/choose.html", {"award": award, "kinds": kinds})
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST if request.method == "POST" else None, award=award)
    context = {"award": award, "form": form, "kind": AmendmentKind(kind), "approver": office(kind).label}
    return act_by_form(
        request, form,
        lambda: ask_change(award, kind=AmendmentKind(kind), data=form.change(), reason=form.cleaned_data["reason"],
                           token=form.cleaned_data["token"], at=request.received_at, by=request.standing),
        page=lambda status: render(request, "funding/amendments/new.html", context, status=status),
        done=_("Your request is made; who decides on it is told."),
    )  # fmt: skip


@login_required
@require_safe
def amendment(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What is asked, why, by whom; who decides."""
    found = _amendment(request, uid)
    is_open = found.state == AmendmentState.ASKED
    context = {
        "amendment": found, "award": found.award, "now": request.received_at, "is_open": is_open,
        "change": said_change(found, shown_language()), "approver": office_of(found).label if is_open else "",
    }  # fmt: skip
    return render(request, "funding/amendments/page.html", context)


class AmendmentActView(TransitionView):
    """Approving, refusing, withdrawing."""

    def get_subject(self) -> Amendment:
        return _amendment(self.request, self.kwargs["uid"])


@login_required
@require_POST
def award_renew(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Open the dossier that goes on after this action."""
    award = _award(request, uid)
    calls = renewing.open_calls(award, request.received_at, request.standing)
    call = next((one for one in calls if one.slug == request.POST.get("call")), None)
    if call is None:
        messages.error(
            request, _("No call of this instrument is open at this moment: its dates stand on the calls’ page.")
        )
        return redirect(award)
    try:
        dossier = renewing.open_renewal(award, call, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect(award)
    return redirect(dossier)


def _award(request: Any, uid: UUID) -> Award:
    return get_object_or_404(Award.objects.visible_to(request.standing).for_page(), uid=uid)


def _amendment(request: Any, uid: UUID) -> Amendment:
    return get_object_or_404(Amendment.objects.visible_to(request.standing).for_list(), uid=uid)
