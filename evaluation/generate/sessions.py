"""Sessions of invented dossiers: sections heard and to be heard, panels that ranked short lists; minutes signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from directory.models import Person, Section
from evaluation.enums import Choice, Group, InterestGround, InterestLevel, Outcome, SeatRole, SectionOpinion
from evaluation.enums import SessionKind as K
from evaluation.enums import SessionState as T
from evaluation.generate.lists import Case, Listed
from evaluation.generate.pool import SEATS, Pool
from evaluation.minutes import minutes_of
from evaluation.models import AgendaItem, Ballot, Declaration, PanelSession, Recusal, Seat, Tally, Voice
from evaluation.scores import scores_of
from proposals.generate.chains import Chains
from proposals.generate.parts import random_uid

AT_ONCE = 12
# a recusal, a vote: on one dossier in so many
RECUSED, VOTED = 6, 4
SYNTHESIS = "La séance retient la qualité du partenariat et la place des jeunes chercheurs ; le calendrier tient."
GROUPS = {Outcome.SELECTED: Group.A, Outcome.RESERVE: Group.B, Outcome.NOT_SELECTED: Group.C}
OPINIONS = {Outcome.SELECTED: SectionOpinion.VERY_FAVOURABLE, Outcome.NOT_SELECTED: SectionOpinion.RESERVED}
STEPS = (("open", T.PREPARED, T.LIVE), ("close", T.LIVE, T.CLOSED), ("sign", T.CLOSED, T.SIGNED))


def write_sessions(place: Listed, pool: Pool, sections: Sequence[Section], chains: Chains, rng: Random) -> None:
    """Sections heard, twelve dossiers at once; one to be held; the panel of a list short enough for one sitting."""
    heard = [one for one in place.cases if "give-section-opinion" in one.when]
    if sections:
        for start in range(0, len(heard), AT_ONCE):
            _held(place, heard[start : start + AT_ONCE], rng.choice(sections), pool, chains, rng)
        if before := [one for one in place.cases if one.dossier.state == "in-section"]:
            _begun(place, before[:AT_ONCE], rng.choice(sections), pool, chains, rng)
    ranked = [one for one in place.cases if "rank" in one.when]
    if 0 < len(ranked) <= AT_ONCE:
        _held(place, ranked, None, pool, chains, rng)


def _begun(place: Listed, cases: list[Case], section: Section | None, pool: Pool, chains: Chains,
           rng: Random) -> tuple[PanelSession, list[Person], list[AgendaItem]]:  # fmt: skip
    """Prepared: frame, seats, agenda."""
    begins = max(case.when["start-review"] for case in cases) + timedelta(days=22)
    title = f"{section or 'Panel'}, {place.call.title_fr}"[:200]
    session = PanelSession.objects.create(
        uid=random_uid(rng), kind=K.SECTION if section else K.PANEL, institute=place.institute, section=section,
        title=title, starts_at=begins, place="Salle inventée", quorum=3, prepared_by=place.officer,
        state_since=begins - timedelta(days=10),
    )  # fmt: skip
    people = rng.sample(pool.members, SEATS)
    Seat.objects.bulk_create(
        Seat(session=session, person=person, role=SeatRole.MEMBER if turn else SeatRole.CHAIR, convened_at=begins)
        for turn, person in enumerate(people)
    )
    items = AgendaItem.objects.bulk_create(
        AgendaItem(uid=random_uid(rng), session=session, dossier=case.dossier, position=turn,
                   first_rapporteur=people[turn % SEATS], second_rapporteur=people[(turn + 1) % SEATS])
        for turn, case in enumerate(cases, start=1)
    )  # fmt: skip
    chains.add(session, "prepare", at=begins - timedelta(days=10), person_id=place.officer.pk)
    chains.add(session, "add-dossier", at=begins - timedelta(days=9), person_id=place.officer.pk,
               data={"number": len(items)})  # fmt: skip
    return session, people, items


def _held(place: Listed, cases: list[Case], section: Section | None, pool: Pool, chains: Chains, rng: Random) -> None:
    """Held and signed: everybody present has declared, some went out, some dossiers were voted."""
    session, people, items = _begun(place, cases, section, pool, chains, rng)
    begins = session.starts_at
    out: dict[int, Person] = {}
    for turn, (case, item) in enumerate(zip(cases, items, strict=True)):
        if turn % RECUSED == RECUSED - 1:
            out[item.pk] = people[(turn + 3) % SEATS]
        item.called_at = begins + timedelta(minutes=15 * turn)
        item.concluded_at = item.called_at + timedelta(minutes=14)
        item.report, item.report_revision = SYNTHESIS, 1
        item.synthesis, item.synthesis_revision, item.revision = SYNTHESIS, 1, 1
        item.group = "" if section else GROUPS.get(case.outcome, Group.A) if case.outcome else Group.A
        item.opinion = _opinion(case) if section else ""
    if not section:
        _rank(cases, items)
    AgendaItem.objects.bulk_update(
        items, ["called_at", "concluded_at", "report", "report_revision", "synthesis", "synthesis_revision", "revision",
                "group", "opinion", "rank"],
    )  # fmt: skip
    _declare(items, people, out, begins)
    _vote(items, people, out, place.officer, rng)
    _sign(session, people[0], chains, begins)


def _opinion(case: Case) -> str:
    return OPINIONS.get(case.outcome, SectionOpinion.FAVOURABLE) if case.outcome else SectionOpinion.FAVOURABLE


def _rank(cases: list[Case], items: list[AgendaItem]) -> None:
    """By the totals of the reviews; equal totals share their rank."""
    totals = {pk: found.score.total for pk, found in scores_of([case.dossier for case in cases]).items()}
    for item in items:
        mine = totals[item.dossier_id] or 0
        item.rank = 1 + sum((total or 0) > mine for total in totals.values())


def _declare(items: list[AgendaItem], people: list[Person], out: dict[int, Person], begins: datetime) -> None:
    at, rows, recusals = begins - timedelta(days=3), [], []
    for item in items:
        for person in people:
            is_out = out.get(item.pk) == person
            rows.append(Declaration(
                person=person, dossier=item.dossier, declared_at=at, text="Un proche y prend part." if is_out else "",
                level=InterestLevel.EXCLUDING if is_out else InterestLevel.NONE,
                ground=InterestGround.KINSHIP if is_out else "",
            ))  # fmt: skip
        if item.pk in out:
            recusals.append(Recusal(item=item, person=out[item.pk], ground=InterestGround.KINSHIP, recorded_at=at))
            for column in ("first_rapporteur", "second_rapporteur"):
                if getattr(item, column) == out[item.pk]:
                    setattr(item, column, None)
    # somebody may have sat on the dossier before: one declaration per person
    Declaration.objects.bulk_create(rows, ignore_conflicts=True)
    Recusal.objects.bulk_create(recusals)
    AgendaItem.objects.bulk_update(items, ["first_rapporteur", "second_rapporteur"])


def _vote(items: list[AgendaItem], people: list[Person], out: dict[int, Person], by: Person, rng: Random) -> None:
    voices, tallies = [], []
    for item in items[::VOTED]:
        ballot = Ballot.objects.create(uid=random_uid(rng), item=item, question="Soutenir ce dossier ?", opened_by=by,
                                       opened_at=item.called_at or item.session.starts_at,
                                       closed_at=item.concluded_at)  # fmt: skip
        chosen = {person: rng.choice(list(Choice)) for person in people if out.get(item.pk) != person}
        voices += [Voice(ballot=ballot, person=person, choice=choice) for person, choice in chosen.items()]
        tallies += [Tally(ballot=ballot, choice=choice, number=list(chosen.values()).count(choice))
                    for choice in Choice]  # fmt: skip
    Voice.objects.bulk_create(voices)
    Tally.objects.bulk_create(tallies)


def _sign(session: PanelSession, chair: Person, chains: Chains, begins: datetime) -> None:
    session.seats.update(is_present=True)
    session.signed_by = chair
    session.opened_at, session.closed_at = begins, begins + timedelta(hours=4)
    session.signed_at = session.state_since = begins + timedelta(hours=5)
    session.minutes = minutes_of(session)
    session.save()
    # a state is never saved by itself: here is written what acts would have left
    PanelSession.objects.filter(pk=session.pk).update(state=T.SIGNED)
    for act, source, target in STEPS:
        at = {"open": begins, "close": session.closed_at}.get(act, session.signed_at)
        chains.add(session, act, at=at, person_id=chair.pk, source=source, target=target)
