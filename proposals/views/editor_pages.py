"""The frame of the editor: who may open it, its sections with what is missing in each, when it was last kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.requests import HouseRequest
from instruments.checks import CARRIER, DURATION, INSTITUTE, Problem
from instruments.spec import FieldKind, Instrument, Level
from instruments.steps import Step
from proposals.actions.locks import is_writer, parts_to_write
from proposals.content import content_of
from proposals.enums import CompletionState
from proposals.enums import DossierState as S
from proposals.facts import answers, verdicts
from proposals.models import Dossier
from workflow.history import last_reason
from workflow.table import Shape

if TYPE_CHECKING:
    from proposals.content import Content

# the pages of the editor besides the sections of the rules
FRAME, PAPERS, REREAD = "frame", "papers", "reread"
FRAME_PARTS = (CARRIER, INSTITUTE, DURATION)
# questions whose field takes the focus itself; the others have a frame around them that does
TEXT_KINDS = (FieldKind.LINE, FieldKind.TEXT, FieldKind.DATE, FieldKind.NUMBER, FieldKind.KEYWORDS)
LEVELS = {Level.BLOCK: "block", Level.WARN: "warn", Level.INFORM: "info"}


@dataclass(frozen=True)
class Entry:
    """One section in the navigation: a number, a title, what is left in it."""

    slug: str
    number: int
    title: str
    url: str
    shape: str = ""
    left: str = ""


def writers_dossier(request: HouseRequest, uid: UUID) -> Dossier:
    """The dossier with its content, for somebody who writes it; 404 for everybody else, whoever they are."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.standing).for_content(), uid=uid)
    if dossier.state == S.DISCARDED or not is_writer(dossier, request.standing):
        raise Http404
    return dossier


def editor_context(request: HouseRequest, dossier: Dossier, here: str) -> dict[str, Any]:
    """What every page of the editor shows; `here` is the slug of a section, or one of the editor's own pages."""
    content = content_of(dossier)
    found = verdicts(dossier.rules, content)
    nav = entries(dossier, content, found)
    places = [entry.slug for entry in nav]
    place = places.index(here) if here in places else len(nav)
    roles = dossier.roles_of(request.standing)
    together = coeditors(dossier)
    return {
        "dossier": dossier, "rules": dossier.rules, "content": content, "here": here, "nav": nav,
        "entry": nav[place] if place < len(nav) else None, "previous": nav[place - 1] if place else None,
        "next": nav[place + 1] if place + 1 < len(nav) else None, "verdicts": found,
        "problems": [placed(dossier, one) for one in found], "counts": counts(found),
        "parts": parts_to_write(dossier), "locked_because": locked_because(dossier, roles),
        "completion": asked_completion(dossier), "coeditors": together, "names": names(dossier, together),
        "is_carrier": Role.CARRIER in roles,
        "has_set_asides": bool(dossier.filing_id) and dossier.set_asides.visible_to(request.standing).exists(),
        "advice": last_reason(dossier, "advise-against") if dossier.state == S.ADVISED_AGAINST else "",
        "steps": steps(dossier.rules), "now": request.received_at, "person": request.user,
        "may_be_filed": dossier.filing_id is None or dossier.is_editable_whole,
        "may_express": Step.EXPRESSION in dossier.rules.steps and dossier.state == S.DRAFT,
    }  # fmt: skip


def entries(dossier: Dossier, content: Content, found: Iterable[Problem]) -> list[Entry]:
    """The carrier's page, the sections of the rules, the papers, the last reading."""
    typed = answers(dossier.rules, content)
    by_page: dict[str, list[Problem]] = {}
    for problem in found:
        by_page.setdefault(page_of(dossier.rules, problem.link), []).append(problem)
    pages = [(FRAME, _("The carrier and the unit"))]
    pages += [(section.slug, str(section.title)) for section in dossier.rules.sections]
    pages += [(PAPERS, _("Papers"))] if has_papers() else []
    found_entries = [
        Entry(slug, number, title, url_of_page(dossier, slug), *_left(by_page.get(slug, []), typed))
        for number, (slug, title) in enumerate(pages, start=1)
    ]
    last = Entry(REREAD, len(pages) + 1, _("Reread and file"), url_of_page(dossier, REREAD))
    return [*found_entries, last]


def has_papers() -> bool:
    """Whether the page of papers is there."""
    try:
        reverse("dossier_papers", args=[UUID(int=0)])
    except NoReverseMatch:
        return False
    return True


def _left(found: list[Problem], typed: dict[str, int]) -> tuple[str, str]:
    """What is left in a section: what blocks although it is answered, what is empty, what is worth a look."""
    blocking = [one for one in found if one.level is Level.BLOCK]
    wrong = [one for one in blocking if typed.get(one.link, 0)]
    if wrong:
        said = ngettext("%(count)d point blocks", "%(count)d points block", len(wrong))
        return Shape.STOP.value, said % {"count": len(wrong)}
    if blocking:
        said = ngettext("%(count)d thing to fill in", "%(count)d things to fill in", len(blocking))
        return Shape.DRAFT.value, said % {"count": len(blocking)}
    warning = [one for one in found if one.level is Level.WARN]
    if warning:
        said = ngettext("%(count)d thing to look at", "%(count)d things to look at", len(warning))
        return Shape.ASK.value, said % {"count": len(warning)}
    return Shape.DONE.value, _("complete")


def page_of(rules: Instrument, link: str) -> str:
    """The page of the editor on which a verdict is mended."""
    if link in FRAME_PARTS:
        return FRAME
    for section in rules.sections:
        if any(asked.slug == link for asked in section.fields):
            return section.slug
    return PAPERS


def url_of_page(dossier: Dossier, slug: str) -> str:
    """The address of a page of the editor."""
    named = {FRAME: "dossier_edit", PAPERS: "dossier_papers", REREAD: "dossier_preview"}
    if slug in named:
        return reverse(named[slug], args=[dossier.uid])
    return reverse("dossier_section", args=[dossier.uid, slug])


def url_of_part(dossier: Dossier, part: str) -> str:
    """The address at which a question, a paper or a part of the frame is written, down to its field."""
    page = page_of(dossier.rules, part)
    if page == PAPERS and not has_papers():
        return reverse("dossier_missing", args=[dossier.uid])
    return f"{url_of_page(dossier, page)}#{_anchor(dossier, part)}"


def _anchor(dossier: Dossier, part: str) -> str:
    """The id of what takes the focus: a browser gives it to the target of a link that can have it."""
    if part == CARRIER:
        return "id_is_carrier_permanent" if dossier.working_place.unit_id else "id_unit"
    if part in FRAME_PARTS:
        return {INSTITUTE: "id_institute", DURATION: "id_months"}[part]
    is_text = any(asked.slug == part and asked.kind in TEXT_KINDS for asked in dossier.rules.fields)
    return f"id_{part}" if is_text else f"div_id_{part}"


def placed(dossier: Dossier, problem: Problem) -> dict[str, Any]:
    """A verdict with the word of its level, its page and the address where it is mended."""
    return {
        "level": LEVELS[problem.level], "sentence": problem.sentence, "link": problem.link,
        "page": page_of(dossier.rules, problem.link), "url": url_of_part(dossier, problem.link),
    }  # fmt: skip


def counts(found: Iterable[Problem]) -> dict[str, int]:
    """How many block, warn, inform."""
    kept = list(found)
    return {word: sum(one.level is level for one in kept) for level, word in LEVELS.items()}


def locked_because(dossier: Dossier, roles: Iterable[str]) -> str:
    """Why nothing, or not everything, can be written now; empty when all can."""
    if dossier.is_editable_whole:
        return ""
    if dossier.state == S.COMPLETION:
        return _("The institute asks for some parts alone: the others are locked, as they were filed.")
    if dossier.state == S.FILED and Role.CARRIER in roles:
        return _("The dossier is filed: it can be read here, not changed. Until the closing you may take it back.")
    if dossier.state == S.FILED:
        return _(
            "The dossier is filed: it can be read here, not changed. Until the closing its carrier may take it back."
        )
    if dossier.state == S.LAPSED:
        return _("The call has closed and the dossier was not filed: it is kept here to be read.")
    return _("The dossier is being examined, or has been: it can be read here, not changed.")


def asked_completion(dossier: Dossier) -> Any:
    """The request for completion in force. One query in that state alone."""
    if dossier.state != S.COMPLETION:
        return None
    return dossier.completions.filter(state=CompletionState.ASKED).first()


def coeditors(dossier: Dossier) -> list[Any]:
    """Those who write with the carrier, and those invited. One query."""
    return list(dossier.coeditors.filter(removed_at=None).select_related("person"))


def names(dossier: Dossier, together: Iterable[Any]) -> dict[int, str]:
    """The names of those who write, by id. No query."""
    return {dossier.carrier_id: str(dossier.carrier)} | {
        one.person_id: str(one.person) for one in together if one.person is not None
    }


def steps(rules: Instrument) -> list[str]:
    """What follows, in the words of the rules: writing, then the steps of the instrument."""
    return [_("Draft"), *(str(Step(step).label) for step in rules.steps if step != Step.EXPRESSION)]
