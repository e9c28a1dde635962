"""Routes of the unit director's opinion and of expressions of interest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.enums import Role
from proposals.models import Visa
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier, a_permanent_or_annual_call
from tests.routes import CARRIER, COEDITOR, Route, only
from tests.routes.proposals import share

DIRECTOR, DIRECTION = Role.UNIT_DIRECTOR.value, Role.INSTITUTE_DIRECTION.value
OFFICER = Role.INSTITUTE_OFFICER.value


def build(world: Any) -> None:
    """The opinion asked on the filed dossier, and a draft that may begin by an expression of interest."""
    carrier, now = world.people[CARRIER], timezone.now()
    world.visa = Visa.objects.in_force().get(dossier=world.dossier)
    call = a_permanent_or_annual_call("irp", now, expression_closes=now + timedelta(days=5))
    world.expressible = a_complete_dossier("irp", carrier=carrier, call=call)
    share(world.expressible, world.people[COEDITOR])


def _filed(world: Any, number: int) -> Any:
    carrier = world.people[CARRIER]
    return [a_filed_dossier(carrier=carrier, call=world.call) for _ in range(number)]


def _several(world: Any) -> str:
    return f"/visas/several/?visa={world.visa.uid}"


ROUTES = [
    Route("visa_queue", "/visas/", only(DIRECTOR, DIRECTION), rows=_filed, fullest=DIRECTOR),
    Route("visa", lambda w: f"/visas/{w.visa.uid}/", {**only(DIRECTOR), OFFICER: 302}, fullest=DIRECTOR,
          post=only(DIRECTOR, status=422)),
    # somebody else's choice leads back to their own queue
    Route("visa_several", _several, {**only(DIRECTOR), DIRECTION: 302}, fullest=DIRECTOR,
          post=only(DIRECTOR, DIRECTION, status=302)),
    Route("visa_remind", lambda w: f"/visas/{w.visa.uid}/remind/", only(status=405, otherwise=405),
          post=only(CARRIER, OFFICER, status=302), is_page=False),
    Route("visa_act", lambda w: f"/visas/{w.visa.uid}/acts/waive/", only(OFFICER), post=only(OFFICER, status=422)),
    Route("visa_show", lambda w: f"/proposals/{w.draft.uid}/director/", only(status=405, otherwise=405),
          post=only(CARRIER, COEDITOR, status=302), is_page=False),
    Route("dossier_express", lambda w: f"/proposals/{w.expressible.uid}/express/", {**only(CARRIER), COEDITOR: 302},
          fullest=CARRIER, post={**only(CARRIER, status=302), COEDITOR: 409}),
]  # fmt: skip
