"""The demonstration's draft: half written by its carrier, with a co-editor who accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from instruments.models import Call
from proposals.actions.coeditors import accept_invitation, invite_coeditor
from proposals.actions.opening import open_dossier
from proposals.actions.writing import save_answer
from proposals.models import Dossier

# what is written so far, by question; one that the rules do not ask is left out
ANSWERS = {
    "title": "Glissements lents et séismes profonds sous la fosse du Japon : écoute croisée par fibre optique et fond "
    "de mer",
    "acronym": "FOSSE",
    "abstract-fr": "Sous la fosse du Japon, la plaque pacifique glisse par à-coups que les réseaux à terre entendent "
    "mal. Nous proposons d’écouter ensemble, pendant deux ans, le câble sous-marin de Sanriku et un réseau de "
    "sismomètres de fond de mer, pour suivre les glissements lents qui précèdent parfois les grands séismes.",
    "keywords": ["sismologie", "fibre optique", "fond de mer", "subduction"],
    "context": "Les glissements lents relâchent en quelques semaines autant d’énergie qu’un grand séisme, sans "
    "secousse que l’on ressente. Ils migrent sous la fosse à des profondeurs que les stations à terre n’atteignent "
    "pas. Deux techniques récentes s’y prêtent : l’écoute distribuée sur les câbles de télécommunication et les "
    "sismomètres posés en fond de mer. Aucune équipe ne dispose des deux au même "
    "endroit.\n\nNotre objectif est d’établir, avec "
    "l’Earthquake Research Institute, un catalogue commun des glissements de 2027 à 2029.",
    "complementarity": "Le partenaire exploite le câble et connaît le site ; nous apportons les sismomètres et les "
    "méthodes d’inversion conjointe.",
}  # fmt: skip
BY_COEDITOR = {
    "young-researchers": "Une doctorante en cotutelle passera six mois à Tokyo ; un postdoctorant japonais sera "
    "accueilli à Paris au printemps.",
}  # fmt: skip


def build(people: Mapping[str, Person]) -> None:
    """Once: what exists is kept as people left it."""
    carrier, coeditor = people["carrier"], people["coeditor"]
    now = timezone.now()
    call = next((one for one in Call.objects.open_at(now) if Role.CARRIER in one.rules.entry.dossier_opened_by), None)
    if call is None or Dossier.objects.filter(carrier=carrier).exists():
        return
    by, since = standing_of(carrier), now - timedelta(days=3)
    dossier = open_dossier(call, carrier=carrier, at=max(since, call.opens or since), by=by)
    invited = invite_coeditor(dossier, email=coeditor.email, at=since, by=by)
    accept_invitation(invited.link, at=since + timedelta(hours=5), by=standing_of(coeditor))
    asked = {one.slug for one in dossier.rules.fields}
    for answers, writer in ((ANSWERS, by), (BY_COEDITOR, standing_of(coeditor))):
        for field in asked & set(answers):
            save_answer(dossier, field=field, value=answers[field], revision=0, at=now, by=writer)
