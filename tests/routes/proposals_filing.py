"""Routes of filing, receipts and more time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from proposals.actions.clock import close_dossiers
from proposals.actions.filing import take_back
from proposals.actions.setting_aside import keep_filed
from proposals.actions.writing import save_answer
from proposals.models import Dossier
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier, a_permanent_or_annual_call
from tests.routes import CARRIER, COEDITOR, EVERYONE, OFFICER_ELSEWHERE, Route, only
from tests.routes.proposals import share
from workflow.engine import perform

OFFICER, DERCI = Role.INSTITUTE_OFFICER.value, Role.DERCI_OFFICER.value
DIRECTOR = Role.UNIT_DIRECTOR.value
STAFF = (OFFICER, Role.INSTITUTE_DIRECTION.value, DERCI, Role.DERCI_DIRECTOR.value)


def build(world: Any) -> None:
    """A draft in which nothing is missing; dossiers taken back, one without a closing, one given up again."""
    carrier, coeditor = world.people[CARRIER], world.people[COEDITOR]
    world.ready = a_complete_dossier(carrier=carrier, call=world.call)
    world.taken_back = a_filed_dossier(carrier=carrier, call=world.call)
    take_back(world.taken_back, at=timezone.now(), by=standing_of(carrier))
    world.endless = a_filed_dossier("irl", carrier=carrier)
    take_back(world.endless, at=timezone.now(), by=standing_of(carrier))
    world.kept = a_filed_dossier(carrier=carrier, call=world.call)
    # one word: what differs is then shown as it was typed, and not cut where the two texts have a space in common
    give_up(world.kept, "Remanié.")
    world.lapsed = _lapsed(carrier)
    for dossier in (world.ready, world.taken_back, world.endless, world.kept, world.lapsed):
        share(dossier, coeditor)


def _lapsed(carrier: Any) -> Dossier:
    """The institute read the interest; no dossier followed by the closing, ten days ago: it may be opened again."""
    then = timezone.now() - timedelta(days=40)
    call = a_permanent_or_annual_call("irp", then, expression_closes=then + timedelta(days=5))
    dossier = a_complete_dossier("irp", carrier=carrier, call=call, at=then)
    perform(dossier, "express", by=standing_of(carrier), at=then)
    close_dossiers(call.closes)
    return Dossier.objects.get(pk=dossier.pk)


def give_up(dossier: Dossier, words: str) -> None:
    """Its carrier takes it back, writes `words` in it, and keeps the filed version after all."""
    by, now = standing_of(dossier.carrier), timezone.now()
    take_back(dossier, at=now, by=by)
    revision = dossier.answers.get(field="context").revision
    save_answer(dossier, field="context", value=words, revision=revision, at=now, by=by)
    keep_filed(dossier, at=now, by=by)


def _more_kept(world: Any, count: int) -> None:
    for number in range(count):
        give_up(world.kept, f"Remanié-{number}.")


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
    Route("dossier_keep_filed", _of("taken_back", "keep-filed/"), WRITERS, fullest=CARRIER,
          post={**only(CARRIER, status=302), COEDITOR: 409}),
    Route("dossier_keep_filed", _of("dossier", "keep-filed/"), WRITERS, fullest=CARRIER,
          post={**only(CARRIER, status=302), COEDITOR: 409}),
    Route("dossier_end_correction", _of("endless", "end-correction/"), only(OFFICER),
          post=only(OFFICER, status=302), data={"reason": "Trois mois d’attente."}),
    Route("dossier_end_correction", _of("taken_back", "end-correction/"), only(OFFICER),
          post=only(OFFICER, status=409), data={"reason": "Trois mois d’attente."}),
    Route("dossier_set_aside", _of("kept", "set-aside/"), WRITERS, fullest=CARRIER, rows=_more_kept),
    Route("dossier_set_aside", _of("kept", "set-aside/1/"), WRITERS, fullest=COEDITOR),
    Route("dossier_set_aside", _of("kept", "set-aside/9/"), {"*": 404, "anonymous": 302}, is_page=False),
    Route("dossier_set_aside", _of("dossier", "set-aside/"), {"*": 404, "anonymous": 302}, is_page=False),
    Route("dossier", _of("kept", ""), only(CARRIER, COEDITOR, DIRECTOR, *STAFF), fullest=CARRIER, rows=_more_kept),
    Route("dossier", _of("endless", ""), {**only(DIRECTOR, *STAFF), CARRIER: 302, COEDITOR: 302}, fullest=OFFICER),
    Route("dossier", _of("lapsed", ""), only(CARRIER, COEDITOR, *STAFF), fullest=OFFICER),
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
