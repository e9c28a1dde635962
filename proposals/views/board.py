"""The board of triage: the list, all its filters, the views kept under a name, the exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from directory.throttle import Throttle
from documents.exports import ask
from documents.models import Export
from documents.views import export_response
from proposals.access import STAFF
from proposals.actions import views as actions
from proposals.actions.extensions import EXTENDERS
from proposals.board import export
from proposals.board.asked import read
from proposals.board.bulk import acts_offered
from proposals.board.chips import chips
from proposals.board.columns import COLUMNS, SORTS
from proposals.board.controls import options
from proposals.board.criteria import Criteria
from proposals.board.filters import CHOICES
from proposals.board.frame import Frame
from proposals.board.page import body, heading_cells, headings, page_of, shown, tab_items
from proposals.exports import BoardWorkbook
from proposals.forms.board import ViewForm
from proposals.models import SavedView
from proposals.querysets.board import views_of
from wording.languages import shown_language
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
# a file of twenty thousand rows keeps a worker busy for seconds
exports = Throttle("board-export", most=20, seconds=600)


def frame_of(request: HouseRequest, asked: QueryDict | None = None) -> Frame:
    """The reader's frame; whoever examines nothing finds no board."""
    if not any(request.standing.holds(role) for role in STAFF):
        raise Http404
    language = shown_language()
    given = request.GET if asked is None else asked
    frame = Frame(request.standing, request.received_at, language)
    if given.get("place") == "informed" and frame.may_be_informed:
        return Frame(request.standing, request.received_at, language, is_informed=True)
    return frame


@login_required
@require_safe
def triage_board(request: HouseRequest) -> HttpResponse:
    """Filed dossiers: counts by state, filters, order, boxes to tick."""
    frame = frame_of(request)
    views = views_of(request.standing.person_id)
    if not request.GET and (first := next((one for one in views if one.is_default and one.query), None)):
        return redirect(f"{reverse('triage_board')}?{first.query}")
    criteria = read(request.GET, frame)
    page = page_of(criteria, frame, request.GET.get("page", ""))
    columns = criteria.shown_columns(frame)
    what = shown(frame, page.rows, columns)
    acts, heads = acts_offered(frame, {row.state for row in page.rows}), headings(criteria, columns)
    context = {
        "criteria": criteria, "page": page, "frame": frame, "acts": acts, "views": _named(views, criteria),
        "rows": body(page.rows, columns, what, picks=bool(acts)), "headings": heads, "heads": heading_cells(heads),
        "tabs": tab_items(page.tabs, frame.language),
        "chips": list(chips(criteria, frame)), "usual": _controls(criteria, frame, is_usual=True),
        "kept": _kept(criteria), "said": [*criteria.ignored, *page.said], "query": criteria.query or "all=1",
        "may_extend": bool(request.standing.roles & EXTENDERS),
    }  # fmt: skip
    return render(request, "proposals/board/board.html", context)


@login_required
@require_safe
def board_filters(request: HouseRequest) -> HttpResponse:
    """Every filter, the order and the columns in one form that leads back to the board."""
    frame = frame_of(request)
    criteria = read(request.GET, frame)
    context = {
        "criteria": criteria, "frame": frame, "controls": _controls(criteria, frame, is_usual=None),
        "sorts": _sorts(criteria, frame), "said": criteria.ignored, "query": criteria.query or "all=1",
        "columns": [(one.slug, one.label, one.slug in criteria.columns) for one in COLUMNS if one.part in frame.parts],
    }  # fmt: skip
    return render(request, "proposals/board/filters.html", context)


@login_required
@GET_OR_POST
def board_views(request: HouseRequest) -> HttpResponse:
    """The reader's own views; a POST keeps the filters of `query` under a name."""
    frame_of(request)
    query = (request.POST if request.method == "POST" else request.GET).get("query", "")
    criteria = _criteria_of(query, request)
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view, is_new = actions.save_view(
                person_id=request.standing.person_id or 0, query=criteria.query, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            said = _("The view “%(name)s” is kept.") if is_new else _("The view “%(name)s” is replaced.")
            messages.success(request, said % {"name": view.name})
            return redirect("board_view", view.uid)
    context = {
        "form": form, "query": query, "criteria": criteria, "has_query": bool(query),
        "chips": [label for label, _query in chips(criteria, frame_of(request, QueryDict(query[:4000])))],
        "views": SavedView.objects.filter(person=request.standing.person_id),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "proposals/board/views.html", context, status=status)


@login_required
@require_safe
def board_view(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The board as a view asks for it, whoever made it; rights stay the reader's own."""
    frame_of(request)
    view = get_object_or_404(SavedView, uid=uid)
    return redirect(f"{reverse('triage_board')}?{view.query or 'all=1'}")


@login_required
@require_POST
def board_view_change(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Delete one's own view, or let it open first."""
    frame_of(request)
    view = get_object_or_404(SavedView, uid=uid, person=request.standing.person_id)
    if "delete" in request.POST:
        view.delete()
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    else:
        actions.choose_default(view, is_default="first" in request.POST)
        said = _("The view “%(name)s” opens first.") if "first" in request.POST else _(
            "The view “%(name)s” no longer opens first."
        )  # fmt: skip
        messages.success(request, said % {"name": view.name})
    return redirect("board_views")


@login_required
@require_safe
def board_csv(request: HouseRequest) -> HttpResponseBase:
    """All that the filters find, as text for a spreadsheet, sent row by row."""
    return _exported(request, export.as_csv)


@login_required
@require_safe
def board_xlsx(request: HouseRequest) -> HttpResponseBase:
    """The same as a workbook, which the worker makes: the page that follows waits for it."""
    return _exported(request, _asked_of_worker)


@login_required
@require_safe
def board_file(request: HouseRequest, uid: UUID) -> HttpResponseBase:
    """The file that the reader asked for, or the page that waits for it."""
    frame_of(request)
    export = get_object_or_404(Export, uid=uid, person=request.standing.person_id)
    board = f"{reverse('triage_board')}?{export.asked.get('query') or 'all=1'}"
    return export_response(request, export, back=(board, _("Filed dossiers")))


def _asked_of_worker(criteria: Criteria, frame: Frame) -> HttpResponseBase:
    made = ask(BoardWorkbook.kind, person_id=frame.standing.person_id or 0, asked={"query": criteria.query},
               language=frame.language, at=frame.now)  # fmt: skip
    return redirect("board_file", made.uid)


def _exported(request: HouseRequest, make: Any) -> HttpResponseBase:
    frame = frame_of(request)
    if not exports.is_within(request.standing.person_id):
        return render(request, "429.html", status=429)
    return make(read(request.GET, frame), frame)


def _controls(criteria: Criteria, frame: Frame, *, is_usual: bool | None) -> list[dict[str, Any]]:
    """The filters with known values, as lists to choose from."""
    return [
        {"slug": one.slug, "label": one.label,
         "options": options(one.options(frame), criteria.chosen.get(one.slug, ()))}
        for one in CHOICES
        if one.part in frame.parts and one.is_for(frame) and (is_usual is None or one.is_usual == is_usual)
    ]  # fmt: skip


def _kept(criteria: Criteria) -> list[tuple[str, str]]:
    """What the short form of the board does not ask but must not lose."""
    asked = {one.slug for one in CHOICES if one.is_usual} | {"q"}
    return [(name, value) for name, value in criteria.pairs if name not in asked] or [("all", "1")]


def _sorts(criteria: Criteria, frame: Frame) -> list[tuple[str, str, bool]]:
    made = []
    for slug, order in SORTS.items():
        if order.part in frame.parts:
            made += [(slug, f"{order.label} ↑", criteria.sort == slug),
                     (f"-{slug}", f"{order.label} ↓", criteria.sort == f"-{slug}")]  # fmt: skip
    return made


def _named(views: list[SavedView], criteria: Criteria) -> list[tuple[SavedView, bool]]:
    return [(view, view.query == criteria.query) for view in views]


def _criteria_of(query: str, request: HouseRequest) -> Criteria:
    asked = QueryDict(query[:4000])
    return read(asked, frame_of(request, asked))
