"""The campaign as the Derci and the institutes follow it: filed, admitted, reviews in, late; reminders previewed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from directory.enums import Role
from directory.requests import HouseRequest
from evaluation.access import REVIEW_STAFF, know_writers
from evaluation.actions.inviting import remind_reviewer
from evaluation.messages.reviews import ReviewReminder
from evaluation.models import Review
from evaluation.tallies import campaign_rows
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
MOST_AT_ONCE = 200


@login_required
@GET_OR_POST
def review_campaign(request: HouseRequest) -> HttpResponse:
    """Counts by call and institute, what is late, interests to rule on; a reminder is previewed, then sent."""
    if not request.standing.roles & REVIEW_STAFF:
        raise Http404
    late = Review.objects.visible_to(request.standing).late(request.received_at).for_list().order_by("due", "pk")
    if request.method == "POST":
        chosen = _chosen(request)
        if "send" in request.POST:
            return _sent(request, chosen)
        context = {"reminders": list(_previewed(chosen)), "now": request.received_at}
        return render(request, "evaluation/campaign/remind.html", context)
    page = Paginator(late, PER_PAGE).get_page(request.GET.get("page"))
    know_writers([one.dossier for one in page.object_list])
    to_rule = Review.objects.visible_to(request.standing).filter(state="to-rule").for_list()
    context = {
        "rows": campaign_rows(request.standing, request.received_at), "now": request.received_at,
        "page": page, "to_rule": to_rule.order_by("state_since", "pk")[:PER_PAGE], "to_rule_count": to_rule.count(),
        "can_remind": request.standing.holds(Role.INSTITUTE_OFFICER),
    }  # fmt: skip
    return render(request, "evaluation/campaign/page.html", context)


def _chosen(request: HouseRequest) -> list[Review]:
    """Those ticked that are late still; a forged id is nobody's."""
    uids = [uid for uid in map(_uuid, request.POST.getlist("review")[:MOST_AT_ONCE]) if uid]
    late = Review.objects.visible_to(request.standing).late(request.received_at)
    return list(late.filter(uid__in=uids).for_list().order_by("due", "pk"))


def _previewed(chosen: list[Review]) -> Iterator[tuple[Review, str, str]]:
    """Each with the subject and the sentence of its mail, in its reader's language."""
    mail = ReviewReminder()
    for one in chosen:
        with translation.override(one.person.language or "fr"):
            yield one, str(mail.subject_line(one)), str(mail.sentence(one))


def _sent(request: HouseRequest, chosen: list[Review]) -> HttpResponse:
    sent, refused = 0, []
    for one in chosen:
        try:
            sent += remind_reviewer(one, at=request.received_at, by=request.standing)
        except Refused as refusal:
            refused.append(f"{one.person}: {' '.join(refusal.reasons)}")
    if sent:
        said = ngettext("%(count)d reminder leaves now.", "%(count)d reminders leave now.", sent)
        messages.success(request, said % {"count": sent})
    elif not refused:
        said = ngettext("A reminder left less than a day ago: none leaves again.",
                        "Reminders left less than a day ago: none leaves again.", len(chosen))  # fmt: skip
        messages.info(request, said)
    for sentence in refused[:5]:
        messages.warning(request, sentence)
    return redirect("review_campaign")


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
