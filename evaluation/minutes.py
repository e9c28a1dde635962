"""What the minutes of a session say, as plain values: frozen when the chair signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evaluation.enums import Choice, Group, SeatRole, SectionOpinion
from evaluation.pieces import mark_said
from evaluation.score_table import overall_marks
from evaluation.sittings import out_of
from instruments.spec import Judgement

if TYPE_CHECKING:
    from evaluation.models import AgendaItem, Ballot, PanelSession

Minutes = dict[str, Any]


def minutes_of(session: PanelSession) -> Minutes:
    """Who sat, who was out of which dossier, what was concluded of each, what was voted: names, sums and texts.

    Of a secret vote, the sums alone; of an open one, who chose what.
    """
    items = list(
        session.items.for_marks().select_related("dossier__carrier", "first_rapporteur", "second_rapporteur")
        .prefetch_related("recusals__person", "ballots__tallies", "ballots__voices__person")
    )  # fmt: skip
    seats = list(session.seats.select_related("person"))
    names = {seat.person_id: str(seat.person) for seat in seats}
    marks = overall_marks(items)
    return {
        "title": session.title, "kind": session.kind, "institute": str(session.institute),
        "section": str(session.section or ""), "starts_at": session.starts_at.isoformat(), "place": session.place,
        "opened_at": session.opened_at.isoformat() if session.opened_at else "",
        "closed_at": session.closed_at.isoformat() if session.closed_at else "", "quorum": session.quorum,
        "seats": [{"name": names[seat.person_id], "role": seat.role, "is_present": seat.is_present} for seat in seats],
        "items": [_item(one, names, marks[one.pk]) for one in items],
    }  # fmt: skip


def _item(item: AgendaItem, names: Mapping[int, str], mark: Any) -> dict[str, Any]:
    dossier, out = item.dossier, out_of(item)
    return {
        "uid": str(item.uid), "reference": dossier.reference, "title": dossier.title, "acronym": dossier.acronym,
        "carrier": str(dossier.carrier), "synthesis": item.synthesis,
        "rapporteurs": [str(one) for one in (item.first_rapporteur, item.second_rapporteur) if one],
        "out": sorted(name for pk, name in names.items() if pk in out),
        "group": item.group, "is_unranked": item.is_unranked, "rank": item.rank, "tie_break": item.tie_break,
        "opinion": item.opinion, "mark": "" if mark is None else str(round(mark * 100)), "judged": list(_judged(item)),
        "ballots": [_ballot(one) for one in item.ballots.all()],
    }  # fmt: skip


def _judged(item: AgendaItem) -> Iterable[dict[str, str]]:
    """What the session itself gave, criterion by criterion, in both languages."""
    for criterion in item.dossier.rules.evaluation.criteria:
        said = {"fr": criterion.label.said("fr"), "en": criterion.label.said("en")}
        if criterion.judgement is Judgement.SCORED and criterion.slug in item.scores:
            yield {**said, "mark": item.scores[criterion.slug], "word_fr": "", "word_en": ""}
        elif criterion.slug in item.words:
            word = criterion.words[item.words[criterion.slug]]
            yield {**said, "mark": "", "word_fr": word.said("fr"), "word_en": word.said("en")}


def _ballot(ballot: Ballot) -> dict[str, Any]:
    voices = [] if ballot.is_secret else [
        {"name": str(voice.person), "choice": voice.choice} for voice in ballot.voices.all()
    ]  # fmt: skip
    return {
        "question": ballot.question, "is_secret": ballot.is_secret, "is_set_aside": ballot.set_aside_at is not None,
        "sums": {tally.choice: tally.number for tally in ballot.tallies.all()}, "voices": voices,
    }  # fmt: skip


def without(minutes: Minutes, hidden: Iterable[str]) -> Minutes:
    """The minutes as if some dossiers (uids of their items) had not been there: ranks close up."""
    gone = set(hidden)
    if not gone:
        return minutes
    items = [one for one in minutes["items"] if one["uid"] not in gone]
    ranks = [one["rank"] for one in items if one["rank"]]
    return {**minutes, "items": [{**one, "rank": shown_rank(one["rank"], ranks)} for one in items]}


def shown_rank(rank: int | None, ranks: Iterable[int]) -> int | None:
    """A rank among those that the reader sees: a place left free would tell what is hidden."""
    return None if rank is None else 1 + sum(other < rank for other in ranks)


def said(minutes: Minutes, language: str) -> Minutes:
    """The minutes with slugs, marks and moments put into words, as a page or a PDF prints them in `language`."""
    return {
        **minutes,
        "starts_at": datetime.fromisoformat(minutes["starts_at"]),
        "seats": [{**one, "role": SeatRole(one["role"]).label} for one in minutes["seats"]],
        # a template reads `items` of a dictionary as its method
        "items_said": [_item_said(one, language) for one in minutes["items"]],
    }


def _item_said(item: dict[str, Any], language: str) -> dict[str, Any]:
    judged = [
        {"label": one[language], "said": mark_said(Decimal(one["mark"]), language) if one["mark"] else
         one[f"word_{language}"]} for one in item["judged"]
    ]  # fmt: skip
    return {
        **item, "group": Group(item["group"]).label if item["group"] else "",
        "opinion": SectionOpinion(item["opinion"]).label if item["opinion"] else "", "judged": judged,
        "ballots": [_ballot_said(one) for one in item["ballots"]],
    }  # fmt: skip


def _ballot_said(ballot: dict[str, Any]) -> dict[str, Any]:
    return {
        **ballot, "sums": [(choice.label, ballot["sums"].get(choice.value, 0)) for choice in Choice],
        "voices": [{**one, "choice": Choice(one["choice"]).label} for one in ballot["voices"]],
    }  # fmt: skip
