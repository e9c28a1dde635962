"""The institution's page, by a signed link: no account; in the language that its line says, unless it chooses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from documents.intake import IntakeRefused
from documents.links import LinkRefused, read_link
from documents.uploads import is_cut
from documents.views import rendering_response
from funding.actions import letters as acts
from funding.enums import CommitmentState
from funding.formal_effects import PURPOSE
from funding.forms.letters import CreditsForm, DeclineForm
from funding.models import Commitment
from proposals.enums import DossierState
from workflow.engine import SYSTEM, Refused
from workflow.views import REFUSED, UNREADABLE

GONE, TOO_LARGE = 410, 413
View = Callable[[HouseRequest, Commitment, str], HttpResponseBase]


def by_link(view: View) -> Callable[..., HttpResponseBase]:
    """The letter behind the token, in its language; a link that gives nothing says why."""

    @wraps(view)
    def answered(request: HouseRequest, token: str) -> HttpResponseBase:
        try:
            letter = letter_of(request, token)
        except LinkRefused as refused:
            return render(request, "proposals/partner/refused.html", {"reason": str(refused)}, status=GONE)
        has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
        if has_chosen or letter.language == request.LANGUAGE_CODE[:2]:
            return view(request, letter, token)
        with translation.override(letter.language):
            request.LANGUAGE_CODE = letter.language
            answer = view(request, letter, token)
        answer.headers["Content-Language"] = letter.language
        return answer

    return answered


def letter_of(request: HouseRequest, token: str) -> Commitment:
    """The letter of this link. Raises LinkRefused, whose text is a sentence for the reader."""
    link = read_link(token, PURPOSE, request.received_at)
    found = Commitment.objects.for_page().filter(pk=link.subject_id).exclude(state=CommitmentState.REMOVED).first()
    if found is None:
        raise LinkRefused(
            _("Your institution’s letter is no longer asked. Write to the carrier if that surprises you.")
        )
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def link_page(request: HouseRequest, letter: Commitment, token: str) -> HttpResponse:
    """What is asked; the credits; the letter; or that there will be none. Usable several times."""
    credits = CreditsForm(request.POST if "credits" in request.POST else None, letter=letter, at=request.received_at)
    decline = DeclineForm(request.POST if "decline" in request.POST else None)
    reasons: list[str] = []
    try:
        if credits.is_bound and credits.is_valid():
            acts.state_credits(letter, at=request.received_at, by=SYSTEM, **credits.cleaned_data)
            messages.success(request, _("Thank you: the credits are noted. The institute is told."))
            return redirect("commitment_link", token)
        if decline.is_bound and decline.is_valid():
            acts.decline_by_link(letter, text=decline.cleaned_data["text"], at=request.received_at)
            messages.success(request, _("It is noted that there will be no letter. The institute is told."))
            return redirect("commitment_link", token)
    except Refused as refused:
        reasons = refused.reasons
    return _shown(request, letter, token, credits=credits, decline=decline, errors=[], reasons=reasons)


@never_cache
@require_POST
@by_link
def link_send(request: HouseRequest, letter: Commitment, token: str) -> HttpResponse:
    """The signed letter; the page says what became of it."""
    file = request.FILES.get("file")
    try:
        if is_cut(request):
            raise IntakeRefused("too-large", most=settings.UPLOAD_MOST_BYTES)
        if file is None:
            raise Refused([_("Choose a file on your machine first.")])
        acts.take_letter(letter, file=file, at=request.received_at)
    except Refused as refused:
        is_large = isinstance(refused, IntakeRefused) and refused.slug == "too-large"
        return _shown(request, letter, token, errors=refused.reasons, status=TOO_LARGE if is_large else UNREADABLE)
    messages.success(request, _("Thank you: your letter is received; it is being checked."))
    return redirect(f"{reverse('commitment_link', args=[token])}#h-letter")


@never_cache
@require_safe
@by_link
def link_model(request: HouseRequest, letter: Commitment, token: str) -> HttpResponseBase:
    """The model of the letter, filled in with what is known."""
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "fr"
    return rendering_response(request, "commitment-letter", str(letter.uid), language)


def _shown(request: HouseRequest, letter: Commitment, token: str, *, credits: CreditsForm | None = None,
           decline: DeclineForm | None = None, errors: list[str], reasons: list[str] | None = None,
           status: int = 200) -> HttpResponse:  # fmt: skip
    credits = credits or CreditsForm(letter=letter, at=request.received_at)
    decline = decline or DeclineForm()
    is_wrong = (credits.is_bound and credits.errors) or (decline.is_bound and decline.errors)
    context = {
        "letter": letter, "dossier": letter.dossier, "token": token, "credits": credits, "decline": decline,
        "errors": errors, "reasons": reasons or [], "is_open": letter.dossier.state == DossierState.LETTERS,
        "letters": list(letter.letters.filter(removed_at=None).select_related("file")),
        "states": CommitmentState,
    }  # fmt: skip
    status = REFUSED if reasons else UNREADABLE if is_wrong else status
    return render(request, "funding/letters/link.html", context, status=status)
