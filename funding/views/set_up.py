"""The set-up year: its clock, the parties, the convention and who writes it, what a dedicated unit will have."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS
from documents.intake import IntakeRefused
from documents.uploads import is_cut
from documents.views import file_response
from funding.actions import set_up as acts
from funding.forms.set_up import AssignmentForm, ConventionForm, PartyForm, PenForm, ResourcesForm, VersionForm
from funding.letters_access import FOLLOWING, READERS
from funding.models import ConventionVersion, Party, SetUp, StaffAssignment
from funding.views.letters import TOO_LARGE
from proposals.access import STAFF, WRITERS
from proposals.models import Dossier
from workflow.engine import Refused
from workflow.history import timeline
from workflow.views import REFUSED, UNREADABLE, ReasonForm, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def set_up_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Everything about the set-up, on one page."""
    return _page(request, _set_up(request, uid))


def _page(request: HouseRequest, found: SetUp, reasons: list[str] | None = None, status: int = 200,
          typed: str = "") -> HttpResponse:  # fmt: skip
    dossier = found.dossier
    roles = dossier.roles_of(request.standing)
    is_open = dossier.state in acts.OPEN
    follows = is_open and bool(roles & FOLLOWING) and not roles & WRITERS
    parties = list(found.parties.filter(removed_at=None))
    rules = dossier.rules
    context = {
        "set_up": found, "dossier": dossier, "parties": parties, "follows": follows, "reasons": reasons or [],
        "may_write": is_open and bool(roles & (FOLLOWING | WRITERS)), "is_open": is_open, "now": request.received_at,
        "ends": ends_at(found), "versions": list(found.versions.select_related("file", "party", "sent_by")),
        "comments": list(found.comments.select_related("author")), "typed": typed,
        "token": uuid4(), "pen_form": PenForm(set_up=found, initial={"party": found.pen_id}) if follows else None,
        "staff": list(found.staff.all()), "history": _history(found) if roles & STAFF else [],
        "lines": _planned(found), "may_have_dedicated": rules.dedicated_unit is not None,
        "signed": sum(one.signed_on is not None for one in parties),
    }  # fmt: skip
    return render(request, "funding/set_up/page.html", context, status=status)


def ends_at(found: SetUp) -> datetime:
    """The end of the last day, in Paris: what the countdown counts to."""
    from datetime import timedelta

    return datetime.combine(found.ends_on + timedelta(days=1), time(), tzinfo=PARIS)


def _planned(found: SetUp) -> list[tuple[Any, list[tuple[int, Decimal]], Decimal]]:
    """(line of the rules, its years, its total) of the own resources planned."""
    rules = found.dossier.rules.dedicated_unit
    rows = list(found.resources.all())
    planned = []
    for line in rules.lines if rules else ():
        cells = [(one.year, one.euros) for one in rows if one.line == line.slug]
        if cells:
            planned.append((line, cells, sum((euros for _year, euros in cells), Decimal(0))))
    return planned


def _history(found: SetUp) -> list[tuple[Any, str]]:
    return [(row, str(SetUp.acts.get(row.act, row.act))) for row in timeline(found)]


@login_required
@GET_OR_POST
def party(request: HouseRequest, uid: UUID, pk: int | None = None) -> HttpResponse:
    """Add or correct a party; its signature is dated here."""
    found = _followed(request, uid)
    line = get_object_or_404(Party, set_up=found, pk=pk, removed_at=None) if pk else None
    form = PartyForm(request.POST if request.method == "POST" else None, line=line)
    return _form(
        request, found, form, title=line.institution if line else _("Add a party"), button=_("Save the party"),
        act=lambda fields: acts.keep_party(found, fields=fields, party=line, at=request.received_at,
                                           by=request.standing),
    )  # fmt: skip


@login_required
@GET_OR_POST
def party_remove(request: HouseRequest, uid: UUID, pk: int) -> HttpResponse:
    """Take a party out, with the reason."""
    found = _followed(request, uid)
    line = get_object_or_404(Party, set_up=found, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, needed=True)
    return _form(
        request, found, form, title=_("Take %(party)s out of the convention") % {"party": line},
        button=_("Take out"),
        act=lambda fields: acts.remove_party(line, reason=fields["reason"], at=request.received_at,
                                             by=request.standing),
    )  # fmt: skip


@login_required
@require_POST
def pen(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Hand the pen over."""
    found = _followed(request, uid)
    form = PenForm(request.POST, set_up=found)
    if not form.is_valid():
        return _page(request, found, [str(error) for error in form.errors["party"]], UNREADABLE)
    try:
        acts.hand_pen(found, party=form.cleaned_data["party"], at=request.received_at, by=request.standing)
    except Refused as refused:
        return _page(request, found, refused.reasons, REFUSED)
    messages.success(request, _("%(party)s holds the pen now.") % {"party": form.cleaned_data["party"]})
    return redirect(found)


@login_required
@GET_OR_POST
def version(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Another version of the convention."""
    found = _set_up(request, uid)
    if not found.dossier.roles_of(request.standing) & (FOLLOWING | WRITERS):
        raise Http404
    form = VersionForm(request.POST if request.method == "POST" else None, set_up=found)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        status, file = UNREADABLE, request.FILES.get("file")
        try:
            if is_cut(request):
                raise IntakeRefused("too-large", most=settings.UPLOAD_MOST_BYTES)
            if file is None:
                raise Refused([_("Choose a file on your machine first.")])
            if form.is_valid():
                acts.add_version(found, file=file, at=request.received_at, by=request.standing, **form.cleaned_data)
                messages.success(request, _("The version is received; it is being checked."))
                return redirect(found)
        except Refused as refused:
            errors = refused.reasons
            is_large = isinstance(refused, IntakeRefused) and refused.slug == "too-large"
            status = TOO_LARGE if is_large else UNREADABLE
    context = {"dossier": found.dossier, "form": form, "title": _("Add a version of the convention"), "back": found,
               "button": _("Send the version"), "has_file": True, "errors": errors, "explained": ""}  # fmt: skip
    return render(request, "funding/formalisation/form.html", context, status=status)


@login_required
@require_safe
def version_file(request: HouseRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A version of the convention, for those who read the set-up."""
    found = _set_up(request, uid)
    kept = get_object_or_404(ConventionVersion.objects.select_related("file"), set_up=found, file__uid=file)
    return file_response(request, kept.file)


@login_required
@require_POST
def comment(request: HouseRequest, uid: UUID) -> HttpResponse:
    """A word about the convention."""
    found = _set_up(request, uid)
    typed = request.POST.get("text", "")
    try:
        acts.comment(found, text=typed, token=_uuid(request.POST.get("token", "")), at=request.received_at,
                     by=request.standing)  # fmt: skip
    except Refused as refused:
        return _page(request, found, refused.reasons, UNREADABLE, typed=typed[: 2 * acts.LONGEST])
    return redirect(f"{found.get_absolute_url()}#h-comments")


@login_required
@GET_OR_POST
def convention(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The date of the convention and the unit of the laboratory."""
    found = _followed(request, uid)
    form = ConventionForm(request.POST if request.method == "POST" else None, set_up=found)
    return _form(
        request, found, form, title=_("Convention and unit"), button=_("Save"),
        act=lambda fields: acts.settle_convention(found, at=request.received_at, by=request.standing, **fields),
    )  # fmt: skip


@login_required
@GET_OR_POST
def resources(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Own resources of the dedicated unit, line by line and year by year."""
    found = _followed(request, uid)
    if not found.is_dedicated or found.dossier.rules.dedicated_unit is None:
        raise Http404
    form = ResourcesForm(request.POST if request.method == "POST" else None, set_up=found)
    status, reasons = 200, []
    if request.method == "POST":
        status = UNREADABLE
        if form.is_valid():
            try:
                acts.plan_resources(found, cells=form.cells(), at=request.received_at, by=request.standing)
            except Refused as refused:
                status, reasons = REFUSED, refused.reasons
            else:
                messages.success(request, _("The own resources are planned."))
                return redirect(found)
    context = {"set_up": found, "dossier": found.dossier, "form": form, "rows": form.rows(), "years": form.years,
               "reasons": reasons, "text": found.dossier.rules.dedicated_unit.text}  # fmt: skip
    return render(request, "funding/set_up/resources.html", context, status=status)


@login_required
@GET_OR_POST
def assignment(request: HouseRequest, uid: UUID, pk: int | None = None) -> HttpResponse:
    """Somebody assigned to the dedicated unit."""
    found = _followed(request, uid)
    line = get_object_or_404(StaffAssignment, set_up=found, pk=pk) if pk else None
    form = AssignmentForm(request.POST if request.method == "POST" else None, line=line)
    return _form(
        request, found, form, title=line.name if line else _("Add an assignment"), button=_("Save the assignment"),
        act=lambda fields: acts.keep_assignment(found, fields=fields, line=line, at=request.received_at,
                                                by=request.standing),
    )  # fmt: skip


@login_required
@require_POST
def assignment_remove(request: HouseRequest, uid: UUID, pk: int) -> HttpResponse:
    """Take an assignment out."""
    found = _followed(request, uid)
    line = get_object_or_404(StaffAssignment.objects.select_related("set_up"), set_up=found, pk=pk)
    try:
        acts.remove_assignment(line, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.info(request, " ".join(refused.reasons))
    return redirect(found)


def _form(request: HouseRequest, found: SetUp, form: Any, *, title: str, button: str, act: Any) -> HttpResponse:
    """A page that asks; refused, it keeps what was typed."""
    context = {"dossier": found.dossier, "form": form, "title": title, "button": button, "back": found,
               "explained": ""}  # fmt: skip
    return act_by_form(
        request, form, lambda: act(form.cleaned_data), done=_("It is kept."), to=found,
        page=lambda status: render(request, "funding/formalisation/form.html", context, status=status),
    )  # fmt: skip


def _set_up(request: HouseRequest, uid: UUID) -> SetUp:
    """The set-up of a dossier, for those who read it."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_list(), uid=uid)
    if not dossier.roles_of(request.standing) & READERS:
        raise Http404
    found = get_object_or_404(SetUp.objects.select_related("pen", "unit"), dossier=dossier)
    found.dossier = dossier
    return found


def _followed(request: HouseRequest, uid: UUID) -> SetUp:
    """The set-up, for those who follow it while it runs."""
    found = _set_up(request, uid)
    roles = found.dossier.roles_of(request.standing)
    if not roles & FOLLOWING or roles & WRITERS or found.dossier.state not in acts.OPEN:
        raise Http404
    return found


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()
