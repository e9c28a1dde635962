"""Routes of a dossier's page and of those who examine it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from proposals.actions import informing, talk
from proposals.models import Dossier
from tests.proposals.dossiers import a_filed_dossier
from tests.routes import CARRIER, COEDITOR, NOBODY, OFFICER_ELSEWHERE, Route, only
from tests.routes.proposals import share
from workflow.engine import perform

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD, DIRECTOR = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value, Role.UNIT_DIRECTOR.value
STAFF = (OFFICER, DIRECTION, DERCI, DERCI_HEAD)


def build(world: Any) -> None:
    """A dossier with everything that triage leaves on it, one to complete; an opinion asked of somebody."""
    carrier, officer, now = world.people[CARRIER], standing_of(world.people[OFFICER]), timezone.now()
    world.busy, world.incomplete = (a_filed_dossier(carrier=carrier, call=world.call) for _ in range(2))
    for dossier in (world.busy, world.incomplete):
        share(dossier, world.people[COEDITOR])
    talk.add_note(world.busy, text="Une note interne.", at=now, by=officer)
    talk.send_message(world.busy, text="Une question au porteur.", at=now, by=officer)
    world.opinion = informing.ask_opinion(
        world.busy, person=world.people[NOBODY], question="Qu’en pensez-vous ?", at=now, by=officer
    )
    perform(world.incomplete, "ask-completion", by=officer, reason="Précisez le contexte.", parts=["context"],
            due=now + timedelta(days=9))  # fmt: skip
    world.incomplete = Dossier.objects.get(pk=world.incomplete.pk)
    # another institute is informed of some, and has given its opinion on none
    world.elsewhere = world.people[OFFICER_ELSEWHERE].offices.get().institute
    world.told = a_filed_dossier(carrier=carrier, call=world.call)
    for dossier in (world.busy, world.incomplete, world.told):
        informing.inform_institute(dossier, institute=world.elsewhere, at=now, by=officer)


def _of(name: str, rest: str = "") -> Any:
    return lambda world: f"/proposals/{getattr(world, name).uid}/{rest}"


def _spoken(world: Any, number: int) -> Any:
    now, officer = timezone.now(), standing_of(world.people[OFFICER])
    for turn in range(number):
        talk.add_note(world.busy, text=f"Note {turn}", at=now, by=officer)
        talk.send_message(world.busy, text=f"Message {turn}", at=now, by=officer)
        informing.ask_opinion(world.busy, person=world.people[DERCI], question=f"Question {turn}", at=now, by=officer)


READERS = only(CARRIER, COEDITOR, DIRECTOR, *STAFF)
INFORMED = {OFFICER_ELSEWHERE: 200}
NO_GET = only(status=405, otherwise=405)
ROUTES = [
    Route("dossier", _of("busy"), {**READERS, **INFORMED, NOBODY: 200}, fullest=OFFICER, rows=_spoken),
    Route("dossier", _of("incomplete"), {**READERS, **INFORMED}, fullest=CARRIER),
    Route("dossier", _of("told"), {**only(CARRIER, DIRECTOR, *STAFF), **INFORMED}, fullest=OFFICER_ELSEWHERE),
    Route("dossier_opinion", _of("told", "opinion/"), NO_GET, is_page=False,
          post=only(OFFICER_ELSEWHERE, status=302),
          data=lambda w: {"institute": w.elsewhere.code, "text": "Un projet qui nous concerne."}),
    Route("dossier", _of("draft"), only(CARRIER, COEDITOR, status=302), is_page=False),
    Route("dossier_pdf", _of("busy", "dossier.fr.pdf"), {**only(CARRIER, COEDITOR, DIRECTOR, *STAFF, status=202),
                                                          NOBODY: 202, OFFICER_ELSEWHERE: 202}, is_page=False),
    Route("dossier_version", _of("busy", "versions/1/"), READERS, fullest=OFFICER),
    Route("dossier_act", _of("busy", "acts/withdraw/"), only(CARRIER), post=only(CARRIER, status=422)),
    Route("dossier_act", _of("busy", "acts/admit/"), only(OFFICER), post=only(OFFICER, status=409)),
    Route("dossier_act", _of("busy", "acts/route/"), only(OFFICER, status=302),
          is_page=False, post=only(OFFICER, status=302)),
    Route("dossier_ask_completion", _of("busy", "ask-completion/"), only(OFFICER),
          post=only(OFFICER, status=422)),
    Route("dossier_complete", _of("incomplete", "complete/"),
          {**only(DIRECTOR, OFFICER_ELSEWHERE, *STAFF, status=302), CARRIER: 200, COEDITOR: 200}, fullest=CARRIER,
          post=only(CARRIER, COEDITOR, status=409)),
    Route("dossier_route", _of("busy", "route/"), only(OFFICER), post=only(OFFICER, status=422)),
    Route("dossier_inadmissible", _of("busy", "inadmissible/"), only(OFFICER), post=only(OFFICER, status=422)),
    Route("dossier_inform", _of("busy", "inform/"), only(OFFICER, DERCI), fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("dossier_note", _of("busy", "notes/"), NO_GET, post=only(*STAFF, status=422), is_page=False),
    Route("dossier_message", _of("busy", "messages/"), NO_GET, post=only(CARRIER, COEDITOR, *STAFF, status=422),
          is_page=False),
    Route("dossier_reading", _of("busy", "reading/"), NO_GET, post=only(*STAFF), is_page=False),
    Route("opinion", lambda w: f"/opinions/{w.opinion.uid}/",
          {**only(CARRIER, COEDITOR, DIRECTOR, OFFICER_ELSEWHERE, *STAFF, status=302), NOBODY: 200}, fullest=NOBODY,
          post=only(NOBODY, status=422)),
]  # fmt: skip
