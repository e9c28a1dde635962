"""Writing a dossier: the frame, a page per section, what is missing, the last reading."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role
from directory.models import Office
from directory.requests import HouseRequest
from directory.standing import paris_today
from instruments.spec import FormSection
from instruments.steps import Step
from proposals.actions.frame import PART_OF, FrameWrittenMeanwhile, save_frame, typed_in
from proposals.actions.writing import WrittenMeanwhile, save_answer
from proposals.forms.editor import FrameForm, Question, SectionForm, Sent
from proposals.forms.editor_conflicts import Conflict, asked_again, chosen
from proposals.models import Dossier
from proposals.reading import papers, report
from proposals.views.editor_answers import dossier_answer
from proposals.views.editor_pages import FRAME, FRAME_PARTS, REREAD, editor_context, url_of_page, writers_dossier
from proposals.views.ended import gives_back, onward
from wording.languages import shown_language
from workflow.engine import Refused, offers

__all__ = ["dossier_answer", "dossier_edit", "dossier_missing", "dossier_preview", "dossier_section"]

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@gives_back(lambda _place: FrameForm.base_fields)
@GET_OR_POST
def dossier_edit(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The carrier and the unit: what is known is said, what is not is asked."""
    dossier = writers_dossier(request, uid)
    has_director = _has_director(dossier)
    context = editor_context(request, dossier, FRAME)
    parts = context["parts"]
    is_readonly = parts is not None and not parts & set(FRAME_PARTS)
    if request.method != "POST":
        # what was chosen on the search page of the directory comes back in the address
        chosen_unit = request.GET.get("unit")
        initial = FrameForm(dossier, has_director=has_director, is_readonly=is_readonly, chosen_unit=chosen_unit)
        return _frame_page(request, context, initial, is_readonly)
    form = FrameForm(dossier, request.POST, has_director=has_director)
    if not form.is_valid():
        return _frame_page(request, context, form, is_readonly, status=422)
    try:
        save_frame(dossier, fields=form.columns(), revision=form.cleaned_data["revision"] or 0,
                   at=request.received_at, by=request.standing)  # fmt: skip
    except FrameWrittenMeanwhile as meanwhile:
        return _frame_compared(request, context, form, meanwhile)
    except Refused as refused:
        form.add_error(None, " ".join(refused.reasons))
        return _frame_page(request, context, form, is_readonly, status=409)
    messages.success(request, _("The carrier and the unit are kept."))
    return onward(request, context["next"].url if "next" in request.POST else url_of_page(dossier, FRAME))


@gives_back()
@GET_OR_POST
def dossier_section(request: HouseRequest, uid: UUID, section: str) -> HttpResponse:
    """One section. Without script its form is sent whole; each question is kept by itself."""
    dossier = writers_dossier(request, uid)
    asked = next((one for one in dossier.rules.sections if one.slug == section), None)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return _section_page(request, dossier, SectionForm(asked, dossier.answers_by_field))
    return _section_sent(request, dossier, asked)


def _section_sent(request: HouseRequest, dossier: Dossier, section: FormSection) -> HttpResponse:
    """Keep what can be kept; show again what cannot, as it was typed."""
    data = chosen(request.POST)
    form = SectionForm(section, dossier.answers_by_field, data)
    form.is_valid()
    conflicts: list[Conflict] = []
    refusals: list[str] = []
    for sent in form.sent():
        try:
            _keep(request, dossier, sent)
        except WrittenMeanwhile as meanwhile:
            conflicts.append(Conflict(form[sent.slug], sent, meanwhile.current))
        except Refused as refused:
            refusals.extend(reason for reason in refused.reasons if reason not in refusals)
    for lost in (field.label for field in form.fields.values() if getattr(field, "has_lost_signs", False)):
        messages.info(request, _("Hidden signs of direction were taken out of “%(question)s”.") % {"question": lost})
    if form.errors or refusals:
        return _section_page(request, dossier, form, status=422 if form.errors else 409, refusals=refusals)
    if conflicts:
        return _compared(request, dossier, section, conflicts)
    return redirect(_after(request, dossier, section))


def _keep(request: HouseRequest, dossier: Dossier, sent: Sent) -> None:
    """One answer, unless it was not touched since the page was read."""
    if sent.is_touched:
        save_answer(dossier, field=sent.slug, value=sent.value, revision=sent.revision, at=request.received_at,
                    by=request.standing)  # fmt: skip


def _after(request: HouseRequest, dossier: Dossier, section: FormSection) -> str:
    """The next page, or the same one again, according to the button."""
    context = editor_context(request, Dossier.objects.for_content().get(pk=dossier.pk), section.slug)
    if "next" in request.POST and context["next"]:
        return str(context["next"].url)
    messages.success(request, _("Everything typed here is kept."))
    return str(context["entry"].url)


def _section_page(request: HouseRequest, dossier: Dossier, form: SectionForm, status: int = 200,
                  refusals: list[str] | None = None) -> HttpResponse:  # fmt: skip
    context = editor_context(request, dossier, form.section.slug)
    questions = list(form.questions())
    for question in questions:
        _complete(question, request, context)
    context |= {
        "section": form.section, "form": form, "questions": questions, "refusals": refusals or [],
        "own_problems": [one for one in context["problems"] if one["page"] == form.section.slug],
        "scripts": sorted({script for one in questions if one.lines for script in one.lines.scripts}),
        "is_locked": all(one.is_locked for one in questions),
    }  # fmt: skip
    return render(request, "proposals/editor/section.html", context, status=status)


def _complete(question: Question, request: HouseRequest, context: dict[str, Any]) -> None:
    """What the page knows of a question besides its form: verdicts, lock, the lines' own context."""
    slug = question.asked.slug
    question.is_locked = context["parts"] is not None and slug not in context["parts"]
    question.problems = [one for one in context["problems"] if one["link"] == slug]
    if question.answer is not None:
        question.who = context["names"].get(question.answer.changed_by_id, "")
    if question.lines is not None:
        question.context = question.lines.context(context["dossier"], question.asked, request)
    if question.bound is not None and question.is_locked:
        question.bound.field.disabled = True


def _compared(request: HouseRequest, dossier: Dossier, section: FormSection, conflicts: list[Conflict]) -> HttpResponse:
    """Both texts side by side: keep mine, take theirs, join. Answered by the same address."""
    fresh = Dossier.objects.for_content().get(pk=dossier.pk)
    context = editor_context(request, fresh, section.slug)
    context |= {"section": section, "conflicts": [asked_again(one) for one in conflicts]}
    return render(request, "proposals/editor/compare.html", context, status=409)


def _frame_page(request: HouseRequest, context: dict[str, Any], form: FrameForm, is_readonly: bool,
                status: int = 200, theirs: list[tuple[Any, Any]] | None = None) -> HttpResponse:  # fmt: skip
    context |= {
        "form": form, "is_locked": is_readonly, "theirs": theirs or [],
        "own_problems": [one for one in context["problems"] if one["page"] == FRAME],
    }  # fmt: skip
    return render(request, "proposals/editor/frame.html", context, status=status)


def _frame_compared(request: HouseRequest, context: dict[str, Any], form: FrameForm,
                    meanwhile: FrameWrittenMeanwhile) -> HttpResponse:  # fmt: skip
    """The form as typed beside what the other person wrote; kept again, it is kept knowingly."""
    data = request.POST.copy()
    data["revision"] = str(meanwhile.current.frame_revision)
    again = FrameForm(context["dossier"], data, has_director=_has_director(context["dossier"]))
    again.add_error(None, " ".join(meanwhile.reasons))
    theirs = [
        (form.fields[name].label if name in form.fields else name, _said(typed_in(meanwhile.current, name)))
        for name in meanwhile.fields
        if name in PART_OF
    ]
    return _frame_page(request, context, again, False, status=409, theirs=theirs)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value) if value not in (None, "") else _("nothing")


def _has_director(dossier: Dossier) -> bool:
    """Whether somebody holds the office of the unit's director today."""
    unit = dossier.working_place.unit_id
    if unit is None:
        return False
    return Office.objects.held_on(paris_today()).filter(role=Role.UNIT_DIRECTOR, unit=unit).exists()


@login_required
@require_safe
def dossier_missing(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Everything that is missing or worth a look, what blocks first; each line leads to its field."""
    dossier = writers_dossier(request, uid)
    context = editor_context(request, dossier, "missing")
    titles = {entry.slug: f"{entry.number}. {entry.title}" for entry in context["nav"]}
    for problem in context["problems"]:
        problem["where"] = titles.get(problem["page"], "")
    return render(request, "proposals/editor/missing.html", context)


@login_required
@require_safe
def dossier_preview(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The dossier as its readers will see it, from the working copy; then filing."""
    dossier = writers_dossier(request, uid)
    context = editor_context(request, dossier, REREAD)
    language = shown_language()
    context |= {
        "report": report(dossier.rules, context["content"], language),
        "papers": papers(dossier.rules, context["content"], language),
        "paper_url": f"{dossier.get_absolute_url()}files/",
        "has_visa": Step.VISA in dossier.rules.steps,
        "ways_out": _ways_out(request, dossier),
    }
    return render(request, "proposals/editor/preview.html", context)


def _ways_out(request: HouseRequest, dossier: Dossier) -> list[dict[str, Any]]:
    """The acts offered to this person that end the dossier: its page, which offers acts, leads its writers here."""
    return [
        {"label": offer.transition.label, "url": dossier.get_transition_url(offer.transition.name)}
        for offer in offers(dossier, request.standing, request.received_at)
        if offer.is_possible and dossier.workflow.state(offer.transition.target).is_final
    ]
