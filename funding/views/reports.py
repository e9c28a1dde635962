"""Reports: the list of one's own, the page where one is written part by part, the page where it is read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS
from funding.access import WRITERS, know_writers
from funding.actions import reporting
from funding.deciding import read_by
from funding.enums import OPEN_REPORTS, LineKind, ReportState
from funding.forms.reports import FORMS, ReturnForm
from funding.models import AwardMember, Report
from funding.partner_pages import know_parts, partner_rows
from funding.report_checks import balance, notified_in_all, problems, spent_in_all
from funding.report_content import content_of, planned_for
from funding.report_pages import asked_of, headings, rows_of
from funding.report_parts import Part, PartKind, parts
from funding.views.report_reading import comments_on, read
from proposals.autosave import NotKept, WrittenElsewhere, answer
from workflow.engine import MovedOn, Refused, offers
from workflow.views import TransitionView, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


@login_required
@require_safe
def report_list(request: HouseRequest) -> HttpResponse:
    """Reports to write, to correct, to read; a late one says so."""
    found = Report.objects.visible_to(request.standing).for_list()
    wanted = request.GET.get("state", "")
    day = request.received_at.astimezone(PARIS).date()
    where = read_by(request.standing, day) if request.GET.get("for") == "me" else None
    if where is not None:
        wanted, found = ReportState.SUBMITTED.value, found.to_read().filter(where)
    elif wanted in ReportState.values:
        found = found.filter(state=wanted)
    else:
        found = found.filter(state__in=(*OPEN_REPORTS, ReportState.SUBMITTED))
    page = Paginator(found.order_by("due_on", "award__reference", "kind"), PER_PAGE).get_page(request.GET.get("page"))
    know_writers(one.award for one in page.object_list)
    query = {"state": wanted} | ({"for": "me"} if where is not None else {}) if wanted else {}
    context = {"page": page, "now": request.received_at, "day": day, "states": ReportState.choices, "wanted": wanted,
               "open": OPEN_REPORTS, "is_mine": where is not None, "query": urlencode(query)}  # fmt: skip
    return render(request, "funding/reports/list.html", context)


@login_required
@GET_OR_POST
def report(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Written by its writers while it is open; read by all others, and by all once it is submitted."""
    found = _report(request, uid)
    if not (found.award.roles_of(request.standing) & WRITERS and found.state in OPEN_REPORTS):
        if request.method == "POST":
            raise Http404
        return read(request, found)
    return _sent(request, found) if request.method == "POST" else _write(request, found)


def _write(request: HouseRequest, found: Report, *, typed: dict[str, str] | None = None,
           refused: list[str] | None = None, conflicts: list[tuple[Part, WrittenElsewhere]] | None = None,
           status: int = 200) -> HttpResponse:  # fmt: skip
    know_parts(found, request.standing)
    content = content_of(found)
    context = _shown(request, found, content, typed) | {
        "refused": refused or [], "conflicts": conflicts or [], "comments": comments_on(found),
        "members": _members(request, found), "planned": planned_for(found), "can_copy": found.year > 1,
        "is_carrier": found.award.carrier_id == request.user.pk,
        "partners": partner_rows(found, request.standing, request.received_at),
    }  # fmt: skip
    return render(request, "funding/reports/writing.html", context, status=status)


def _shown(request: HouseRequest, found: Report, content: dict[str, Any],
           typed: dict[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
    has_money = bool(content["euros"])
    return {
        "report": found, "award": found.award, "rules": found.award.rules, "content": content,
        "asked": asked_of(found, content, typed), "rows": rows_of(found, content, typed), "columns": headings(found),
        "findings": list(problems(content, found.award.rules)), "now": request.received_at,
        "day": request.received_at.astimezone(PARIS).date(),
        "notified": notified_in_all(content) if has_money else None,
        "spent": spent_in_all(content) if has_money else None, "balance": balance(content) if has_money else None,
    }  # fmt: skip


def _members(request: HouseRequest, found: Report) -> list[AwardMember]:
    if found.award.carrier_id != request.user.pk:
        return []
    return list(found.award.members.filter(left_on=None).exclude(email="").order_by("last_name", "pk"))


def _sent(request: HouseRequest, found: Report) -> HttpResponse:
    """The whole form without script: each part is kept by itself, then it is submitted if that was asked."""
    typed, refused = {}, []
    conflicts: list[tuple[Part, WrittenElsewhere]] = []
    for part in parts(found.kind, found.year, found.award.rules):
        if part.kind is PartKind.LINES or part.slug not in request.POST:
            continue
        try:
            revision = int(request.POST.get(f"revision-{part.slug}") or 0)
            reporting.save_part(found, slug=part.slug, value=request.POST[part.slug], revision=revision,
                                at=request.received_at, by=request.standing)  # fmt: skip
        except ValueError:
            typed[part.slug] = request.POST[part.slug]
            refused.append(_("“%(part)s” did not arrive whole: save again.") % {"part": part.label})
        except WrittenElsewhere as elsewhere:
            typed[part.slug] = request.POST[part.slug]
            conflicts.append((part, elsewhere))
        except NotKept as problem:
            typed[part.slug] = request.POST[part.slug]
            refused += [f"{part.label} : {reason}" for reason in problem.reasons]
        except Refused as problem:
            return _write(request, _report(request, found.uid), typed=request.POST.dict(), refused=problem.reasons,
                          status=409)  # fmt: skip
    if refused or conflicts:
        return _write(request, _report(request, found.uid), typed=typed, refused=refused, conflicts=conflicts,
                      status=409 if conflicts else 422)  # fmt: skip
    if "submit" not in request.POST:
        messages.success(request, _("Everything typed here is kept."))
        return redirect(found)
    return _submit(request, found)


def _submit(request: HouseRequest, found: Report) -> HttpResponse:
    try:
        reporting.submit_report(found, at=request.received_at, by=request.standing)
    except MovedOn as moved_on:
        messages.info(request, " ".join(moved_on.reasons))
    except Refused as problem:
        return _write(request, _report(request, found.uid), refused=problem.reasons, status=409)
    else:
        messages.success(request, _("Your report is submitted. The institute reads it now."))
    return redirect(found)


@require_POST
@never_cache
def report_part(request: HouseRequest, uid: UUID, slug: str) -> JsonResponse:
    """Autosave: one part in, its new revision out."""

    def save(value: Any, revision: int) -> int:
        found = get_object_or_404(Report.objects.visible_to(request.standing), uid=uid)
        try:
            return reporting.save_part(found, slug=slug, value=value, revision=revision, at=request.received_at,
                                       by=request.standing)  # fmt: skip
        except (KeyError, reporting.NotWriter) as absent:
            raise Http404 from absent

    return answer(request, save, at=request.received_at)


@login_required
@GET_OR_POST
def report_line(request: HouseRequest, uid: UUID, kind: str, pk: int = 0) -> HttpResponse:
    """One line of a list: added (no `pk`), changed, or taken out."""
    found = _written(request, uid)
    form_class = FORMS.get(kind)
    if form_class is None:
        raise Http404
    present = found.lines.filter(kind=kind, pk=pk).first() if pk else None
    if pk and present is None and request.method != "POST":
        raise Http404
    if request.method == "POST" and "remove" in request.POST:
        reporting.remove_line(found, pk=pk, by=request.standing)
        return redirect(f"{found.get_absolute_url()}#list-{kind}")
    form = form_class(request.POST if request.method == "POST" else None, line=present)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reporting.save_line(found, kind=LineKind(kind), pk=pk or None, fields=form.columns(),
                                    revision=form.cleaned_data["revision"] or 0, by=request.standing)  # fmt: skip
            except Refused as problem:
                form.add_error(None, problem.reasons)
                form = _with_revision(form, problem)
                status = 409
            else:
                return redirect(f"{found.get_absolute_url()}#list-{kind}")
    context = {"report": found, "award": found.award, "form": form, "line": present, "kind": LineKind(kind),
               "back": f"{found.get_absolute_url()}#list-{kind}"}  # fmt: skip
    return render(request, "funding/reports/line.html", context, status=status)


def _with_revision(form: Any, problem: Refused) -> Any:
    """Sent again, it replaces what the other wrote, which the form now says."""
    current = getattr(problem, "current", None)
    if current is not None:
        form.data = {**form.data.dict(), "revision": str(current.revision)}
    return form


@login_required
@require_POST
def report_copy_young(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Take over last year's young researchers."""
    found = _written(request, uid)
    number = reporting.copy_young(found, by=request.standing)
    said = ngettext("One person taken over.", "%(count)d people taken over.", number) % {"count": number}
    messages.success(request, said if number else _("Last year’s report names nobody who is not here already."))
    return redirect(f"{found.get_absolute_url()}#list-{LineKind.YOUNG}")


@login_required
@require_POST
def report_writers(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The carrier shares the writing with a member, or no longer does."""
    found = _written(request, uid)
    member = get_object_or_404(AwardMember, award=found.award_id, pk=request.POST.get("member") or 0)
    try:
        reporting.let_write(member, is_writer="add" in request.POST, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        messages.success(request, _("It is recorded."))
    return redirect(f"{found.get_absolute_url()}#h-writers")


@login_required
@GET_OR_POST
def report_return(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Return a report with comments on named parts."""
    found = _report(request, uid)
    offered = next((one for one in offers(found, request.standing) if one.transition.name == "return"), None)
    if offered is None:
        return redirect(found)
    form = ReturnForm(request.POST if request.method == "POST" else None, report=found)
    context = {"report": found, "award": found.award, "form": form, "problems": offered.reasons}
    return act_by_form(
        request, form,
        lambda: reporting.return_report(found, comments=form.comments(), reason=form.cleaned_data["reason"],
                                        at=request.received_at, by=request.standing),
        page=lambda status: render(request, "funding/reports/return.html", context, status=status),
        done=_("The report is returned; its writers read your comments part by part."), to=found,
    )  # fmt: skip


class ReportActView(TransitionView):
    """Acts on a report that ask a reason at most; submitting and returning have their own pages."""

    def get_subject(self) -> Report:
        return _report(self.request, self.kwargs["uid"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        own = self._own()
        return redirect(own, kwargs["uid"]) if own else super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        own = self._own()
        return redirect(own, kwargs["uid"]) if own else super().post(request, *args, **kwargs)

    def _own(self) -> str:
        return {"submit": "report", "return": "report_return"}.get(self.kwargs["name"], "")


def _report(request: Any, uid: UUID) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.standing).for_page(), uid=uid)


def _written(request: HouseRequest, uid: UUID) -> Report:
    """A report this person writes, while it is open."""
    found = _report(request, uid)
    if not found.award.roles_of(request.standing) & WRITERS or found.state not in OPEN_REPORTS:
        raise Http404
    return found
