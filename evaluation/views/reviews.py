"""The pages of one review: the invitation, the writing beside the dossier, what is filed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from directory.standing import PARIS
from documents.models import StoredFile
from documents.views import file_response
from evaluation import sheets
from evaluation.access import know_writers
from evaluation.actions import answering, inviting, reviewing
from evaluation.enums import ENDED_REVIEWS, ReviewState
from evaluation.forms.reviews import DeclarationForm, DeclineForm, PostponeForm
from evaluation.interests import Found, found_between
from evaluation.models import Declaration, Review
from evaluation.views.places import Elsewhere, Place, place_of
from proposals.autosave import UNREADABLE, answer
from proposals.checked import refused_files
from proposals.facts import asked_of_cnrs
from proposals.reading import papers, report
from wording.languages import shown_language
from workflow.engine import MovedOn, Refused
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# the dossier is closed until the interests are declared, and to whoever is excluded
OPEN_STATES = (ReviewState.WRITING, ReviewState.FILED)


def at_place(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view is given its Place; whoever gets none is answered instead."""

    @never_cache
    @wraps(view)
    def answered(request: HouseRequest, uid: UUID | None = None, token: str | None = None, **kwargs: Any) -> Any:
        try:
            place = place_of(request, uid, token)
        except Elsewhere as elsewhere:
            return elsewhere.answer
        return view(request, place, **kwargs)

    return answered


@login_required
@require_safe
def review_list(request: HouseRequest) -> HttpResponse:
    """Everything this person is asked to review, in every call and institute."""
    mine = list(Review.objects.of_person(request.standing).for_list())
    know_writers([one.dossier for one in mine])
    groups = [
        (_("To answer"), [one for one in mine if one.state == ReviewState.INVITED]),
        (_("To write"), [one for one in mine if one.state in (ReviewState.WRITING, ReviewState.TO_RULE)]),
        (_("Filed"), [one for one in mine if one.state == ReviewState.FILED]),
    ]  # fmt: skip
    context = {"groups": groups, "has_any": any(found for _title, found in groups), "now": request.received_at}
    return render(request, "evaluation/reviews/list.html", context)


@GET_OR_POST
@at_place
def review(request: HouseRequest, place: Place) -> HttpResponse:
    """What this person may see of it now: the invitation, the writing, the reading."""
    if place.is_staff:
        return _read(request, place)
    if place.review.state == ReviewState.INVITED:
        return _invitation(request, place)
    if place.review.state == ReviewState.WRITING:
        return _writing(request, place)
    if place.review.state == ReviewState.FILED:
        return _read(request, place)
    return render(request, "evaluation/reviews/closed.html", _context(request, place))


def _context(request: HouseRequest, place: Place) -> dict[str, Any]:
    found = place.review
    return {
        "review": found, "dossier": found.dossier, "rules": found.rules, "place": place, "now": request.received_at,
        "content": found.filing.content, "is_staff": place.is_staff, "is_by_link": bool(place.token),
        "url": place.url(),
    }  # fmt: skip


# -- the invitation ----------------------------------------------------------------------------------
def _invitation(request: HouseRequest, place: Place) -> HttpResponse:
    """Interests first; the dossier itself stays closed."""
    declaration = DeclarationForm(request.POST if "declare" in request.POST else None)
    refusal = DeclineForm(request.POST if "decline" in request.POST else None, prefix="no")
    reasons: list[str] = []
    for form, act in ((declaration, answering.accept), (refusal, answering.decline)):
        if form.is_bound and form.is_valid():
            try:
                act(place.review, **form.cleaned_data, at=request.received_at, by=place.standing)
            except MovedOn as moved_on:
                messages.info(request, " ".join(moved_on.reasons))
                return redirect(place.url())
            except Refused as refused:
                reasons = refused.reasons
            else:
                return redirect(place.url())
    context = _context(request, place) | {"declaration": declaration, "refusal": refusal, "reasons": reasons}
    has_errors = (declaration.is_bound and declaration.errors) or (refusal.is_bound and refusal.errors)
    status = 409 if reasons else 422 if has_errors else 200
    return render(request, "evaluation/reviews/invitation.html", context, status=status)


# -- writing -----------------------------------------------------------------------------------------
def _writing(
    request: HouseRequest, place: Place, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    if request.method == "POST" and more is None:
        return _sent(request, place)
    language = shown_language()
    context = _context(request, place) | _dossier_context(place, language) | {
        "sheet": sheets.sheet_of(place.review, language, place.url, (more or {}).get("typed")), "problems": [],
        "conflicts": [], "offline_url": place.url("offline"), **(more or {}),
    }  # fmt: skip
    return render(request, "evaluation/reviews/writing.html", context, status=status)


def _dossier_context(place: Place, language: str) -> dict[str, Any]:
    found, content = place.review, place.review.filing.content
    return {
        "report": report(found.rules, content, language), "papers": papers(found.rules, content, language),
        "paper_url": place.url("file_base"), "refused_files": refused_files(content), "asked": asked_of_cnrs(content),
    }  # fmt: skip


def _sent(request: HouseRequest, place: Place) -> HttpResponse:
    """The whole form without script: each piece is kept by itself, then the review is filed if that was asked."""
    outcome = sheets.keep(place.review, request.POST, at=request.received_at, by=place.standing)
    more: dict[str, Any] = {"problems": outcome.problems, "conflicts": outcome.conflicts, "typed": outcome.typed}
    if outcome.problems or outcome.conflicts:
        return _writing(request, _again(place), more, status=409 if outcome.conflicts else UNREADABLE)
    if "file" not in request.POST:
        messages.success(request, _("Everything typed here is kept."))
        return redirect(place.url())
    try:
        reviewing.file_review(place.review, at=request.received_at, by=place.standing)
    except MovedOn as moved_on:
        messages.info(request, " ".join(moved_on.reasons))
    except Refused as refused:
        return _writing(request, _again(place), {**more, "problems": refused.reasons}, status=409)
    else:
        messages.success(request, _("Your review is filed. Thank you."))
    return redirect(place.url())


def _again(place: Place) -> Place:
    fresh = Review.objects.for_page().get(pk=place.review.pk)
    return Place(fresh, place.standing, place.token)


@require_POST
@never_cache
def review_piece(request: HouseRequest, piece: str, uid: UUID | None = None, token: str | None = None) -> JsonResponse:
    """Autosave: one piece in, its new revision out. Every answer is JSON, also the refusals."""

    def save(value: Any, revision: int) -> int:
        try:
            place = place_of(request, uid, token)
            return reviewing.save_piece(place.review, piece=piece, value=_single(value), revision=revision,
                                        at=request.received_at, by=place.standing)  # fmt: skip
        except Elsewhere as elsewhere:
            sentence = _("This link no longer opens the review: copy your text, and write to the institute.")
            raise Refused([sentence]) from elsewhere
        except (KeyError, reviewing.NotReviewer) as absent:
            raise Http404 from absent

    return answer(request, save, at=request.received_at, is_by_link=token is not None)


def _single(value: Any) -> Any:
    """Ticked choices arrive as a list of one."""
    return (value[0] if value else "") if isinstance(value, list) else value


# -- reading -----------------------------------------------------------------------------------------
def _read(request: HouseRequest, place: Place) -> HttpResponse:
    """The filed review beside the dossier; others' reviews too, once one's own is filed (product page §5)."""
    language = shown_language()
    is_open = place.is_staff or place.review.state in OPEN_STATES
    context = _context(request, place) | {
        "sheet": sheets.sheet_of(place.review, language, place.url) if _is_readable(place) else None,
        "declaration": _declared(place) if place.is_staff else None, "links": _links(place),
        "others": sheets.others_of(place.review, language, is_staff=place.is_staff),
        "can_organise": _can_organise(place),
        "postpone_form": PostponeForm(initial={"due": _last_day(place.review.due)}),
    }  # fmt: skip
    if is_open:
        context |= _dossier_context(place, language)
    return render(request, "evaluation/reviews/read.html", context)


def _last_day(due: datetime) -> date:
    """The day at whose end something is due."""
    return (due - timedelta(seconds=1)).astimezone(PARIS).date()


def _can_organise(place: Place) -> bool:
    """Whether this reader invites for the institute, and something of the review is still in hand."""
    roles = place.review.roles_of(place.standing)
    return place.is_staff and bool(roles & inviting.INVITING) and place.review.state not in ENDED_REVIEWS


def _declared(place: Place) -> Declaration | None:
    """What the reviewer said of their interests: for the staff alone."""
    return Declaration.objects.filter(dossier=place.review.dossier_id, person=place.review.person_id).first()


def _links(place: Place) -> list[Found] | None:
    """What stands against an interest to be ruled on: for the staff alone, while it waits for their ruling."""
    if not place.is_staff or place.review.state != ReviewState.TO_RULE:
        return None
    return found_between(place.review.dossier, place.review.person)


def _is_readable(place: Place) -> bool:
    """What is being written is its writer's alone, until it is filed."""
    return place.is_reviewer or place.review.state == ReviewState.FILED


@require_safe
@at_place
def review_file(request: HouseRequest, place: Place, file: UUID) -> HttpResponseBase:
    """One document of the version that is judged, for whoever the dossier is open to."""
    named = {one["file"] for one in place.review.filing.content["papers"]}
    is_open = place.is_staff or place.review.state in OPEN_STATES
    if not is_open or str(file) not in named:
        raise Http404
    return file_response(request, get_object_or_404(StoredFile, uid=file))


# -- acts of the staff -------------------------------------------------------------------------------
class ReviewActView(TransitionView):
    """Acts that ask a reason: rule, reopen, withdraw, set aside."""

    def get_subject(self) -> Review:
        found = Review.objects.visible_to(self.request.standing).for_page()
        return get_object_or_404(found, uid=self.kwargs["uid"])

    def get_success_url(self, subject: Any) -> Any:
        return subject.dossier


@login_required
@require_POST
def review_remind(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Write once more to the reviewer."""
    found = get_object_or_404(Review.objects.visible_to(request.standing).for_page(), uid=uid)
    try:
        is_sent = inviting.remind_reviewer(found, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    else:
        late = _("A reminder left less than a day ago: nothing leaves again.")
        said = _("A reminder leaves now.") if is_sent else late
        messages.success(request, said)
    return redirect(found.dossier)
