"""One dossier in session: what it says, who reports, the marks, votes, conclusion; and the ranked list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from documents.models import StoredFile
from documents.views import file_response
from evaluation import pieces
from evaluation.access import REVIEW_STAFF
from evaluation.actions import sitting, voting
from evaluation.enums import PENDING_REVIEWS, Choice, InterestGround, SessionKind
from evaluation.enums import SessionState as T
from evaluation.forms.sessions import BallotForm, ConclusionForm
from evaluation.models import AgendaItem, Ballot, PanelSession, Review
from evaluation.score_table import overall_marks, score_table
from evaluation.sittings import openings, room_of, runs
from evaluation.views.session_finding import as_number, found_session, items_for
from evaluation.views.sessions import tag_of
from proposals.autosave import CONFLICT, UNREADABLE, NotKept, answer
from proposals.checked import refused_files
from proposals.facts import length
from proposals.reading import papers, report
from wording.languages import shown_language
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def found_item(request: HouseRequest, uid: UUID, item: UUID) -> tuple[PanelSession, AgendaItem]:
    """The dossier of a session; as if it were not there for whoever is out of it."""
    session = found_session(request, uid)
    rows = session.items.readable_by(request.standing).for_marks().select_related(
        "dossier__carrier", "dossier__unit", "dossier__filing", "first_rapporteur", "second_rapporteur"
    )  # fmt: skip
    found = get_object_or_404(rows, uid=item)
    found.session = session
    return session, found


def content_of(item: AgendaItem) -> dict[str, Any]:
    """The filed version that stands: a dossier on an agenda has one."""
    return item.dossier.filing.content if item.dossier.filing else {}


# -- the page ----------------------------------------------------------------------------------------
@login_required
@require_safe
@never_cache
def session_item(request: HouseRequest, uid: UUID, item: UUID) -> HttpResponse:
    """The dossier beside what is said of it."""
    session, found = found_item(request, uid, item)
    return _page(request, session, found)


def _page(request: HouseRequest, session: PanelSession, item: AgendaItem, status: int = 200,
          **more: Any) -> HttpResponse:  # fmt: skip
    language = shown_language()
    is_open = openings(session, [item], request.standing).is_open(item)
    room = room_of(session, item)
    context: dict[str, Any] = {
        "session": session, "item": item, "dossier": item.dossier, "is_open": is_open, "room": room,
        "is_current": session.current_id == item.pk, "is_runner": runs(session, request.standing),
        "is_section": session.kind == SessionKind.SECTION, "tag": tag_of(request, session), "problems": [],
        "grounds": InterestGround.choices, "now": request.received_at, "conflicts": [],
        "my_seat": room.seat_of(request.standing.person_id), "report": [], "papers": [],
    }  # fmt: skip
    if is_open:
        context |= _opened(request, session, item, language) | _forms(session, item) | more
        context["texts"] = _texts(request, session, item, context["conflicts"])
        context["writes"] = any(text["is_mine"] for text in context["texts"])
        context["votes"] = _votes(request, item, room)
    return render(request, "evaluation/sessions/item.html", context, status=status)


def _opened(request: HouseRequest, session: PanelSession, item: AgendaItem, language: str) -> dict[str, Any]:
    """What opens with the declaration: the filed version, and the marks unless one's own review is still to file."""
    dossier = item.dossier
    content = content_of(item)
    is_staff = bool(session.roles_of(request.standing) & REVIEW_STAFF)
    pending = Review.objects.filter(dossier=dossier.pk, person=request.standing.person_id or 0,
                                    state__in=PENDING_REVIEWS).exists()  # fmt: skip
    siblings = list(session.items.readable_by(request.standing).for_marks())
    return {
        "content": content, "report": report(dossier.rules, content, language),
        "papers": papers(dossier.rules, content, language), "is_staff": is_staff, "has_own_pending": pending,
        "paper_url": reverse("session_files", args=[session.uid, item.uid]), "refused_files": refused_files(content),
        "table": None if pending else score_table(item, siblings, language), "rules": dossier.rules,
    }  # fmt: skip


def _forms(session: PanelSession, item: AgendaItem) -> dict[str, Any]:
    said = {"group": item.group, "is_unranked": item.is_unranked, "opinion": item.opinion}
    return {
        "conclusion": ConclusionForm(initial=said, session=session), "ballot_form": BallotForm(prefix="vote"),
        "typed": {**item.scores, **{slug: str(word) for slug, word in item.words.items()}},
    }  # fmt: skip


def _texts(request: HouseRequest, session: PanelSession, item: AgendaItem, conflicts: Any) -> list[dict[str, Any]]:
    """The three texts: those that this person writes, and those they read."""
    writes = sitting.slots_of(item, session, request.standing)
    names = {"report": item.first_rapporteur, "second_report": item.second_rapporteur, "synthesis": None}
    labels = {"report": _("First rapporteur’s text"), "second_report": _("Second rapporteur’s text"),
              "synthesis": _("Synthesis, which the carrier will read")}  # fmt: skip
    kept = dict(conflicts)
    return [
        {
            "slot": slot, "label": labels[slot], "who": names[slot], "is_mine": slot in writes,
            "value": kept.get(slot, getattr(item, slot)), "kept": getattr(item, slot), "is_conflict": slot in kept,
            "revision": getattr(item, f"{slot}_revision"), "typed": length(getattr(item, slot)),
            "url": reverse("session_text", args=[session.uid, item.uid, slot]),
        }
        for slot in sitting.SLOTS
    ]  # fmt: skip


def _votes(request: HouseRequest, item: AgendaItem, room: Any) -> list[dict[str, Any]]:
    """Each vote: open, who has voted; closed, the sums, and of an open vote who chose what."""
    found = []
    voters = len(room.voters)
    labels = dict(Choice.choices)
    for ballot in item.ballots.prefetch_related("tallies", "voices__person"):
        voices = list(ballot.voices.all())
        is_open = ballot.closed_at is None
        sums = {} if is_open else {tally.choice: tally.number for tally in ballot.tallies.all()}
        found.append({
            "ballot": ballot, "is_open": is_open, "voted": len(voices), "voters": voters,
            "sums": [(labels[choice], sums.get(choice, 0)) for choice in Choice.values] if sums else [],
            "has_voted": any(voice.person_id == request.standing.person_id for voice in voices),
            "voices": [] if is_open or ballot.is_secret else voices,
            "can_vote": is_open and (seat := room.seat_of(request.standing.person_id)) is not None
            and room.has_voice(seat),
        })  # fmt: skip
    return found


# -- texts -------------------------------------------------------------------------------------------
@require_POST
@never_cache
def session_text(request: HouseRequest, uid: UUID, item: UUID, slot: str) -> HttpResponse:
    """One text, kept as it is typed: JSON in, its new revision out. Sent whole without script: each text typed."""
    if request.content_type != "application/json":
        return _kept_whole(request, uid, item) if request.user.is_authenticated else redirect("account_login")

    def save(value: Any, revision: int) -> int:
        _session, found = _open_item(request, uid, item)
        try:
            text = _plain(value)
            return sitting.write_text(found, slot=slot, text=text, revision=revision, at=request.received_at,
                                      by=request.standing)  # fmt: skip
        except KeyError as error:
            raise Http404 from error
        except ValueError as error:
            raise NotKept([_("This did not arrive as a text: type it again.")]) from error

    return answer(request, save, at=request.received_at)


def _kept_whole(request: HouseRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Every text of the form; those that somebody else wrote meanwhile show beside what was typed."""
    _session, found = _open_item(request, uid, item)
    conflicts, problems = [], []
    for slot in sitting.SLOTS:
        if slot not in request.POST:
            continue
        text = _plain(request.POST[slot].replace("\x00", ""))
        try:
            sitting.write_text(found, slot=slot, text=text, revision=as_number(
                request.POST.get(f"revision-{slot}", "")), at=request.received_at, by=request.standing)  # fmt: skip
        except Refused as refused:
            conflicts.append((slot, text))
            problems += refused.reasons
    if conflicts:
        session, found = _open_item(request, uid, item)
        return _page(request, session, found, CONFLICT, conflicts=conflicts, problems=problems)
    messages.success(request, _("The text is kept."))
    return redirect("session_item", uid=uid, item=item)


def _open_item(request: HouseRequest, uid: UUID, item: UUID) -> tuple[PanelSession, AgendaItem]:
    """The dossier of a session, once it is open to this person."""
    session, found = found_item(request, uid, item)
    if not openings(session, [found], request.standing).is_open(found):
        raise Http404
    return session, found


def _plain(text: Any) -> str:
    """A text as it is kept. ValueError for anything else."""
    if not isinstance(text, str) or "\x00" in text:
        raise ValueError(text)
    return text.replace("\r\n", "\n").strip()


# -- conclusion and votes ----------------------------------------------------------------------------
@login_required
@require_POST
def session_conclude(request: HouseRequest, uid: UUID, item: UUID) -> HttpResponse:
    """What the session concludes; refused, everything typed stays."""
    session, found = _running_item(request, uid, item)
    form = ConclusionForm(request.POST, session=session)
    typed = {one.slug: request.POST.get(f"{pieces.MARK}{one.slug}", "")[:20] for one in
             found.dossier.rules.evaluation.criteria}  # fmt: skip
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return _page(request, session, found, UNREADABLE, conclusion=form, typed=typed, problems=problems)
    said = sitting.Conclusion(marks=typed, words=typed, **form.cleaned_data)
    revision = as_number(request.POST.get("revision", ""))
    try:
        sitting.conclude(found, said, revision=revision, at=request.received_at, by=request.standing)
    except Refused as refused:
        session, found = _running_item(request, uid, item)
        return _page(request, session, found, CONFLICT, conclusion=form, typed=typed, problems=refused.reasons)
    messages.success(request, _("The conclusion is recorded."))
    return redirect("session_item", uid=uid, item=item)


def _running_item(request: HouseRequest, uid: UUID, item: UUID) -> tuple[PanelSession, AgendaItem]:
    session, found = found_item(request, uid, item)
    if not runs(session, request.standing) or not openings(session, [found], request.standing).is_open(found):
        raise Http404
    return session, found


@login_required
@require_POST
def session_ballot(request: HouseRequest, uid: UUID, item: UUID) -> HttpResponse:
    """Open a vote, vote, close it."""
    session, found = found_item(request, uid, item)
    here = redirect("session_item", uid=uid, item=item)
    if "open" in request.POST:
        return _open_ballot(request, session, found)
    uids = request.POST.get("ballot", "")
    ballots = Ballot.objects.filter(item=found).select_related("item__session")
    try:
        ballot = get_object_or_404(ballots, uid=UUID(uids))
    except ValueError as error:
        raise Http404 from error
    try:
        if "close" in request.POST:
            voting.close_ballot(ballot, at=request.received_at, by=request.standing)
        else:
            voting.vote(ballot, choice=request.POST.get("choice", ""), at=request.received_at, by=request.standing)
            messages.success(request, _("Your voice is counted."))
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    return here


def _open_ballot(request: HouseRequest, session: PanelSession, item: AgendaItem) -> HttpResponse:
    if not runs(session, request.standing) or not openings(session, [item], request.standing).is_open(item):
        raise Http404
    form = BallotForm(request.POST, prefix="vote")
    if not form.is_valid():
        return _page(request, session, item, UNREADABLE, ballot_form=form)
    try:
        voting.open_ballot(item, **form.cleaned_data, at=request.received_at, by=request.standing)
    except Refused as refused:
        return _page(request, session, item, CONFLICT, ballot_form=form, problems=refused.reasons)
    return redirect("session_item", uid=session.uid, item=item.uid)


# -- ranks -------------------------------------------------------------------------------------------
@login_required
@GET_OR_POST
@never_cache
def session_ranks(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The ranked list: equal ranks are ex aequo, a broken tie says how."""
    session = found_session(request, uid)
    if session.kind != SessionKind.PANEL:
        raise Http404
    may_rank = session.state == T.LIVE and sitting.may_rank(session, request.standing)
    if request.method == "POST":
        if not may_rank:
            raise Http404
        return _ranked(request, session)
    return _ranks(request, session, may_rank=may_rank)


def _ranks(request: HouseRequest, session: PanelSession, *, may_rank: bool, status: int = 200,
           typed: dict[int, sitting.Place] | None = None, problems: Any = ()) -> HttpResponse:  # fmt: skip
    shown = {one.pk: one for one in items_for(request, session)}
    items = list(session.items.filter(pk__in=shown).for_marks().select_related("dossier__carrier"))
    marks = overall_marks(items)
    by_marks = sitting.ranks_by_marks({pk: mark for pk, mark in marks.items() if mark is not None})
    rows: list[dict[str, Any]] = []
    for item in items:
        mark = marks[item.pk]
        place = (typed or {}).get(item.pk)
        proposed = by_marks.get(item.pk) if may_rank and "propose" in request.GET else None
        rank = place.rank if place else (proposed or getattr(shown[item.pk], "shown_rank", None))
        rows.append({
            "item": item, "mark": None if mark is None else round(mark * 100), "rank": rank,
            "tie_break": place.tie_break if place else item.tie_break,
        })  # fmt: skip
    rows.sort(key=lambda row: (row["item"].is_unranked, row["rank"] or 10_000, -(row["mark"] or 0)))
    context = {"session": session, "rows": rows, "may_rank": may_rank, "problems": problems}
    return render(request, "evaluation/sessions/ranks.html", context, status=status)


def _ranked(request: HouseRequest, session: PanelSession) -> HttpResponse:
    typed, problems = {}, []
    for item in session.items.readable_by(request.standing).select_related("dossier").order_by("pk"):
        rank = request.POST.get(f"rank-{item.uid}", "").strip()
        tie = request.POST.get(f"tie-{item.uid}", "").strip()[:2000]
        if rank and not 0 < as_number(rank) < 1000:
            problems.append(_("%(dossier)s: a rank is a number from 1 on.") % {"dossier": item.dossier})
        typed[item.pk] = sitting.Place(as_number(rank) or None, tie, as_number(
            request.POST.get(f"revision-{item.uid}", "")))  # fmt: skip
    if problems:
        return _ranks(request, session, may_rank=True, typed=typed, problems=problems, status=UNREADABLE)
    try:
        sitting.rank_items(session, typed, at=request.received_at, by=request.standing)
    except Refused as refused:
        return _ranks(request, session, may_rank=True, typed=typed, problems=refused.reasons, status=CONFLICT)
    messages.success(request, _("The ranked list is kept."))
    return redirect("session_ranks", uid=session.uid)


# -- files -------------------------------------------------------------------------------------------
@login_required
@require_safe
def session_file(request: HouseRequest, uid: UUID, item: UUID, file: UUID) -> HttpResponseBase:
    """One document of the filed version, for whoever the dossier is open to."""
    session, found = found_item(request, uid, item)
    named = {one["file"] for one in content_of(found)["papers"]}
    if not openings(session, [found], request.standing).is_open(found) or str(file) not in named:
        raise Http404
    return file_response(request, get_object_or_404(StoredFile, uid=file))
