"""The pages of commitment letters, for those who gather them and those who read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from documents.intake import IntakeRefused
from documents.uploads import is_cut
from documents.views import file_response
from funding.actions import letters as acts
from funding.enums import CommitmentState
from funding.forms.letters import CreditsForm, LetterLineForm
from funding.letters_access import GATHERING
from funding.models import Commitment, CommitmentLetter
from proposals.access import WRITERS
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import Refused, perform
from workflow.views import REFUSED, UNREADABLE, TransitionView, act_by_form

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
TOO_LARGE = 413


@login_required
@require_safe
def letter_page(request: HouseRequest, uid: UUID) -> HttpResponse:
    """One institution: whom to write to, its credits, its letters, what happened."""
    return _page(request, _letter(request, uid))


def _page(
    request: HouseRequest, letter: Commitment, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    gathers = may_gather(letter.dossier, request)
    link = acts.good_link(letter, request.received_at) if gathers else None
    context = {
        "letter": letter, "dossier": letter.dossier, "gathers": gathers, "link": link, "errors": errors or [],
        "letters": list(letter.letters.select_related("file")),
        "can_chase": gathers and acts.may_chase(letter, request.received_at), "now": request.received_at,
        "is_open": gathers and letter.state != CommitmentState.REMOVED,
    }  # fmt: skip
    return render(request, "funding/letters/page.html", context, status=status)


def may_gather(dossier: Dossier, request: HouseRequest) -> bool:
    """Whether this person gathers the letters of the dossier now."""
    roles = dossier.roles_of(request.standing)
    return bool(roles & GATHERING) and not roles & WRITERS and dossier.state == DossierState.LETTERS


@login_required
@GET_OR_POST
def letter_new(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Another institution on the board."""
    dossier = _gathered(request, uid)
    form = LetterLineForm(request.POST if request.method == "POST" else None)

    def done(fields: dict[str, Any]) -> None:
        acts.add_line(dossier, fields=fields, at=request.received_at, by=request.standing)
        messages.success(request, _("The institution is on the board."))

    return _form(request, form, done, title=_("Add an institution"), button=_("Add the institution"), dossier=dossier)


@login_required
@GET_OR_POST
def letter_correct(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Whom to write to, whether the letter is needed."""
    letter = _mine(request, uid)
    form = LetterLineForm(request.POST if request.method == "POST" else None, line=letter)

    def done(fields: dict[str, Any]) -> None:
        acts.correct_line(letter, fields=fields, at=request.received_at, by=request.standing)
        messages.success(request, _("The line is corrected."))

    return _form(request, form, done, title=letter.institution, button=_("Save the line"), dossier=letter.dossier,
                 back=letter)  # fmt: skip


@login_required
@GET_OR_POST
def letter_credits(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What the officer was told of the credits, or the rate of another currency."""
    letter = _mine(request, uid)
    form = CreditsForm(request.POST if request.method == "POST" else None, letter=letter, at=request.received_at)

    def done(fields: dict[str, Any]) -> None:
        acts.state_credits(letter, at=request.received_at, by=request.standing, **fields)
        messages.success(request, _("The credits are noted."))

    return _form(request, form, done, title=_("Credits of %(institution)s") % {"institution": letter},
                 button=_("Note the credits"), dossier=letter.dossier, back=letter)  # fmt: skip


@login_required
@require_POST
def letter_send(request: HouseRequest, uid: UUID) -> HttpResponse:
    """A letter received otherwise, by e-mail for example."""
    letter = _mine(request, uid)
    file = request.FILES.get("file")
    try:
        if is_cut(request):
            raise IntakeRefused("too-large", most=settings.UPLOAD_MOST_BYTES)
        if file is None:
            raise Refused([_("Choose a file on your machine first.")])
        acts.take_letter(letter, file=file, at=request.received_at, by=request.standing)
    except IntakeRefused as refused:
        return _page(request, letter, refused.reasons, TOO_LARGE if refused.slug == "too-large" else UNREADABLE)
    except Refused as refused:
        return _page(request, letter, refused.reasons, REFUSED if file else UNREADABLE)
    messages.success(request, _("The letter is received; it is being checked."))
    return redirect(letter)


@login_required
@require_POST
def letter_chase(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Remind one institution."""
    letter = _mine(request, uid)
    try:
        is_done = acts.chase(letter, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.info(request, " ".join(refused.reasons))
    else:
        if is_done:
            messages.success(request, _("A reminder leaves for %(institution)s.") % {"institution": letter})
        else:
            messages.info(request, _("Nothing left: the letter is not awaited, or a mail left less than a day ago."))
    return redirect(letter)


@login_required
@require_POST
def letter_revoke(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Withdraw the link sent."""
    letter = _mine(request, uid)
    try:
        acts.withdraw_link(letter, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.info(request, " ".join(refused.reasons))
    else:
        messages.success(request, _("The link gives nothing any more. A reminder sends a new one."))
    return redirect(letter)


@login_required
@GET_OR_POST
def letters_together(request: HouseRequest, uid: UUID, name: str) -> HttpResponse:
    """Ask every letter not asked yet, or remind every one awaited: who gets what, in which language, then it leaves."""
    dossier = _gathered(request, uid)
    lines = list(dossier.commitments.on_board().for_page().order_by("pk"))
    is_ask, at = name == "ask", request.received_at
    concerned = [one for one in lines if one.state == CommitmentState.TO_ASK] if is_ask else [
        one for one in lines if one.state in (CommitmentState.ASKED, CommitmentState.PROMISED)
    ]  # fmt: skip
    able = [one for one in concerned if (bool(one.email) if is_ask else acts.may_chase(one, at))]
    if request.method == "POST":
        number = 0
        for one in able:
            try:
                if is_ask:
                    perform(one, "ask", by=request.standing, at=at)
                    number += 1
                else:
                    number += acts.chase(one, at=at, by=request.standing)
            except Refused as refused:
                messages.info(request, f"{one}: {' '.join(refused.reasons)}")
        if number or not able:
            said = ngettext("%(count)d mail leaves.", "%(count)d mails leave.", number) % {"count": number}
            messages.success(request, said)
        return redirect(f"{dossier.get_absolute_url()}#h-commitments")
    context = {"dossier": dossier, "is_ask": is_ask, "able": able,
               "unable": [one for one in concerned if one not in able]}  # fmt: skip
    return render(request, "funding/letters/together.html", context)


class LetterActView(TransitionView):
    """Acts on a letter that ask a reason at most."""

    def get_subject(self) -> Commitment:
        return _letter(self.request, self.kwargs["uid"])


@login_required
@require_safe
def letter_file(request: HouseRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A letter as it was sent, for those who read the board."""
    letter = _letter(request, uid)
    found = get_object_or_404(CommitmentLetter.objects.select_related("file"), commitment=letter, file__uid=file)
    return file_response(request, found.file)


def _form(request: HouseRequest, form: Any, done: Any, *, title: str, button: str, dossier: Dossier,
          back: Any = None) -> HttpResponse:  # fmt: skip
    """A page that asks; refused, it keeps what was typed."""
    back = back or dossier
    context = {"form": form, "title": title, "button": button, "dossier": dossier, "back": back, "explained": ""}
    return act_by_form(
        request, form, lambda: done(form.cleaned_data), to=back,
        page=lambda status: render(request, "funding/formalisation/form.html", context, status=status),
    )  # fmt: skip


def _letter(request: Any, uid: UUID) -> Commitment:
    return get_object_or_404(Commitment.objects.visible_to(request.standing).for_page(), uid=uid)


def _mine(request: HouseRequest, uid: UUID) -> Commitment:
    """The letter, for whoever gathers; to the others it has no such page."""
    letter = _letter(request, uid)
    if not letter.dossier.roles_of(request.standing) & GATHERING:
        raise Http404
    return letter


def _gathered(request: HouseRequest, uid: UUID) -> Dossier:
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_list(), uid=uid)
    if not dossier.roles_of(request.standing) & GATHERING or not may_gather(dossier, request):
        raise Http404
    return dossier
