"""The session itself: who is there, which dossier is called, what is written and concluded of it, the ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from evaluation.actions.sessions import BEFORE_END, locked_session, pulsed, taken, taken_item
from evaluation.actions.voting import require_quorum
from evaluation.enums import SectionOpinion, SessionKind
from evaluation.enums import SessionState as T
from evaluation.models import AgendaItem, PanelSession
from evaluation.pieces import NotOnScale, as_mark, as_word
from evaluation.sittings import room_of, runs
from instruments.spec import Judgement
from proposals.autosave import WrittenElsewhere
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

# the texts of an item, each with its revision
FIRST, SECOND, SYNTHESIS = "report", "second_report", "synthesis"
SLOTS = (FIRST, SECOND, SYNTHESIS)
LONGEST = 6000


class TextWrittenMeanwhile(WrittenElsewhere):
    """Somebody else wrote this since it was read; `value` is theirs, `revision` its number."""

    def __init__(self, current: str, revision: int) -> None:
        said = _("Somebody else changed this text while you were writing. Both are shown: keep one or join them.")
        super().__init__(current, revision, None, _("somebody else"), said)


@transaction.atomic
def note_presence(session: PanelSession, present: Iterable[int], *, at: datetime, by: Standing) -> None:
    """Who is in the room, by the ids of their seats; those not named are not."""
    locked = locked_session(session, by, *BEFORE_END)
    here = set(present)
    seats = list(locked.seats.all())
    changed = [seat for seat in seats if seat.is_present != (seat.pk in here)]
    for seat in changed:
        seat.is_present = not seat.is_present
        seat.save(update_fields=["is_present"])
    if changed:
        pulsed(locked)
        record(locked, "presence", by=by, at=at, present=sorted(seat.person_id for seat in seats if seat.is_present))


@transaction.atomic
def call_dossier(session: PanelSession, item: AgendaItem | None, *, at: datetime, by: Standing) -> None:
    """Call a dossier: those who are out of it leave now. With none, everybody comes back.

    Whoever is out of a dossier cannot call it; somebody else who runs the session does. An open vote holds it.
    """
    locked = locked_session(session, by, T.LIVE)
    fresh = taken_item(item, locked, by) if item else None
    if locked.current_id == (fresh.pk if fresh else None):
        return
    if locked.current_id and locked.items.filter(pk=locked.current_id, ballots__closed_at=None,
                                                 ballots__isnull=False).exists():  # fmt: skip
        raise Refused([_("A vote is open on the dossier being discussed: close it first.")])
    PanelSession.objects.filter(pk=locked.pk).update(current=fresh)
    if fresh and fresh.called_at is None:
        AgendaItem.objects.filter(pk=fresh.pk).update(called_at=at)
    pulsed(locked)
    record(locked, "call-dossier", by=by, at=at, dossier=str(fresh.dossier.uid) if fresh else "")


# -- texts -------------------------------------------------------------------------------------------
def slots_of(item: AgendaItem, session: PanelSession, standing: Standing) -> tuple[str, ...]:
    """The texts this person may write of an item they are not out of."""
    if session.state not in BEFORE_END or item.concluded_at:
        return ()
    is_first = item.first_rapporteur_id is not None and item.first_rapporteur_id == standing.person_id
    is_second = item.second_rapporteur_id is not None and item.second_rapporteur_id == standing.person_id
    writes = {FIRST: is_first, SECOND: is_second, SYNTHESIS: is_first or runs(session, standing)}
    return tuple(slot for slot in SLOTS if writes[slot])


@transaction.atomic
def write_text(item: AgendaItem, *, slot: str, text: str, revision: int, at: datetime, by: Standing) -> int:
    """Keep one text; `revision` is the one that was read. Returns the new one; the same text changes nothing.

    Raises TextWrittenMeanwhile, or Refused when this person does not write it now; KeyError for an unknown text.
    """
    if slot not in SLOTS:
        raise KeyError(slot)
    session = taken(item.session, *BEFORE_END)
    fresh = taken_item(item, session, by)
    if slot not in slots_of(fresh, session, by):
        raise Refused([_("This text is written by others, or the dossier is concluded.")])
    if len(text) > LONGEST:
        raise Refused([_("Keep to %(most)d characters (there are %(typed)d).") % {"most": LONGEST, "typed": len(text)}])
    column = f"{slot}_revision"
    current, kept = getattr(fresh, slot), getattr(fresh, column)
    if current == text:
        return int(kept)
    if kept != revision:
        raise TextWrittenMeanwhile(current, kept)
    AgendaItem.objects.filter(pk=fresh.pk).update(**{slot: text, column: kept + 1})
    pulsed(session, fresh)
    return int(kept) + 1


# -- conclusion --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Conclusion:
    """What the session concludes of one dossier: marks and words as typed, by criterion."""

    marks: Mapping[str, str]
    words: Mapping[str, str]
    group: str = ""
    is_unranked: bool = False
    opinion: str = ""


@transaction.atomic
def conclude(item: AgendaItem, said: Conclusion, *, revision: int, at: datetime, by: Standing) -> None:
    """Record what is concluded of the dossier being discussed. The quorum is counted without those who are out."""
    session = locked_session(item.session, by, T.LIVE)
    fresh = taken_item(item, session, by)
    if session.current_id != fresh.pk:
        raise Refused([_("Another dossier is being discussed: call this one first.")])
    if fresh.revision != revision:
        raise TextWrittenMeanwhile("", fresh.revision)
    scores, words, off_scale = _judged(fresh, said)
    if reasons := [*_lacking(session, fresh, said), *off_scale]:
        raise Refused(reasons)
    require_quorum(room_of(session, fresh))
    AgendaItem.objects.filter(pk=fresh.pk).update(
        scores=scores, words=words, group=said.group, is_unranked=said.is_unranked, opinion=said.opinion,
        rank=None if said.is_unranked else fresh.rank, concluded_at=at, revision=revision + 1,
    )  # fmt: skip
    pulsed(session, fresh)
    record(session, "conclude", by=by, at=at, dossier=str(fresh.dossier.uid), group=said.group, opinion=said.opinion)


def _lacking(session: PanelSession, item: AgendaItem, said: Conclusion) -> Iterable[str]:
    if not item.synthesis.strip():
        yield _("Write the synthesis first: it is what the carrier will read.")
    if item.ballots.filter(closed_at=None).exists():
        yield _("A vote is open on this dossier: close it first.")
    if session.kind == SessionKind.SECTION and said.opinion not in SectionOpinion.values:
        yield _("Choose the opinion of the section.")
    if session.kind == SessionKind.PANEL and not said.group and not said.is_unranked:
        yield _("Put the dossier in a group, or say that it is not ranked.")


def _judged(item: AgendaItem, said: Conclusion) -> tuple[dict[str, str], dict[str, int], list[str]]:
    """The marks and words as kept: only what was given, on the scale of the frozen rules; and what is not on it."""
    evaluation = item.dossier.rules.evaluation
    scores: dict[str, str] = {}
    words: dict[str, int] = {}
    off_scale = []
    for criterion in evaluation.criteria:
        try:
            if criterion.judgement is Judgement.SCORED:
                mark = as_mark(said.marks.get(criterion.slug, ""), evaluation.scale)
                if mark is not None:
                    scores[criterion.slug] = str(mark)
            else:
                word = as_word(said.words.get(criterion.slug, ""), criterion)
                if word is not None:
                    words[criterion.slug] = word
        except NotOnScale:
            off_scale.append(_("%(criterion)s: choose one of the marks of the scale.") % {"criterion": criterion.label})
    return scores, words, off_scale


@transaction.atomic
def return_to(item: AgendaItem, *, at: datetime, by: Standing) -> None:
    """Open the conclusion of a dossier again, as long as the session lasts."""
    session = locked_session(item.session, by, T.LIVE)
    fresh = taken_item(item, session, by)
    if fresh.concluded_at is None:
        return
    AgendaItem.objects.filter(pk=fresh.pk).update(concluded_at=None, revision=fresh.revision + 1)
    pulsed(session, fresh)
    record(session, "return-to", by=by, at=at, dossier=str(fresh.dossier.uid))


# -- ranks -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """The place of one dossier in the list; equal ranks are ex aequo. `tie_break`: what separated equal marks."""

    rank: int | None
    tie_break: str
    revision: int


def may_rank(session: PanelSession, standing: Standing) -> bool:
    """Whoever is out of a dossier of the list places none: a rank left free would tell theirs."""
    is_whole = session.items.count() == session.items.readable_by(standing).count()
    return is_whole and runs(session, standing) and session.kind == SessionKind.PANEL


@transaction.atomic
def rank_items(session: PanelSession, places: Mapping[int, Place], *, at: datetime, by: Standing) -> None:
    """Keep the ranked list, by item id. Raises TextWrittenMeanwhile when somebody placed one of them since."""
    locked = locked_session(session, by, T.LIVE)
    if not may_rank(locked, by):
        raise Refused([_("The list is ranked by somebody who is out of none of its dossiers.")])
    items = {item.pk: item for item in locked.items.all()}
    changed = []
    for pk, place in places.items():
        item = items.get(pk)
        if item is None or item.is_unranked or (item.rank, item.tie_break) == (place.rank, place.tie_break):
            continue
        if item.revision != place.revision:
            raise TextWrittenMeanwhile(str(item.rank or ""), item.revision)
        item.rank, item.tie_break, item.revision = place.rank, place.tie_break, item.revision + 1
        changed.append(item)
    if changed:
        AgendaItem.objects.bulk_update(changed, ["rank", "tie_break", "revision"])
        pulsed(locked)
        record(locked, "rank", by=by, at=at, number=len(changed))


def ranks_by_marks(marks: Mapping[int, Any]) -> dict[int, int]:
    """Item id -> rank by falling mark; equal marks have the same rank, and the next rank counts them all."""
    return {pk: 1 + sum(1 for other in marks.values() if other > mark) for pk, mark in marks.items()}


def chairs(session: PanelSession, standing: Standing) -> bool:
    return Role.SECTION_CHAIR in session.roles_of(standing)
