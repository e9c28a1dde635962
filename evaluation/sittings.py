"""Who is in the room: seats, who must be out of which dossier, who deliberates, what opens to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from directory.enums import Role
from directory.relations import know, known
from evaluation.access import REVIEW_STAFF, know_writers
from evaluation.enums import InterestLevel, Ruling, SeatRole

if TYPE_CHECKING:
    from directory.standing import Standing
    from evaluation.models import AgendaItem, PanelSession, Seat

# they prepare a session and keep its minutes; so does whoever sits as secretary
ORGANISING = frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION})
RUNNERS = ORGANISING | {Role.SECTION_CHAIR}
VOTING = (SeatRole.CHAIR, SeatRole.MEMBER)
# how an instance keeps the ids of its co-editors (`access.know_writers`)


@dataclass(frozen=True)
class Room:
    """Who deliberates on one dossier: those present with a voice, without those who must be out."""

    seats: tuple[Seat, ...]
    out_ids: frozenset[int]
    quorum: int

    @property
    def out(self) -> tuple[Seat, ...]:
        """Seated people who must be out, whether they came or not."""
        return tuple(seat for seat in self.seats if seat.person_id in self.out_ids)

    @property
    def voters(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if self.has_voice(seat))

    @property
    def present(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.is_present)

    @property
    def is_quorate(self) -> bool:
        """Whether enough deliberate; those who are out do not count."""
        return len(self.voters) >= self.quorum

    def has_voice(self, seat: Seat) -> bool:
        return seat.is_present and seat.role in VOTING and seat.person_id not in self.out_ids

    def seat_of(self, person_id: int | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


def room_of(session: PanelSession, item: AgendaItem | None, seats: Iterable[Seat] | None = None) -> Room:
    """The room while `item` is discussed; without one, everybody is in. Three queries at most."""
    seated = tuple(seats_of(session) if seats is None else seats)
    return Room(seated, out_of(item) if item else frozenset(), session.quorum)


def out_of(item: AgendaItem) -> frozenset[int]:
    """The ids of those who must be out of this dossier: recused, or carrying or writing it."""
    if known(item.dossier, Role.COEDITOR) is None:
        know_writers([item.dossier])
    recused = item.recusals.values_list("person", flat=True)
    writing = known(item.dossier, Role.COEDITOR) or frozenset()
    return frozenset(recused) | writing | {item.dossier.carrier_id}


def seats_of(session: PanelSession) -> list[Seat]:
    """Those who sit, read once per instance; what the rights ask of seats is answered from them."""
    if "_seats" not in session.__dict__:
        seats = list(session.seats.select_related("person__unit"))
        session.__dict__["_seats"] = seats
        know(session, Role.SECTION_CHAIR, (one.person_id for one in seats if one.role == SeatRole.CHAIR))
        know(session, Role.SECTION_MEMBER, (one.person_id for one in seats))
    found: list[Seat] = session.__dict__["_seats"]
    return found


def runs(session: PanelSession, standing: Standing) -> bool:
    """Whether this person prepares the session and keeps its minutes. One query at most."""
    return is_secretary(session, standing) or bool(session.roles_of(standing) & RUNNERS)


def is_secretary(session: PanelSession, standing: Standing) -> bool:
    return any(one.person_id == standing.person_id and one.role == SeatRole.SECRETARY for one in seats_of(session))


@dataclass(frozen=True)
class Opening:
    """What a person still has to say of dossiers before they open: item id -> whether it is open, and why not."""

    declared: Mapping[int, str]
    open_ids: frozenset[int]
    to_declare: tuple[int, ...]
    to_rule: tuple[int, ...]

    def is_open(self, item: AgendaItem) -> bool:
        return item.pk in self.open_ids


def openings(session: PanelSession, items: Iterable[AgendaItem], standing: Standing) -> Opening:
    """Which of these dossiers open to this person. Three queries at most, however many there are.

    Whoever sits with a voice declares first (product page §5); the staff who organise, and are not judges, do not.
    """
    from evaluation.models import Declaration, InterestRuling

    every = list(items)
    seat = next((one for one in seats_of(session) if one.person_id == standing.person_id), None)
    is_judge = seat is not None and seat.role in VOTING
    if not is_judge and session.roles_of(standing) & REVIEW_STAFF:
        return Opening({}, frozenset(item.pk for item in every), (), ())
    dossiers = [item.dossier_id for item in every]
    said = Declaration.objects.filter(person=standing.person_id or 0, dossier__in=dossiers).order_by()
    declared = dict(said.values_list("dossier", "level"))
    rulings = InterestRuling.objects.filter(person=standing.person_id or 0, dossier__in=dossiers).order_by()
    ruled: dict[int, set[str]] = {}
    for dossier, ruling in rulings.values_list("dossier", "ruling"):
        ruled.setdefault(dossier, set()).add(ruling)
    opened = [one for one in every if _opens(declared.get(one.dossier_id), ruled.get(one.dossier_id, set()))]
    return Opening(
        {one.pk: declared[one.dossier_id] for one in every if one.dossier_id in declared},
        frozenset(one.pk for one in opened),
        tuple(one.pk for one in every if one.dossier_id not in declared),
        tuple(one.pk for one in every if declared.get(one.dossier_id) == InterestLevel.MINOR and one not in opened),
    )


def _opens(level: str | None, rulings: set[str]) -> bool:
    if level is None or Ruling.EXCLUDED in rulings:
        return False
    return level == InterestLevel.NONE or (level == InterestLevel.MINOR and Ruling.ALLOWED in rulings)
