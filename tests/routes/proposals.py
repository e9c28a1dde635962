"""Routes of whoever writes a dossier; and the dossiers that every other module of proposals asks about."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from proposals.models import Coeditor, Dossier
from tests.factories import a_person
from tests.proposals.dossiers import a_dossier, a_filed_dossier
from tests.routes import CARRIER, COEDITOR, Route

WRITERS = (CARRIER, COEDITOR)


def build(world: Any) -> None:
    """A draft and a filed dossier of the world's unit, written by its carrier and one co-editor."""
    carrier = world.people[CARRIER] = a_person(unit=world.unit)
    world.people[COEDITOR] = a_person()
    world.draft = a_dossier(carrier=carrier, call=world.call)
    world.dossier = a_filed_dossier(carrier=carrier, call=world.call)
    for dossier in (world.draft, world.dossier):
        share(dossier, world.people[COEDITOR])


def share(dossier: Dossier, person: Any) -> Coeditor:
    """`person` co-edits `dossier`."""
    now = timezone.now()
    return Coeditor.objects.create(
        dossier=dossier, email=person.email, person=person, invited_at=now, invited_by=dossier.carrier, accepted_at=now
    )


ROUTES: list[Route] = []
