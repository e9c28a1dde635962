"""Routes of filing, receipts and more time."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from proposals.actions.filing import take_back
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier
from tests.routes import CARRIER, COEDITOR, EVERYONE, OFFICER_ELSEWHERE, Route, only
from tests.routes.proposals import share

OFFICER, DERCI = Role.INSTITUTE_OFFICER.value, Role.DERCI_OFFICER.value


def build(world: Any) -> None:
    """A draft in which nothing is missing, and a dossier taken back."""
    carrier, coeditor = world.people[CARRIER], world.people[COEDITOR]
    world.ready = a_complete_dossier(carrier=carrier, call=world.call)
    world.taken_back = a_filed_dossier(carrier=carrier, call=world.call)
    take_back(world.taken_back, at=timezone.now(), by=standing_of(carrier))
    for dossier in (world.ready, world.taken_back):
        share(dossier, coeditor)


def _of(name: str, rest: str) -> Any:
    return lambda world: f"/proposals/{getattr(world, name).uid}/{rest}"


WRITERS = only(CARRIER, COEDITOR)
ROUTES = [
    Route("dossier_submit", _of("ready", "submit/"), WRITERS, fullest=CARRIER,
          post={**only(CARRIER, status=302), COEDITOR: 409}),
    Route("dossier_submit", _of("draft", "submit/"), WRITERS, fullest=COEDITOR,
          post={**only(CARRIER, COEDITOR, status=409)}),
    Route("dossier_submit", _of("taken_back", "submit/"), WRITERS, fullest=CARRIER,
          post={**only(CARRIER, status=302), COEDITOR: 409}),
    Route("dossier_filed", _of("dossier", "filed/"), WRITERS, fullest=CARRIER),
    Route("dossier_take_back", _of("dossier", "take-back/"), WRITERS, fullest=CARRIER,
          post={**only(CARRIER, status=302), COEDITOR: 409}),
    Route("dossier_mandate", _of("ready", "mandate/"), only(status=405, otherwise=405),
          post=only(CARRIER, COEDITOR, status=302), is_page=False),
    Route("dossier_extend", _of("dossier", "extend/"), only(OFFICER, DERCI), fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("dossier_extend", _of("ready", "extend/"), only(OFFICER, DERCI), fullest=OFFICER,
          post=only(OFFICER, DERCI, status=422)),
    Route("more_time", "/triage/more-time/", only(OFFICER, OFFICER_ELSEWHERE, DERCI), fullest=OFFICER,
          post=only(OFFICER, OFFICER_ELSEWHERE, DERCI, status=422)),
    Route("receipt_pdf", _of("dossier", "receipt-1.fr.pdf"), only(CARRIER, COEDITOR, OFFICER, DERCI, status=202),
          is_page=False),
    Route("receipt_check", "/receipts/", EVERYONE),
    Route("receipt_check", "/receipts/?code=%20", EVERYONE),
    Route("receipt", lambda w: f"/receipts/{w.dossier.filing.code}/", EVERYONE),
    Route("receipt", "/receipts/00000-00000-00000-00000/", {"*": 404}),
]  # fmt: skip
