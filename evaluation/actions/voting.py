"""Votes of a session, and what becomes of them when somebody has to leave in the middle.

Everything takes its turn on the row of the session: of a voice and a recusal that arrive together, one is first.
A secret vote keeps who has voted and, apart, how many chose what: nothing links the two.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from evaluation.actions.sessions import BEFORE_END, locked_session, pulsed, put_out, taken, taken_item
from evaluation.enums import Choice, InterestGround
from evaluation.enums import SessionState as T
from evaluation.models import AgendaItem, Ballot, PanelSession, Tally, Voice
from evaluation.sittings import VOTING, openings, room_of
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Person
    from directory.standing import Standing
    from evaluation.sittings import Room


class VotedAlready(Refused):
    """The same person's second voice: the first one stands."""


@transaction.atomic
def open_ballot(item: AgendaItem, *, question: str, is_secret: bool, at: datetime, by: Standing) -> Ballot:
    """Put a question to the vote on the dossier being discussed. Raises Refused without the quorum."""
    session = locked_session(item.session, by, T.LIVE)
    fresh = _current(session, item, by)
    require_quorum(room_of(session, fresh))
    if fresh.ballots.filter(closed_at=None).exists():
        raise Refused([_("A vote is already open on this dossier: close it first.")])
    if not question.strip():
        raise Refused([_("Write the question that is put to the vote.")])
    ballot = _opened(fresh, question.strip(), is_secret=is_secret, at=at, by_id=by.person_id or 0)
    pulsed(session, fresh)
    record(session, "open-ballot", by=by, at=at, dossier=str(fresh.dossier.uid), is_secret=is_secret)
    return ballot


@transaction.atomic
def vote(ballot: Ballot, *, choice: str, at: datetime, by: Standing) -> None:
    """One voice of somebody present who has one. Raises VotedAlready, or Refused with what is lacking."""
    session = taken(ballot.item.session, T.LIVE)
    item = taken_item(ballot.item, session, by)
    if choice not in Choice.values:
        raise Refused([_("Choose for, against or abstention.")])
    _refuse_voice(session, item, by)
    open_one = Ballot.objects.filter(pk=ballot.pk, closed_at=None).first()
    if open_one is None:
        raise Refused([_("This vote is closed: your voice was not counted.")])
    _voice, is_new = Voice.objects.get_or_create(
        ballot=open_one, person_id=by.person_id or 0, defaults={"choice": "" if open_one.is_secret else choice}
    )
    if not is_new:
        raise VotedAlready([_("You have voted already: your first voice stands, nothing was counted twice.")])
    Tally.objects.filter(ballot=open_one, choice=choice).update(number=F("number") + 1)
    pulsed(session, item)


def _refuse_voice(session: PanelSession, item: AgendaItem, by: Standing) -> None:
    room = room_of(session, item)
    seat = room.seat_of(by.person_id)
    if seat is None or seat.role not in VOTING:
        raise Refused([_("You sit without a voice in this session.")])
    if not seat.is_present:
        raise Refused([_("You are not noted as present: ask the secretary to note it, then vote.")])
    if not room.has_voice(seat):
        raise Refused([_("You are out of this dossier: you do not vote on it.")])
    if not openings(session, [item], by).is_open(item):
        raise Refused([_("Declare first whether you have an interest in this dossier.")])


@transaction.atomic
def close_ballot(ballot: Ballot, *, at: datetime, by: Standing) -> None:
    """Close the vote: the sums show. Closing it again changes nothing."""
    session = locked_session(ballot.item.session, by, T.LIVE)
    item = taken_item(ballot.item, session, by)
    if Ballot.objects.filter(pk=ballot.pk, closed_at=None).update(closed_at=at):
        pulsed(session, item)
        record(session, "close-ballot", by=by, at=at, dossier=str(item.dossier.uid), sums=sums_of(ballot))


def sums_of(ballot: Ballot) -> dict[str, int]:
    """Choice -> how many."""
    return dict(ballot.tallies.order_by("choice").values_list("choice", "number"))


@transaction.atomic
def recuse(item: AgendaItem, *, person: Person, ground: str, at: datetime, by: Standing) -> None:
    """Put somebody who sits out of a dossier, by those who run the session, or by the person themselves."""
    session = taken(item.session, *BEFORE_END)
    if person.pk != by.person_id:
        locked_session(session, by, *BEFORE_END)
    fresh = taken_item(item, session, by)
    if ground not in InterestGround.values:
        raise Refused([_("Say what the interest rests on: choose one of the grounds.")])
    if not session.seats.filter(person=person).exists():
        raise Refused([_("This person has no seat in the session.")])
    recuse_now(session, fresh, person.pk, ground=ground, at=at, by=by)


def recuse_now(session: PanelSession, item: AgendaItem, person_id: int, *, ground: str, at: datetime,
               by: Standing) -> None:  # fmt: skip
    """The recusal, its turn on the session already taken: an open vote is put right in the same transaction."""
    if not put_out(item, person_id, ground=ground, evidence={}, at=at, by_id=by.person_id):
        return
    ballot = item.ballots.filter(closed_at=None).first()
    if ballot is not None:
        _put_right(item, ballot, person_id, at=at)
    pulsed(session)
    pulsed(session, item)
    record(session, "recuse", by=by, at=at, person=person_id, dossier=str(item.dossier.uid), ground=ground)


def _put_right(item: AgendaItem, ballot: Ballot, person_id: int, *, at: datetime) -> None:
    """Take the voice out of an open vote; a secret one, where nobody knows it, is set aside and opened again."""
    voice = ballot.voices.filter(person=person_id).first()
    if voice is None:
        return
    if not ballot.is_secret:
        Tally.objects.filter(ballot=ballot, choice=voice.choice).update(number=F("number") - 1)
        voice.delete()
        return
    ballot.tallies.all().delete()
    Ballot.objects.filter(pk=ballot.pk).update(closed_at=at, set_aside_at=at)
    _opened(item, ballot.question, is_secret=True, at=at, by_id=ballot.opened_by_id)


def _opened(item: AgendaItem, question: str, *, is_secret: bool, at: datetime, by_id: int) -> Ballot:
    """A vote with its three sums at nought."""
    ballot = Ballot.objects.create(item=item, question=question, is_secret=is_secret, opened_at=at, opened_by_id=by_id)
    Tally.objects.bulk_create(Tally(ballot=ballot, choice=choice) for choice in Choice.values)
    return ballot


def _current(session: PanelSession, item: AgendaItem, by: Standing) -> AgendaItem:
    """The dossier, if it is the one being discussed."""
    fresh = taken_item(item, session, by)
    if session.current_id != fresh.pk:
        raise Refused([_("Another dossier is being discussed: call this one first.")])
    return fresh


def require_quorum(room: Room) -> None:
    """Raises Refused, with the numbers, when too few deliberate."""
    if not room.is_quorate:
        sentence = _("The quorum is %(quorum)d; without those who are out, %(voters)d deliberate.")
        raise Refused([sentence % {"quorum": room.quorum, "voters": len(room.voters)}])
