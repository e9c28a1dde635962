"""Preparing a session: who sits, on which dossiers, who reports on them, who must be out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from directory.models import Person
from directory.standing import paris_today
from evaluation.agenda import best_order
from evaluation.enums import InterestLevel, Ruling, SeatRole, SessionKind
from evaluation.enums import SessionState as T
from evaluation.interests import Found, found
from evaluation.models import AgendaItem, Declaration, InterestRuling, PanelSession, Recusal, Seat
from evaluation.sittings import VOTING, runs
from notifications.mails import post
from proposals.enums import DossierState as S
from proposals.models import Dossier
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

# what can be put on the agenda of each kind of session
DISCUSSED = {SessionKind.PANEL: (S.ADMISSIBLE, S.IN_REVIEW), SessionKind.SECTION: (S.IN_SECTION,)}
ORGANISERS = (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION)
BEFORE_END = (T.PREPARED, T.LIVE)


# -- locks -------------------------------------------------------------------------------------------
def locked_session(session: PanelSession, by: Standing, *states: str) -> PanelSession:
    """The session, locked, if `by` runs it and it is in one of `states`. Every act on a session takes this turn."""
    locked = taken(session, *states)
    if not runs(locked, by):
        raise Refused([_("This act belongs to those who organise or chair the session.")])
    return locked


def taken(session: PanelSession, *states: str) -> PanelSession:
    """The session, locked, in one of `states`. Raises Refused, with what it has become."""
    locked = PanelSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state not in states:
        raise Refused([_("The session is now “%(state)s”: nothing was done.") % {"state": locked.current_state.label}])
    return locked


def taken_item(item: AgendaItem, session: PanelSession, by: Standing) -> AgendaItem:
    """The dossier of the agenda as it is now, unless `by` must be out of it. The session is locked already."""
    fresh = session.items.readable_by(by).select_related("dossier__version", "dossier__call").filter(pk=item.pk).first()
    if fresh is None:
        raise Refused([_("You are out of this dossier, or it has left the agenda: nothing was done.")])
    return fresh


def pulsed(session: PanelSession, item: AgendaItem | None = None) -> None:
    """Tell the screens: all of them, or those that show this dossier."""
    if item is None:
        PanelSession.objects.filter(pk=session.pk).update(pulse=F("pulse") + 1)
    else:
        AgendaItem.objects.filter(pk=item.pk).update(pulse=F("pulse") + 1)


# -- frame -------------------------------------------------------------------------------------------
@transaction.atomic
def prepare_session(*, institute: Any, kind: str, section: Any = None, title: str, starts_at: datetime, place: str = "",
                    quorum: int, at: datetime, by: Standing) -> PanelSession:  # fmt: skip
    """A new session of the institute's panel, or of a section asked by the institute: its office-holders sit."""
    if not any(institute.pk in by.scope_ids(role, Scope.INSTITUTE) for role in ORGANISERS):
        raise Refused([_("A session is prepared by the international officer or the direction of its institute.")])
    session = PanelSession.objects.create(
        institute=institute, kind=kind, section=section if kind == SessionKind.SECTION else None, title=title,
        starts_at=starts_at, place=place, quorum=quorum, prepared_by_id=by.person_id or 0, state_since=at,
    )  # fmt: skip
    record(session, "prepare", by=by, at=at)
    if session.section_id:
        _seat_section(session)
    return session


def _seat_section(session: PanelSession) -> None:
    """Those in office in the section today; somebody who is both member and chair sits as chair."""
    roles: dict[int, str] = {}
    for role, seat in ((Role.SECTION_MEMBER, SeatRole.MEMBER), (Role.SECTION_CHAIR, SeatRole.CHAIR)):
        held = Q(offices__role=role, offices__section=session.section_id, offices__starts__lte=paris_today())
        held &= Q(offices__ends=None) | Q(offices__ends__gte=paris_today())
        for pk in Person.objects.filter(held, is_active=True).order_by("pk").values_list("pk", flat=True):
            is_second_chair = seat == SeatRole.CHAIR and SeatRole.CHAIR in roles.values()
            roles[pk] = SeatRole.MEMBER if is_second_chair else seat
    Seat.objects.bulk_create(Seat(session=session, person_id=pk, role=role) for pk, role in roles.items())


@transaction.atomic
def change_session(session: PanelSession, *, at: datetime, by: Standing, **fields: Any) -> None:
    """Change title, day, place or quorum, as long as the session is not over."""
    locked = locked_session(session, by, *BEFORE_END)
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(locked, name, fields[name])
    locked.save(update_fields=changed)
    pulsed(locked)
    record(locked, "change", by=by, at=at, changed=changed)


@transaction.atomic
def convene(session: PanelSession, *, at: datetime, by: Standing) -> int:
    """Write to those who sit and were not written to yet. Returns how many."""
    locked = locked_session(session, by, T.PREPARED)
    seats = list(locked.seats.filter(convened_at=None).select_related("person"))
    if not seats:
        return 0
    post("session.convened", locked, event=f"session-convened-{locked.uid}", people=[seat.person for seat in seats])
    locked.seats.filter(pk__in=[seat.pk for seat in seats]).update(convened_at=at)
    record(locked, "convene", by=by, at=at, number=len(seats))
    return len(seats)


# -- seats -------------------------------------------------------------------------------------------
@transaction.atomic
def seat_person(session: PanelSession, *, person: Person, role: str, at: datetime, by: Standing) -> Seat:
    """Give a seat, or change its role. What excludes this person from dossiers of the agenda is recorded at once."""
    locked = locked_session(session, by, *BEFORE_END)
    if role == SeatRole.CHAIR and locked.seats.filter(role=SeatRole.CHAIR).exclude(person=person).exists():
        raise Refused([_("Somebody already chairs this session: give them another role first.")])
    seat, is_new = Seat.objects.get_or_create(session=locked, person=person, defaults={"role": role})
    if not is_new and seat.role == role:
        return seat
    seat.role = role
    seat.save(update_fields=["role"])
    exclude_linked(locked, people=[person], at=at)
    pulsed(locked)
    record(locked, "seat", by=by, at=at, person=person.pk, role=role)
    return seat


@transaction.atomic
def unseat(session: PanelSession, seat: Seat, *, at: datetime, by: Standing) -> None:
    """Withdraw a seat, before the session opens; the person no longer reports on anything there."""
    locked = locked_session(session, by, T.PREPARED)
    AgendaItem.objects.filter(session=locked, first_rapporteur=seat.person_id).update(first_rapporteur=None)
    AgendaItem.objects.filter(session=locked, second_rapporteur=seat.person_id).update(second_rapporteur=None)
    Recusal.objects.filter(item__session=locked, person=seat.person_id).delete()
    locked.seats.filter(pk=seat.pk).delete()
    record(locked, "unseat", by=by, at=at, person=seat.person_id)


# -- agenda ------------------------------------------------------------------------------------------
def candidates(session: PanelSession, standing: Standing) -> Any:
    """The institute's dossiers that this session may discuss and that no other session already has."""
    taken_up = AgendaItem.objects.filter(session__kind=session.kind).exclude(session__state=T.CANCELLED)
    found = Dossier.objects.filter(institute=session.institute_id, state__in=DISCUSSED[SessionKind(session.kind)])
    found = found.exclude(pk__in=taken_up.values("dossier"))
    return found.exclude(pk__in=Dossier.objects.written_by(standing).values("pk"))


@transaction.atomic
def add_dossiers(session: PanelSession, dossiers: Iterable[Dossier], *, at: datetime, by: Standing) -> int:
    """Put dossiers at the end of the agenda; what excludes people who sit is recorded at once. Returns how many."""
    locked = locked_session(session, by, *BEFORE_END)
    wanted = [dossier.pk for dossier in dossiers]
    # two sessions that want the same dossier take turns on it
    free = list(Dossier.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    allowed = set(candidates(locked, by).filter(pk__in=wanted).values_list("pk", flat=True))
    free = [dossier for dossier in free if dossier.pk in allowed]
    last = locked.items.order_by("-position").values_list("position", flat=True).first() or 0
    ordered = sorted(free, key=lambda one: wanted.index(one.pk))
    AgendaItem.objects.bulk_create(
        AgendaItem(session=locked, dossier=one, position=last + place) for place, one in enumerate(ordered, start=1)
    )
    if ordered:
        exclude_linked(locked, dossiers=ordered, at=at)
        pulsed(locked)
        record(locked, "add-dossier", by=by, at=at, number=len(ordered))
    return len(ordered)


@transaction.atomic
def take_off(item: AgendaItem, *, at: datetime, by: Standing) -> None:
    """Take a dossier off the agenda, as long as nothing was said of it in session."""
    locked = locked_session(item.session, by, *BEFORE_END)
    fresh = taken_item(item, locked, by)
    if fresh.called_at or fresh.ballots.exists():
        raise Refused([_("This dossier was already called in session: it stays on the agenda.")])
    fresh.recusals.all().delete()
    fresh.delete()
    pulsed(locked)
    record(locked, "take-dossier", by=by, at=at, dossier=str(fresh.dossier.uid))


@transaction.atomic
def move_item(item: AgendaItem, *, places: int, at: datetime, by: Standing) -> None:
    """Move a dossier up (negative) or down the agenda, among those that `by` reads."""
    locked = locked_session(item.session, by, *BEFORE_END)
    taken_item(item, locked, by)
    order = list(locked.items.readable_by(by).order_by("position", "pk").values_list("pk", flat=True))
    here = order.index(item.pk)
    there = max(0, min(len(order) - 1, here + places))
    order.insert(there, order.pop(here))
    _keep_order(locked, order, at, by)


@transaction.atomic
def order_agenda(session: PanelSession, *, at: datetime, by: Standing) -> None:
    """The order in which people leave the room least often, over the whole agenda."""
    locked = locked_session(session, by, *BEFORE_END)
    _keep_order(locked, best_agenda(locked), at, by)


def best_agenda(session: PanelSession) -> list[int]:
    """The ids of the agenda in the best order; two queries."""
    items = list(session.items.order_by("position", "pk").values_list("pk", flat=True))
    return best_order(items, recusals_by_item(session))


def recusals_by_item(session: PanelSession) -> Mapping[int, frozenset[int]]:
    """Item id -> the people who are out of it."""
    rows: dict[int, set[int]] = {}
    for item, person in Recusal.objects.filter(item__session=session).order_by().values_list("item", "person"):
        rows.setdefault(item, set()).add(person)
    return {item: frozenset(people) for item, people in rows.items()}


def _keep_order(session: PanelSession, order: Sequence[int], at: datetime, by: Standing) -> None:
    """Those named take, in this order, the places they had among them; others stay where they are."""
    rows = {one.pk: one for one in session.items.all()}
    places = sorted(rows[pk].position for pk in order)
    changed = []
    for pk, place in zip(order, places, strict=True):
        if rows[pk].position != place:
            rows[pk].position = place
            changed.append(rows[pk])
    if changed:
        AgendaItem.objects.bulk_update(changed, ["position"])
        pulsed(session)
        record(session, "reorder", by=by, at=at)


@transaction.atomic
def name_rapporteurs(item: AgendaItem, *, first: int | None, second: int | None, at: datetime, by: Standing) -> None:
    """Who reports on this dossier: two different people with a voice, never somebody who is out of it."""
    locked = locked_session(item.session, by, *BEFORE_END)
    fresh = taken_item(item, locked, by)
    named = [pk for pk in (first, second) if pk]
    if len(set(named)) < len(named):
        raise Refused([_("The two rapporteurs are two different people.")])
    if named and locked.seats.filter(person__in=named, role__in=VOTING).count() < len(named):
        raise Refused([_("A rapporteur is somebody who sits with a voice.")])
    if fresh.recusals.filter(person__in=named).exists():
        raise Refused([_("Somebody who is out of this dossier cannot report on it.")])
    fresh.first_rapporteur_id, fresh.second_rapporteur_id = first or None, second or None
    fresh.save(update_fields=["first_rapporteur", "second_rapporteur"])
    pulsed(locked, fresh)
    record(locked, "name-rapporteurs", by=by, at=at, dossier=str(fresh.dossier.uid))


# -- interests ---------------------------------------------------------------------------------------
def links(session: PanelSession, *, dossiers: Iterable[Dossier] | None = None,
          people: Iterable[Person] | None = None) -> list[Found]:  # fmt: skip
    """The links between those who sit and the dossiers of the agenda, with their evidence."""
    if dossiers is None:
        dossiers = [item.dossier for item in session.items.for_list().order_by("position", "pk")]
    if people is None:
        people = [seat.person for seat in session.seats.select_related("person__unit").order_by("pk")]
    return found(list(dossiers), list(people))


def exclude_linked(session: PanelSession, *, at: datetime, dossiers: Iterable[Dossier] | None = None,
                   people: Iterable[Person] | None = None) -> int:  # fmt: skip
    """Record what excludes by itself: links found, and excluding declarations or rulings given before."""
    items = {item.dossier_id: item for item in session.items.select_related("dossier")}
    seated = set(session.seats.values_list("person", flat=True))
    rows: dict[tuple[int, int], tuple[str, dict[str, str]]] = {}
    for one in links(session, dossiers=dossiers, people=people):
        if one.is_excluding:
            rows.setdefault((one.dossier_id, one.person_id), (one.ground.value, dict(one.evidence)))
    said = Declaration.objects.filter(dossier__in=items, person__in=seated, level=InterestLevel.EXCLUDING).order_by()
    for dossier, person, ground in said.values_list("dossier", "person", "ground"):
        rows.setdefault((dossier, person), (ground, {}))
    ruled = InterestRuling.objects.filter(dossier__in=items, person__in=seated, ruling=Ruling.EXCLUDED).order_by()
    for dossier, person, ground in ruled.values_list("dossier", "person", "ground"):
        rows.setdefault((dossier, person), (ground, {}))
    for (dossier, person), (ground, evidence) in rows.items():
        put_out(items[dossier], person, ground=ground, evidence=evidence, at=at, by_id=None)
    return len(rows)


def put_out(item: AgendaItem, person_id: int, *, ground: str, evidence: Mapping[str, str], at: datetime,
            by_id: int | None) -> bool:  # fmt: skip
    """The recusal itself: the person reports on nothing there. False when they were out already."""
    _recusal, is_new = Recusal.objects.get_or_create(
        item=item, person_id=person_id,
        defaults={"ground": ground, "evidence": dict(evidence), "recorded_at": at, "recorded_by_id": by_id},
    )  # fmt: skip
    AgendaItem.objects.filter(pk=item.pk, first_rapporteur=person_id).update(first_rapporteur=None)
    AgendaItem.objects.filter(pk=item.pk, second_rapporteur=person_id).update(second_rapporteur=None)
    return is_new


@transaction.atomic
def declare(session: PanelSession, words: Mapping[AgendaItem, tuple[str, str, str]], *, at: datetime,
            by: Standing) -> None:  # fmt: skip
    """What somebody who sits declares on each dossier: (level, ground, text). Excluding: they are out at once."""
    from evaluation.actions.voting import recuse_now

    locked = taken(session, *BEFORE_END)
    if not locked.seats.filter(person=by.person_id or 0).exists():
        raise Refused([_("Those who sit in the session declare their interests.")])
    for item, (level, ground, text) in words.items():
        fresh = taken_item(item, locked, by)
        if level != InterestLevel.NONE and not ground:
            raise Refused([_("Say what the interest rests on: choose one of the grounds.")])
        Declaration.objects.update_or_create(
            person_id=by.person_id or 0, dossier_id=fresh.dossier_id,
            defaults={"level": level, "ground": ground if level != InterestLevel.NONE else "", "text": text,
                      "declared_at": at},
        )  # fmt: skip
        if level == InterestLevel.EXCLUDING:
            recuse_now(locked, fresh, by.person_id or 0, ground=ground, at=at, by=by)
    record(locked, "declare", by=by, at=at, number=len(words))


@transaction.atomic
def rule(item: AgendaItem, *, person: Person, ruling: str, ground: str, reason: str, at: datetime,
         by: Standing) -> None:  # fmt: skip
    """Rule on an interest found or declared that does not exclude by itself. Raises Refused without a reason."""
    from evaluation.actions.voting import recuse_now

    locked = locked_session(item.session, by, *BEFORE_END)
    fresh = taken_item(item, locked, by)
    if person.pk == by.person_id:
        raise Refused([_("Nobody rules on their own interest: somebody else of the session does.")])
    if not reason.strip():
        raise Refused([_("A reason is needed: write in a few words why.")])
    InterestRuling.objects.update_or_create(
        person=person, dossier_id=fresh.dossier_id, ground=ground,
        defaults={"ruling": ruling, "reason": reason.strip(), "ruled_by_id": by.person_id or 0, "ruled_at": at},
    )  # fmt: skip
    record(locked, "rule", by=by, at=at, reason=reason, person=person.pk, dossier=str(fresh.dossier.uid), ruling=ruling)
    if ruling == Ruling.EXCLUDED:
        recuse_now(locked, fresh, person.pk, ground=ground, at=at, by=by)
    pulsed(locked, fresh)


@transaction.atomic
def lift_recusal(recusal: Recusal, *, reason: str, at: datetime, by: Standing) -> None:
    """Let somebody in again, with a reason; never where a link excludes by itself, nor one's own."""
    locked = locked_session(recusal.item.session, by, *BEFORE_END)
    item = taken_item(recusal.item, locked, by)
    if any(one.is_excluding for one in found([item.dossier], [recusal.person])):
        raise Refused([_("This link excludes by itself: nobody can let the person in.")])
    if not reason.strip():
        raise Refused([_("A reason is needed: write in a few words why.")])
    Recusal.objects.filter(pk=recusal.pk).delete()
    Declaration.objects.filter(person=recusal.person_id, dossier=item.dossier_id).delete()
    InterestRuling.objects.filter(person=recusal.person_id, dossier=item.dossier_id, ruling=Ruling.EXCLUDED).delete()
    pulsed(locked)
    record(locked, "lift-recusal", by=by, at=at, reason=reason, person=recusal.person_id, dossier=str(item.dossier.uid))
