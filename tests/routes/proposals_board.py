"""Routes of the board of triage: those who examine, and nobody else."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from directory.enums import Role
from documents.exports import ask
from proposals.models import BulkAct, SavedView
from tests.proposals.dossiers import a_filed_dossier
from tests.routes import ANONYMOUS, ANYONE_ELSE, CARRIER, OFFICER_ELSEWHERE, Route, only

OFFICER = Role.INSTITUTE_OFFICER.value
EXAMINERS = (OFFICER, OFFICER_ELSEWHERE, Role.INSTITUTE_DIRECTION.value, Role.DERCI_OFFICER.value,
             Role.DERCI_DIRECTOR.value)  # fmt: skip
NO_GET = {ANONYMOUS: 302, ANYONE_ELSE: 405}


def build(world: Any) -> None:
    """A view kept by the officer, and an act they did on one dossier."""
    officer = world.people[OFFICER]
    world.board_view = SavedView.objects.create(person=officer, name="JP", query="country=JP")
    world.bulk = BulkAct.objects.create(person=officer, act="admit", at=timezone.now(),
                                        done=[{"dossier": world.dossier.pk, "reasons": ["…"]}])  # fmt: skip
    world.board_file = ask("board-xlsx", person_id=world.people[OFFICER].pk, asked={"query": ""}, language="fr",
                           at=timezone.now())  # fmt: skip


def more_dossiers(world: Any, count: int) -> None:
    for _number in range(count):
        a_filed_dossier(carrier=world.people[CARRIER], call=world.call)


def more_views(world: Any, count: int) -> None:
    for number in range(count):
        SavedView.objects.create(person=world.people[OFFICER], name=f"Vue {number}", query="country=JP")


ROUTES = [
    Route("triage_board", "/triage/?all=1", allowed=only(*EXAMINERS), fullest=OFFICER, rows=more_dossiers, queries=12),
    Route("board_filters", "/triage/filters/", allowed=only(*EXAMINERS), fullest=OFFICER, rows=more_dossiers),
    Route(
        "board_views", "/triage/views/?query=country%3DJP", allowed=only(*EXAMINERS), fullest=OFFICER, rows=more_views,
        post=only(*EXAMINERS, status=302), data={"name": "Le Japon", "query": "country=JP"},
    ),
    Route(
        "board_view", lambda w: f"/triage/views/{w.board_view.uid}/", allowed=only(*EXAMINERS, status=302),
        is_page=False,
    ),
    Route(
        "board_view_change", lambda w: f"/triage/views/{w.board_view.uid}/change/", allowed=NO_GET,
        post=only(OFFICER, status=302), data={"first": "1"}, is_page=False,
    ),
    Route("board_csv", "/triage/dossiers.csv", allowed=only(*EXAMINERS), is_page=False),
    Route("board_xlsx", "/triage/dossiers.xlsx", allowed=only(*EXAMINERS, status=302), is_page=False),
    Route("board_file", lambda w: f"/triage/files/{w.board_file.uid}/", allowed=only(OFFICER, status=202)),
    Route(
        "board_bulk", "/triage/several/", allowed=NO_GET, post=only(*EXAMINERS, status=302), data={"act": "none"},
        is_page=False,
    ),
    Route("board_bulk_done", lambda w: f"/triage/several/{w.bulk.uid}/", allowed=only(OFFICER)),
    Route(
        "board_bulk_undo", lambda w: f"/triage/several/{w.bulk.uid}/undo/", allowed=NO_GET,
        post=only(OFFICER, status=302), is_page=False,
    ),
]  # fmt: skip
