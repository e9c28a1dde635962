"""The demonstration of sessions: a panel of the institute, and a section of the Comité national with an IRL dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from directory.actions.people import create_person
from directory.models import Institute, Person, Section
from directory.standing import standing_of
from evaluation.actions.sessions import (
    add_dossiers,
    candidates,
    convene,
    name_rapporteurs,
    prepare_session,
    seat_person,
)
from evaluation.enums import SeatRole, SessionKind
from evaluation.models import PanelSession
from instruments.demo import at_hour, weekday
from instruments.models import Call
from instruments.spec import FieldKind, FormField
from instruments.steps import Step
from proposals.actions.filing import submit_dossier
from proposals.actions.opening import open_dossier
from proposals.actions.visas import give_visa
from proposals.actions.writing import save_answer
from proposals.demo.triage import fill_in
from proposals.enums import DossierState, VisaState
from proposals.generate.texts import TOPICS, dice
from proposals.models import Dossier
from workflow.engine import perform

ABROAD = ("Universidad del Pacífico Austral", "CL", "Carmen", "Rivas")


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as there is a session, everything is kept as people left it."""
    if PanelSession.objects.exists():
        return
    now = timezone.now()
    institute = Institute.objects.get(office__person=people["officer"])
    _panel(people, institute, now)
    _section(people, institute, now)


def _afternoon(now: datetime, days: int) -> datetime:
    """Two in the afternoon, Paris time, so many days from now, on a working day."""
    return at_hour(weekday(now + timedelta(days=days)), 14)


def _panel(people: Mapping[str, Person], institute: Institute, now: datetime) -> None:
    """Convened, with every admissible dossier; each who sits has declarations to make."""
    officer = standing_of(people["officer"])
    session = prepare_session(
        institute=institute, kind=SessionKind.PANEL, title="Comité de sélection de l’institut",
        starts_at=_afternoon(now, 16), place="Salle Méridien, 3 rue Michel-Ange", quorum=2, at=now, by=officer,
    )  # fmt: skip
    for name, role in (("chair", SeatRole.CHAIR), ("member", SeatRole.MEMBER), ("reviewer", SeatRole.MEMBER),
                       ("coeditor", SeatRole.MEMBER)):  # fmt: skip
        seat_person(session, person=people[name], role=role, at=now, by=officer)
    add_dossiers(session, candidates(session, officer).order_by("first_filed_at", "pk")[:6], at=now, by=officer)
    convene(session, at=now, by=officer)


def _section(people: Mapping[str, Person], institute: Institute, now: datetime) -> None:
    """The section of the demonstration's chair, asked about a unit to create abroad."""
    section = Section.objects.filter(office__person=people["chair"]).order_by("pk").first()
    dossier = in_section(people, institute, now)
    if section is None or dossier is None:
        return
    officer = standing_of(people["officer"])
    session = prepare_session(
        institute=institute, kind=SessionKind.SECTION, section=section, title="Session de la section",
        starts_at=_afternoon(now, 23), place="Visioconférence", quorum=2, at=now, by=officer,
    )  # fmt: skip
    add_dossiers(session, [dossier], at=now, by=officer)
    item = session.items.select_related("session", "dossier").get()
    name_rapporteurs(item, first=people["member"].pk, second=None, at=now, by=officer)
    convene(session, at=now, by=officer)


def in_section(people: Mapping[str, Person], institute: Institute, now: datetime,
               name: tuple[str, str] = ("Maëlys", "Prigent"), topic: int = -1) -> Dossier | None:  # fmt: skip
    """A dossier of the instrument that sections judge, from its opening by the institute to the section."""
    call = next((one for one in Call.objects.open_at(now).order_by("pk") if Step.SECTION in one.rules.steps), None)
    if call is None:
        return None
    at, officer = now - timedelta(days=6), standing_of(people["officer"])
    at = max(at, call.opens or at)
    carrier = colleague(name, people)
    made = open_dossier(call, carrier=carrier, institute=institute, at=at, by=officer)
    dossier = Dossier.objects.for_rules().get(pk=made.pk)
    fill_in(dossier, TOPICS[topic], at, dice(11 - topic), ABROAD)
    answer_the_rest(dossier, at)
    submit_dossier(dossier, at=at, by=standing_of(carrier))
    for visa in dossier.visas.in_force().filter(state=VisaState.ASKED):
        give_visa(visa, opinion="favourable", at=at, by=standing_of(people["director"]))
    dossier = Dossier.objects.get(pk=dossier.pk)
    for act in ("admit", "start-review", "send-to-section"):
        perform(dossier, act, by=officer, at=now)
    return Dossier.objects.get(pk=dossier.pk, state=DossierState.IN_SECTION)


def colleague(name: tuple[str, str], people: Mapping[str, Person]) -> Person:
    """Somebody of the carrier's unit who has no account of the demonstration; the same one when they are there."""
    email = f"{name[1]}@colleagues.example".lower().encode("ascii", "ignore").decode().replace(" ", "")
    return Person.objects.filter(email=email).first() or create_person(
        email=email, first_name=name[0], last_name=name[1], password=None, is_verified=True, unit=people["carrier"].unit
    )  # fmt: skip


def answer_the_rest(dossier: Dossier, at: datetime) -> None:
    """The questions that no text answers, by the carrier."""
    for asked in dossier.rules.fields:
        value = _answer(asked)
        if value is not None:
            save_answer(dossier, field=asked.slug, value=value, revision=0, at=at, by=standing_of(dossier.carrier))


def _answer(asked: FormField) -> object:
    """What the texts leave open: a choice, a line, a day, a number."""
    if asked.kind is FieldKind.CHOICE:
        return asked.choices[0].slug if asked.choices else None
    if asked.kind is FieldKind.LINE and asked.slug not in ("title", "acronym"):
        return "Laboratoire commun d’étude des fjords"[: asked.limit or 60]
    return {FieldKind.YES_NO: True, FieldKind.DATE: "2028-01-01", FieldKind.NUMBER: "3"}.get(asked.kind)
