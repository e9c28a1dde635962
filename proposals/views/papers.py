"""The papers of a dossier: the page of the editor, what the checks say, giving a file back, a partner's letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.requests import HouseRequest
from documents.enums import IntakeState
from documents.intake import IntakeRefused
from documents.links import LinkRefused
from documents.models import StoredFile
from documents.uploads import is_cut
from documents.views import file_response
from instruments.spec import Paper
from proposals.actions.locks import is_writer
from proposals.actions.papers import ANNEX, PaperReplacedMeanwhile, add_paper, take_out
from proposals.forms.papers import PaperForm
from proposals.models import Attachment, Dossier, SetAside
from proposals.querysets.dossiers import UNFILED
from proposals.views.editor_pages import PAPERS, editor_context, writers_dossier
from proposals.views.partner_link import GONE, letter_of, partner_of
from workflow.engine import Refused
from workflow.table import Shape

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
TOO_LARGE, UNREADABLE, REFUSED = 413, 422, 409
SHAPES = {IntakeState.PENDING: Shape.WAIT, IntakeState.ACCEPTED: Shape.DONE, IntakeState.REFUSED: Shape.STOP}


@dataclass
class Place:
    """One paper on the page: what is asked, what is there, what was refused just now."""

    slug: str
    asked: Paper | None
    most_pages: int
    files: list[Attachment] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    is_locked: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def replaces(self) -> int:
        """The attachment that another file would take the place of."""
        return self.files[0].pk if self.asked and self.files else 0

    @property
    def is_full(self) -> bool:
        return self.asked is None and len(self.files) >= settings.MOST_ANNEXES


@login_required
@GET_OR_POST
def dossier_papers(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Every paper of the rules, then the annexes; each is sent by itself."""
    dossier = writers_dossier(request, uid)
    if request.method != "POST":
        return _page(request, dossier)
    slug = request.POST.get("paper", "")
    if is_cut(request):
        refused = IntakeRefused("too-large", most=settings.UPLOAD_MOST_BYTES)
        return _page(request, dossier, slug, refused.reasons, TOO_LARGE)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        if set(form.errors) != {"file"}:
            raise Http404
        return _page(request, dossier, slug, [str(error) for error in form.errors["file"]], UNREADABLE)
    return _sent(request, dossier, form)


def _sent(request: HouseRequest, dossier: Dossier, form: PaperForm) -> HttpResponse:
    slug = form.cleaned_data["paper"]
    try:
        add_paper(dossier, paper=slug, file=form.cleaned_data["file"], at=request.received_at, by=request.standing,
                  replaces=form.cleaned_data["replaces"])  # fmt: skip
    except KeyError as error:
        raise Http404 from error
    except IntakeRefused as refused:
        status = TOO_LARGE if refused.slug == "too-large" else UNREADABLE
        return _page(request, dossier, slug, refused.reasons, status)
    except PaperReplacedMeanwhile as refused:
        fresh = Dossier.objects.for_content().get(pk=dossier.pk)
        return _page(request, fresh, slug, refused.reasons, REFUSED)
    except Refused as refused:
        return _page(request, dossier, slug, refused.reasons, REFUSED)
    messages.success(request, _("The file is received; it is being checked."))
    return redirect(f"{reverse('dossier_papers', args=[dossier.uid])}#div_id_{slug}")


def _page(request: HouseRequest, dossier: Dossier, slug: str = "", errors: list[str] | None = None,
          status: int = 200) -> HttpResponse:  # fmt: skip
    context = editor_context(request, dossier, PAPERS)
    places = _places(dossier, context)
    for place in places:
        place.errors = errors or [] if place.slug == slug else []
    if errors and not any(place.errors for place in places):
        raise Http404
    context |= {
        "places": places, "most_bytes": settings.UPLOAD_MOST_BYTES, "most_annexes": settings.MOST_ANNEXES,
        "most_megabytes": settings.UPLOAD_MOST_BYTES // 1_000_000, "shapes": SHAPES,
        "is_waiting": any(one.file.state == IntakeState.PENDING for place in places for one in place.files),
        "own_problems": [one for one in context["problems"] if one["page"] == PAPERS],
        "is_locked": all(place.is_locked for place in places),
    }  # fmt: skip
    return render(request, "proposals/papers/papers.html", context, status=status)


def _places(dossier: Dossier, context: dict[str, Any]) -> list[Place]:
    asked = [Place(paper.slug, paper, paper.most_pages) for paper in dossier.rules.papers]
    places = [*asked, Place(ANNEX, None, settings.MOST_ANNEX_PAGES)]
    parts, names = context["parts"], context["names"]
    for place in places:
        place.files = [one for one in dossier.current_attachments if one.paper == place.slug]
        place.problems = [one for one in context["problems"] if one["link"] == place.slug and not place.files]
        place.is_locked = parts is not None and place.slug not in parts
        for one in place.files:
            one.shape = SHAPES[IntakeState(one.file.state)].value  # type: ignore[attr-defined]
            one.sender = names.get(one.file.sent_by_id, "") or (str(one.partner) if one.partner else "")  # type: ignore[attr-defined]
    return places


@login_required
@require_safe
@never_cache
def dossier_papers_state(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Where each check stands, in words: what the page shows without being loaded again. Writers alone."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_rules(), uid=uid)
    if not is_writer(dossier, request.standing):
        raise Http404
    files = StoredFile.objects.filter(pk__in=dossier.attachments.filter(removed_at=None).values("file"))
    return JsonResponse({
        str(one.uid): {"shape": SHAPES[IntakeState(one.state)].value, "label": one.get_state_display(),
                       "refusal": one.refusal, "is_waiting": one.state == IntakeState.PENDING}
        for one in files
    })  # fmt: skip


@login_required
@GET_OR_POST
def dossier_paper_remove(request: HouseRequest, uid: UUID, file: UUID) -> HttpResponse:
    """A page that asks, then the file is out of the dossier."""
    dossier = writers_dossier(request, uid)
    back = reverse("dossier_papers", args=[uid])
    found = dossier.attachments.filter(file__uid=file).select_related("file").order_by("-pk").first()
    if found is None:
        raise Http404
    if found.removed_at:
        return redirect(back)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            take_out(dossier, file=file, at=request.received_at, by=request.standing)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("The file is taken out of the dossier."))
            return redirect(back)
    context = {"dossier": dossier, "found": found, "back": back, "reasons": reasons}
    return render(request, "proposals/papers/remove.html", context, status=REFUSED if reasons else 200)


@login_required
@require_safe
def dossier_file(request: HouseRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A file of the dossier: its writers have those of their working copies too, the others what was filed."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_rules(), uid=uid)
    stored = get_object_or_404(StoredFile, uid=file)
    if not _may_read(dossier, stored, request):
        raise Http404
    return file_response(request, stored)


def _may_read(dossier: Dossier, stored: StoredFile, request: HouseRequest) -> bool:
    if _reads_working_copy(dossier, request) and dossier.attachments.filter(file=stored, removed_at=None).exists():
        return True
    contents = [*dossier.filings.values_list("content", flat=True)]
    contents += SetAside.objects.visible_to(request.standing).filter(dossier=dossier).values_list("content", flat=True)
    return any(paper["file"] == str(stored.uid) for content in contents for paper in content["papers"])


def _reads_working_copy(dossier: Dossier, request: HouseRequest) -> bool:
    """Its writers; of a draft, whoever it is shown to. Of an expression of interest, the director it is shown to."""
    if dossier.filing_id is None or is_writer(dossier, request.standing):
        return True
    return dossier.state in UNFILED and Role.UNIT_DIRECTOR in dossier.roles_of(request.standing)


@never_cache
@require_POST
def partner_letter_send(request: HouseRequest, token: str) -> HttpResponse:
    """The partner's own letter, by their link; the page says what became of it."""
    try:
        partner = partner_of(request, token)
    except LinkRefused as refused:
        return render(request, "proposals/partner/refused.html", {"reason": str(refused)}, status=GONE)
    letter = letter_of(partner)
    if letter is None:
        raise Http404
    file = request.FILES.get("file")
    try:
        if is_cut(request):
            raise IntakeRefused("too-large", most=settings.UPLOAD_MOST_BYTES)
        if file is None:
            raise Refused([_("Choose a file on your machine first.")])
        add_paper(partner.dossier, paper=letter.slug, file=file, at=request.received_at, partner=partner)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        messages.success(request, _("Thank you: your letter is received; it is being checked."))
    return redirect(f"{reverse('partner_link', args=[token])}#h-letter")
