"""The partners' part of a report: asked by its writers; written by a signed link, in English unless French chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from directory.requests import HouseRequest
from directory.standing import PARIS
from documents.link_language import in_english_unless_french
from documents.links import LinkRefused, read_link
from funding.actions import partner_parts as acts
from funding.actions.reporting import NotWriter
from funding.calendar import told_of
from funding.enums import OPEN_REPORTS
from funding.models import AwardPartner, PartnerPart, Report
from funding.models.partner_parts import PURPOSE
from funding.report_content import planned_for
from funding.report_pages import Asked
from funding.report_parts import GIVEN, TEAM, partner_parts
from proposals.autosave import WrittenElsewhere, answer
from workflow.engine import Refused
from workflow.views import REFUSED, UNREADABLE

GONE = 410


@login_required
@require_POST
def report_partner(request: HouseRequest, uid: UUID, partner: UUID) -> HttpResponse:
    """Send a partner the link to their part, or withdraw the one they have."""
    found = get_object_or_404(Report.objects.visible_to(request.standing).for_list(), uid=uid)
    asked = get_object_or_404(AwardPartner, award=found.award_id, uid=partner)
    try:
        if "withdraw" in request.POST:
            acts.withdraw_link(found, asked, at=request.received_at, by=request.standing)
            messages.success(request, _("The link gives nothing any more."))
        else:
            acts.ask_partner(found, asked, at=request.received_at, by=request.standing)
            messages.success(request, _("The link leaves for %(email)s.") % {"email": asked.lead_email})
    except NotWriter as absent:
        raise Http404 from absent
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    return redirect(f"{found.get_absolute_url()}#h-partners")


def part_behind(request: HouseRequest, token: str) -> PartnerPart:
    """The part of this link. Raises LinkRefused, whose text is a sentence for the reader."""
    link = read_link(token, PURPOSE, request.received_at)
    found = PartnerPart.objects.for_link().filter(pk=link.subject_id).first()
    if found is None:
        raise LinkRefused(_("Your part of this report is no longer asked. Write to the carrier if that surprises you."))
    return found


def by_link(view: Callable[[HouseRequest, PartnerPart, str], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """The part behind the token; a link that gives nothing says why, and gives back what was typed."""

    @wraps(view)
    def answered(request: HouseRequest, token: str) -> HttpResponse:
        try:
            part = part_behind(request, token)
        except LinkRefused as refused:
            typed = [request.POST[one.slug] for one in (TEAM, GIVEN) if request.POST.get(one.slug)]
            context = {"reason": str(refused), "typed": typed}
            return render(request, "funding/reports/link_refused.html", context, status=GONE)
        return view(request, part, token)

    return in_english_unless_french(answered)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def link_page(request: HouseRequest, part: PartnerPart, token: str) -> HttpResponse:
    """What is asked, for when, what was planned; the two texts, kept as they are typed. Usable several times."""
    return _sent(request, part, token) if request.method == "POST" else _shown(request, part, token)


def _sent(request: HouseRequest, part: PartnerPart, token: str) -> HttpResponse:
    """The form without script: each text is kept by itself; what cannot be kept stays as typed."""
    typed: dict[str, str] = {}
    reasons: list[str] = []
    conflicts: list[tuple[Any, WrittenElsewhere]] = []
    for one in partner_parts(part.report.kind):
        value, revision = request.POST.get(one.slug), request.POST.get(f"revision-{one.slug}", "")
        if value is None:
            continue
        number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
        try:
            acts.save_text(part, slug=one.slug, value=value, revision=number, at=request.received_at)
        except WrittenElsewhere as elsewhere:
            conflicts.append((one, elsewhere))
            typed[one.slug] = value
        except Refused as refused:
            reasons += [reason for reason in refused.reasons if reason not in reasons]
            typed[one.slug] = value
    if not typed:
        said = _("Thank you: your part is kept. You may change it here until the report is submitted.")
        messages.success(request, said)
        return redirect("report_link", token)
    fresh = PartnerPart.objects.for_link().get(pk=part.pk)
    is_over = fresh.report.state not in OPEN_REPORTS
    return _shown(request, fresh, token, typed=typed, reasons=reasons, conflicts=conflicts,
                  status=REFUSED if conflicts or is_over else UNREADABLE)  # fmt: skip


def _shown(request: HouseRequest, part: PartnerPart, token: str, *, typed: Mapping[str, str] | None = None,
           reasons: list[str] | None = None, conflicts: list[tuple[Any, WrittenElsewhere]] | None = None,
           status: int = 200) -> HttpResponse:  # fmt: skip
    report, typed = part.report, typed or {}
    is_open = report.state in OPEN_REPORTS
    first, last = told_of(report.kind, report.year, report.award.starts_on, report.award.ends_on)
    asked = [
        Asked(one, (typed if is_open else {}).get(one.slug, part.text_of(one)), part.revision_of(one),
              reverse("report_link_text", args=[token, one.slug]), [], "")
        for one in partner_parts(report.kind)
    ]  # fmt: skip
    context = {
        "part": part, "partner": part.partner, "report": report, "award": report.award, "rules": report.award.rules,
        "asked": asked, "token": token, "is_open": is_open, "first": first, "last": last, "comments": {},
        "planned": planned_for(report), "day": request.received_at.astimezone(PARIS).date(),
        "reasons": reasons or [], "conflicts": conflicts or [], "has_words": any(one.value for one in asked),
        # what came too late is given back to whoever typed it
        "late": [] if is_open else list(typed.values()),
    }  # fmt: skip
    return render(request, "funding/reports/link.html", context, status=status)


@require_POST
@never_cache
@in_english_unless_french
def link_text(request: HouseRequest, token: str, slug: str) -> JsonResponse:
    """Autosave: one text in, its new revision out. Every answer is JSON, also the refusals."""

    def save(value: Any, revision: int) -> int:
        try:
            part = part_behind(request, token)
            return acts.save_text(part, slug=slug, value=value, revision=revision, at=request.received_at)
        except LinkRefused as refused:
            raise Refused([str(refused), _("Copy your text before you leave this page.")]) from refused
        except KeyError as absent:
            raise Http404 from absent

    return answer(request, save, at=request.received_at, is_by_link=True)
