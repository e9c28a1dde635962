"""The dossiers somebody writes, each with what is asked of them and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from instruments.spec import Level
from proposals.content import content_of
from proposals.enums import CompletionState
from proposals.enums import DossierState as S
from proposals.facts import verdicts
from proposals.models import CompletionRequest, Dossier
from workflow.table import Kind
from workflow.telling import shape_for

if TYPE_CHECKING:
    from directory.standing import Standing

TO_DO, RUNNING, OVER = "to-do", "running", "over"
WRITABLE = (S.DRAFT, S.INVITED, S.ADVISED_AGAINST)
ASKED = Prefetch("completions", CompletionRequest.objects.filter(state=CompletionState.ASKED), to_attr="asked_now")


@dataclass(frozen=True)
class Mine:
    """One row: the dossier, what is asked in words, by when, in which group it stands."""

    dossier: Dossier
    asked: str
    group: str
    due: datetime | None = None
    missing: int | None = None

    @property
    def state_label(self) -> str:
        """The state in the words meant for who writes: they stand in none of the inner circles. No query."""
        return str(self.dossier.current_state.said_to(public=True))

    @property
    def shape(self) -> str:
        return str(shape_for(self.dossier.current_state, {Role.CARRIER}).value)


def my_dossiers(standing: Standing, now: datetime) -> list[Mine]:
    """What one carries, co-edits, or opened as an officer and is not filed; soonest first. Thirteen queries at most."""
    written = Dossier.objects.written_by(standing).values("pk")
    mine = Q(pk__in=written) | Q(opened_by=standing.person_id, filing=None, is_with_institute=True)
    found = Dossier.objects.filter(mine).exclude(state=S.DISCARDED)
    drafts = {one.pk: one for one in found.filter(state__in=WRITABLE).for_content().prefetch_related(ASKED)}
    others = list(found.exclude(pk__in=drafts).for_list().prefetch_related(ASKED))
    rows = [row_of(one, now, missing_in(one) if one.pk in drafts else None) for one in [*drafts.values(), *others]]
    return sorted(rows, key=lambda row: (row.due is None, row.due or now, -row.dossier.pk))


def missing_in(dossier: Dossier) -> int:
    """How many things prevent the filing; `dossier` comes from `for_content()`."""
    found = verdicts(dossier.rules, content_of(dossier))
    return sum(one.level is Level.BLOCK for one in found)


def row_of(dossier: Dossier, now: datetime, missing: int | None) -> Mine:
    """What is asked of whoever writes `dossier`; `missing` counts what blocks, None where it does not matter."""
    closes = dossier.closes
    if dossier.state in WRITABLE and closes is not None and closes <= now:
        return Mine(dossier, _("The call has closed: this dossier was not filed."), OVER)
    if dossier.lacks_invitation:
        return _uninvited(dossier, now)
    if dossier.state in WRITABLE:
        return Mine(dossier, left_to_do(missing or 0), TO_DO, closes, missing)
    if dossier.state == S.COMPLETION:
        asked = dossier.asked_now[0] if dossier.asked_now else None  # type: ignore[attr-defined]
        return Mine(dossier, _("The institute asks for some parts again."), TO_DO, asked.due if asked else None)
    if dossier.taken_back_at is not None:
        sentence = (
            _("Taken back to be corrected: file it again before the closing, or the filed version stands.")
            if closes is not None
            else _(
                "Taken back to be corrected: the institute waits until you file it again, or keep the filed version."
            )
        )
        return Mine(dossier, sentence, TO_DO, closes)
    if dossier.current_state.kind is Kind.FINAL:
        return Mine(dossier, "", OVER)
    if dossier.state == S.FILED and dossier.blocks:
        return _unmet(dossier, now)
    return Mine(dossier, _("Nothing is asked of you now."), RUNNING)


def _unmet(dossier: Dossier, now: datetime) -> Mine:
    """Filed, and a rule that blocks is no longer met: a document was refused since (`receivers.py` counts it)."""
    sentence = _("A rule that blocks is no longer met: the page of the dossier says which, and what to do.")
    if dossier.may_be_received_at(now):
        return Mine(dossier, sentence, TO_DO, dossier.closes)
    return Mine(dossier, sentence, RUNNING)


def _uninvited(dossier: Dossier, now: datetime) -> Mine:
    """What is asked where the institute's invitation comes before any filing."""
    if dossier.may_express_at(now):
        return Mine(dossier, _("Express interest first: the institute then invites you to file."), TO_DO,
                    dossier.call.expression_closes or dossier.closes)  # fmt: skip
    if dossier.state == S.EXPRESSED:
        return Mine(dossier, _("The institute has your expression of interest, and answers it."), RUNNING)
    return Mine(dossier, _("In this call, only the teams that are invited file."), RUNNING)


def left_to_do(missing: int) -> str:
    """How much is left before filing, in words."""
    if not missing:
        return _("Nothing is missing: reread it and file it.")
    said = ngettext("To finish and file: %(count)d thing is missing.",
                    "To finish and file: %(count)d things are missing.", missing)  # fmt: skip
    return said % {"count": missing}
