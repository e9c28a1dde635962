"""The pages of the unit's director: the queue, one dossier, several at once with a preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from proposals.actions import visas as actions
from proposals.checked import checked
from proposals.content import content_of
from proposals.enums import VisaOpinion, VisaState
from proposals.facts import asked_of_cnrs
from proposals.filed import told
from proposals.forms.visas import VisaForm
from proposals.models import Dossier, Visa
from proposals.reading import papers, report, said_refused, said_verdicts
from proposals.remedies import remedy
from wording.languages import shown_language
from workflow.engine import MovedOn, Refused
from workflow.views import TransitionView

PER_PAGE = 50
MOST_AT_ONCE = 100
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
HEADS = (Role.UNIT_DIRECTOR, Role.INSTITUTE_DIRECTION)


@login_required
@require_safe
def visa_queue(request: HouseRequest) -> HttpResponse:
    """What awaits an opinion, across instruments; what is shown early; what was given."""
    _heads_alone(request)
    mine = Visa.objects.of_head(request.standing)
    tabs = {"": mine.awaiting(), "early": mine.shown_early(), "given": mine.given()}
    chosen = request.GET.get("tab", "")
    chosen = chosen if chosen in tabs else ""
    page = Paginator(tabs[chosen].for_list(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": chosen,
        "tabs": [(slug, label, tabs[slug].count()) for slug, label in _tab_labels()],
        "page": page,
        "rows": [_row(visa) for visa in page],
        "query": f"tab={chosen}" if chosen else "",
        "now": request.received_at,
    }
    return render(request, "proposals/visas/queue.html", context)


@login_required
@GET_OR_POST
def visa(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One dossier as filed (or as shown early), and the three opinions."""
    found = Visa.objects.of_head(request.standing).for_list().filter(uid=uid).first()
    if found is None:
        return _looking_on(request, uid)
    if found.state == VisaState.SUPERSEDED:
        return _replaced(request, found)
    sent = request.POST if request.method == "POST" else None
    form = VisaForm(sent, initial={"opinion": found.opinion, "comment": found.comment})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_visa(found, **form.cleaned_data, at=request.received_at, by=request.standing)
        except MovedOn as moved_on:
            messages.info(request, " ".join(moved_on.reasons))
            return redirect(found)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Your opinion is given. The carrier and the institute are told."))
            return redirect("visa_queue")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "proposals/visas/visa.html", _page(request, found, form), status=status)


def _looking_on(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The officer, told that an opinion is late, does not give it: they read the dossier."""
    if request.method == "POST":
        raise Http404
    return redirect(
        get_object_or_404(Visa.objects.visible_to(request.standing).select_related("dossier"), uid=uid).dossier
    )


def _replaced(request: HouseRequest, found: Visa) -> HttpResponse:
    """Filed again, no longer shown, or over: to what is asked now, else to what may still be read of the dossier."""
    if request.method == "POST":
        messages.info(request, _("This request was replaced or taken away meanwhile: your opinion was not recorded."))
    asked_now = Visa.objects.of_head(request.standing).in_force().filter(dossier=found.dossier_id).first()
    if asked_now is not None:
        return redirect(asked_now)
    is_readable = Dossier.objects.visible_to(request.standing).filter(pk=found.dossier_id).exists()
    return redirect(found.dossier if is_readable else "visa_queue")


@login_required
@GET_OR_POST
def visa_several(request: HouseRequest) -> HttpResponse:
    """The same opinion on several dossiers: compared side by side, then given after a preview."""
    _heads_alone(request)
    data = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(request, data.getlist("visa"))
    if not chosen:
        messages.info(request, _("Tick the dossiers first: none that awaits your opinion was chosen."))
        return redirect("visa_queue")
    form = VisaForm(request.POST if request.method == "POST" else None)
    is_confirmed = request.method == "POST" and form.is_valid() and "confirm" in request.POST
    if is_confirmed:
        done = actions.give_visas(chosen, **form.cleaned_data, at=request.received_at, by=request.standing)
        _say(request, done)
        return redirect("visa_queue")
    is_preview = request.method == "POST" and form.is_valid()
    context = {
        "rows": [_row(one) for one in chosen],
        "form": form,
        "is_preview": is_preview,
        "opinion": VisaOpinion(form.cleaned_data["opinion"]).label if is_preview else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "proposals/visas/several.html", context, status=status)


@login_required
@require_POST
def visa_remind(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The institute's officer, or the carrier, has the director reminded."""
    found = _to_remind(request, uid)
    try:
        is_sent = actions.remind_director(found, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.info(request, " ".join(refused.reasons))
    else:
        if is_sent:
            messages.success(request, _("A reminder leaves for the unit’s director."))
        else:
            messages.info(request, _("The director was reminded less than a day ago: nothing more was sent."))
    return redirect(found.dossier)


@login_required
@require_POST
def visa_show(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The carrier shows the draft to the director before filing, or no longer."""
    dossier = get_object_or_404(Dossier.objects.written_by(request.standing), uid=uid)
    act = actions.hide_from_director if "hide" in request.POST else actions.show_to_director
    try:
        act(dossier, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    else:
        said = _("The director no longer reads the draft.") if "hide" in request.POST else _(
            "The unit’s director reads the draft from now on; the opinion itself is asked when you file."
        )  # fmt: skip
        messages.success(request, said)
    return redirect(dossier)


class VisaActView(TransitionView):
    """Waiving the opinion: the officer's act, with a reason."""

    def get_subject(self) -> Visa:
        found = Visa.objects.visible_to(self.request.standing).for_list()
        return get_object_or_404(found, uid=self.kwargs["uid"])

    def get_success_url(self, subject: Any) -> Any:
        return subject.dossier


def _heads_alone(request: HouseRequest) -> None:
    """These pages are for those who give opinions; nobody else finds them."""
    if not any(request.standing.holds(role) for role in HEADS):
        raise Http404


def _page(request: HouseRequest, found: Visa, form: VisaForm) -> dict[str, Any]:
    """What the opinion is about: the version filed, or the draft as it is now, with its documents and verdicts."""
    dossier = found.dossier
    content = found.filing.content if found.filing else content_of(Dossier.objects.for_content().get(pk=dossier.pk))
    language, said, judged = shown_language(), told(dossier.rules, content), checked(dossier.rules, content)
    # a draft shown early, or a version that another has replaced, is not what a completion would mend
    is_standing = found.filing_id is not None and found.filing_id == dossier.filing_id
    return {
        "remedy": remedy(dossier, judged, {Role.UNIT_DIRECTOR}, request.received_at) if is_standing else None,
        "visa": found, "dossier": dossier, "told": said, "report": report(dossier.rules, content, language),
        "papers": papers(dossier.rules, content, language), "paper_url": f"{dossier.get_absolute_url()}files/",
        "verdicts": said_verdicts(judged), "refused": said_refused(dossier.rules, judged, language),
        "refused_files": judged.files, "form": form, "can_give": found.state == VisaState.ASKED,
        # a completion takes the place of the version on which the opinion is asked
        "is_former": found.filing_id is not None and found.filing_id != dossier.filing_id,
        "now": request.received_at,
    }  # fmt: skip


def _row(found: Visa) -> dict[str, Any]:
    """What is compared from one dossier to the next; a draft shown early says less."""
    content = found.filing.content if found.filing else None
    return {
        "visa": found,
        "dossier": found.dossier,
        "asked": asked_of_cnrs(content) if content else None,
        "partners": content["partners"] if content else [],
        "keywords": content["answers"].get("keywords", []) if content else [],
        "months": content["months"] if content else found.dossier.months,
    }


def _chosen(request: HouseRequest, typed: list[str]) -> list[Visa]:
    """Those of the ticked ones that still await this person; a forged id is nobody's."""
    uids = [uid for uid in map(_uuid, typed[:MOST_AT_ONCE]) if uid]
    return list(Visa.objects.of_head(request.standing).awaiting().for_list().filter(uid__in=uids))


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _to_remind(request: HouseRequest, uid: UUID) -> Visa:
    """The officer's, or the carrier's own."""
    by_office = Visa.objects.visible_to(request.standing).filter(uid=uid).for_list().first()
    if by_office and Role.INSTITUTE_OFFICER in by_office.roles_of(request.standing):
        return by_office
    own = Visa.objects.filter(dossier__carrier=request.standing.person_id).for_list()
    return get_object_or_404(own, uid=uid)


def _say(request: HouseRequest, done: list[actions.Given]) -> None:
    given = [one for one in done if not one.reasons]
    if given:
        said = ngettext("%(count)d opinion is given.", "%(count)d opinions are given.", len(given))
        messages.success(request, said % {"count": len(given)})
    for one in done:
        if one.reasons:
            messages.warning(request, f"{one.visa.dossier}: {' '.join(one.reasons)}")


def _tab_labels() -> tuple[tuple[str, str], ...]:
    return (("", _("To give")), ("early", _("Shown before filing")), ("given", _("Given")))
