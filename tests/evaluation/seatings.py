"""Sessions for tests, made through the acts people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import Standing, standing_of
from evaluation.actions import sessions as preparing
from evaluation.actions import sitting
from evaluation.models import AgendaItem, PanelSession
from proposals.models import Dossier
from tests.evaluation.reviews import a_filed_review, an_admissible_dossier
from tests.factories import a_person, a_section, an_office
from tests.proposals.dossiers import the_officer
from workflow.engine import perform


@dataclass
class Sat:
    """A session with its people: `members` have a voice, `chair` among them; `officer` organises."""

    session: PanelSession
    items: list[AgendaItem]
    officer: Standing
    chair: Person
    members: list[Person]

    def fresh(self) -> PanelSession:
        return PanelSession.objects.get(pk=self.session.pk)

    def item(self, place: int = 0) -> AgendaItem:
        return AgendaItem.objects.select_related("session", "dossier").get(pk=self.items[place].pk)


def a_session(*dossiers: Dossier, members: int = 4, kind: str = "panel", quorum: int = 3, **more: Any) -> Sat:
    """Prepared: seats given, dossiers on the agenda, everybody has declared no interest."""
    now = timezone.now()
    dossiers = dossiers or (a_reviewed_dossier(),)
    officer = the_officer(dossiers[0])
    session = preparing.prepare_session(
        institute=dossiers[0].institute, kind=kind, section=a_section() if kind == "section" else None,
        title="Session de printemps", starts_at=now + timedelta(days=10), quorum=quorum, at=now, by=officer, **more,
    )  # fmt: skip
    people = [a_person(last_name=f"Membre{number}") for number in range(members)]
    for number, person in enumerate(people):
        role = "member" if number else "chair"
        preparing.seat_person(session, person=person, role=role, at=now, by=officer)
    preparing.add_dossiers(session, dossiers, at=now, by=officer)
    items = list(session.items.select_related("session", "dossier").order_by("position"))
    for person in people:
        readable = session.items.readable_by(standing_of(person))
        preparing.declare(session, dict.fromkeys(readable, ("none", "", "")), at=now, by=standing_of(person))
    return Sat(session, items, officer, people[0], people)


def a_live_session(*dossiers: Dossier, **given: Any) -> Sat:
    """Everybody is in the room; the first dossier is called."""
    sat = a_session(*dossiers, **given)
    now = timezone.now()
    sitting.note_presence(sat.session, sat.session.seats.values_list("pk", flat=True), at=now, by=sat.officer)
    perform(sat.session, "open", by=sat.officer, at=now)
    sitting.call_dossier(sat.session, sat.items[0], at=now, by=sat.officer)
    return sat


def a_concluded_session(*dossiers: Dossier, **given: Any) -> Sat:
    """Each dossier concluded, ranked in the order of the agenda, the session closed."""
    sat = a_live_session(*dossiers, **given)
    for place in range(len(sat.items)):
        conclude_item(sat, place)
    if sat.session.kind == "panel":
        places = {item.pk: sitting.Place(place, "L’ordre de la discussion.", sat.item(place - 1).revision)
                  for place, item in enumerate(sat.items, start=1)}  # fmt: skip
        sitting.rank_items(sat.session, places, at=timezone.now(), by=sat.officer)
    perform(sat.session, "close", by=sat.officer, at=timezone.now())
    return sat


def conclude_item(sat: Sat, place: int = 0) -> None:
    """The dossier is called, its synthesis written, its conclusion recorded."""
    now, item = timezone.now(), sat.item(place)
    sitting.call_dossier(sat.session, item, at=now, by=sat.officer)
    sitting.write_text(item, slot="synthesis", text="Un projet solide.", revision=item.synthesis_revision, at=now,
                       by=sat.officer)  # fmt: skip
    is_section = sat.session.kind == "section"
    said = sitting.Conclusion({}, {}, group="" if is_section else "a", opinion="favourable" if is_section else "")
    sitting.conclude(sat.item(place), said, revision=sat.item(place).revision, at=now, by=sat.officer)


def a_reviewed_dossier(**given: Any) -> Dossier:
    """Admissible, with one filed review."""
    dossier = an_admissible_dossier(**given)
    a_filed_review(dossier)
    return Dossier.objects.get(pk=dossier.pk)


def before_section(**given: Any) -> Dossier:
    """An IRL dossier sent to the section."""
    dossier = an_admissible_dossier("irl", **given)
    a_filed_review(dossier)
    officer = the_officer(dossier)
    dossier = Dossier.objects.get(pk=dossier.pk)
    if dossier.state == "admissible":
        perform(dossier, "start-review", by=officer)
    perform(dossier, "send-to-section", by=officer)
    return Dossier.objects.get(pk=dossier.pk)


def in_office(role: Role, over: Any) -> Person:
    """Somebody who holds this office."""
    return an_office(a_person(), role, over).person
