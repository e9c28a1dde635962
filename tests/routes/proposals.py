"""Routes of whoever writes a dossier; and the dossiers that every other module of proposals asks about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from documents.links import make_link, token_of
from proposals.actions.coeditors import PURPOSE
from proposals.models import Coeditor, Dossier
from tests.factories import a_person
from tests.proposals.dossiers import a_dossier, a_filed_dossier, completed
from tests.routes import ANONYMOUS, ANYONE_ELSE, CARRIER, COEDITOR, EVERYONE, SIGNED_IN, TYPED, Route, only

WRITERS = (CARRIER, COEDITOR)


def build(world: Any) -> None:
    """A draft and a filed dossier of the world's unit, written by its carrier and one co-editor."""
    carrier = world.people[CARRIER] = a_person(unit=world.unit)
    world.people[COEDITOR] = a_person()
    world.draft = a_dossier(carrier=carrier, call=world.call)
    world.dossier = a_filed_dossier(carrier=carrier, call=world.call)
    for dossier in (world.draft, world.dossier):
        world.coeditor = share(dossier, world.people[COEDITOR])
    world.invitation = invited(world.draft, "someone@example.org")


def share(dossier: Dossier, person: Any) -> Coeditor:
    """`person` co-edits `dossier`."""
    now = timezone.now()
    return Coeditor.objects.create(
        dossier=dossier, email=person.email, person=person, invited_at=now, invited_by=dossier.carrier, accepted_at=now
    )


def invited(dossier: Dossier, email: str) -> Any:
    """An invitation that waits, with its link."""
    one = Coeditor.objects.create(dossier=dossier, email=email, invited_at=timezone.now(), invited_by=dossier.carrier)
    one.link = make_link(PURPOSE, one, email=email, expires_at=timezone.now() + timedelta(days=5))
    return one


def _token(world: Any) -> str:
    return token_of(world.invitation.link)


def _more_dossiers(world: Any, count: int) -> None:
    for _number in range(count):
        completed(a_dossier(carrier=world.people[CARRIER], call=world.call))
        a_filed_dossier(carrier=world.people[CARRIER], call=world.call)


def _more_coeditors(world: Any, count: int) -> None:
    for _number in range(count):
        share(world.draft, a_person())
        invited(world.draft, a_person().email)


def _draft(path: str) -> Any:
    return lambda w: f"/proposals/{w.draft.uid}/{path}"


KEPT = {"revision-context": "0", "context": "Un texte."}
ROUTES = [
    Route("proposal_list", "/proposals/", allowed=SIGNED_IN, fullest=CARRIER, rows=_more_dossiers),
    Route("instrument_adviser", "/proposals/adviser/", allowed=EVERYONE),
    Route(
        "instrument_adviser", "/proposals/adviser/?history=long&countries=2&place=no&shape=project&months=60",
        allowed=EVERYONE,
    ),
    Route("proposal_choose", "/proposals/new/", allowed=SIGNED_IN),
    Route(
        "proposal_new", lambda w: f"/proposals/new/{w.call.slug}/", allowed=SIGNED_IN,
        post={ANONYMOUS: 302, ANYONE_ELSE: 302}, data=lambda w: {"token": str(uuid4())}, fullest=CARRIER,
        rows=_more_dossiers,
    ),
    Route("dossier_edit", _draft("edit/"), allowed=only(*WRITERS), fullest=CARRIER, rows=_more_coeditors,
          post=only(*WRITERS, status=302)),
    Route(
        "dossier_section", _draft("edit/science/"), allowed=only(*WRITERS),
        post=only(*WRITERS, status=302, anonymous=401), data=KEPT, fullest=CARRIER, rows=_more_coeditors,
    ),
    Route("dossier_section", lambda w: f"/proposals/{w.dossier.uid}/edit/brief/", allowed=only(*WRITERS),
          post=only(*WRITERS, status=302)),
    Route("dossier_section", _draft("edit/teams/"), allowed=only(*WRITERS), fullest=CARRIER,
          post=only(*WRITERS, status=302)),
    Route(
        "dossier_answer", _draft("answers/context/"), allowed={ANYONE_ELSE: 405}, is_page=False,
        post=only(*WRITERS, anonymous=401), data=TYPED, is_json=True,
    ),
    Route("dossier_missing", _draft("missing/"), allowed=only(*WRITERS), fullest=CARRIER),
    Route("dossier_preview", _draft("preview/"), allowed=only(*WRITERS), fullest=CARRIER),
    Route("dossier_coeditors", _draft("coeditors/"), allowed=only(*WRITERS), fullest=CARRIER, rows=_more_coeditors,
          post=only(*WRITERS, status=422)),
    Route(
        "coeditor_remove", lambda w: f"/proposals/{w.dossier.uid}/coeditors/{w.coeditor.uid}/remove/",
        allowed=only(CARRIER), post=only(CARRIER, status=302),
    ),
    Route("coeditor_accept", lambda w: f"/coediting/{_token(w)}/", allowed=EVERYONE,
          post={ANYONE_ELSE: 302, ANONYMOUS: 200, CARRIER: 409}),
]  # fmt: skip
