"""The demonstration of the peer review: a pool, reviews asked, written and filed, one interest to rule on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from directory.models import Person
from directory.standing import Standing, standing_of
from evaluation import pieces
from evaluation.actions.answering import accept, decline
from evaluation.actions.inviting import invite
from evaluation.actions.reviewers import add_reviewer
from evaluation.actions.reviewing import file_review, save_piece
from evaluation.models import Review, Reviewer
from proposals.actions.visas import give_visa
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import perform


class Invented(NamedTuple):
    """Somebody of the pool."""

    first: str
    last: str
    institution: str
    country: str
    keywords: tuple[str, ...]
    expertise: str = ""


POOL = (
    Invented("Ramona", "Delacroix-Ionescu", "Universitatea din Carpați", "RO", ("glaciologie", "climat", "pergélisol")),
    Invented("Tendai", "Moyo", "University of the Two Rivers", "ZW", ("hydrology", "sediments", "remote sensing")),
    Invented("Sigrún", "Hallgrímsdóttir", "Háskóli Norðurljósa", "IS", ("séisme", "volcanology", "geodesy"),
             "Slow slip, deep earthquakes and the deformation of volcanoes. Séismes lents, glissements."),
    Invented("Baptiste", "Kergoat", "Université des Abers", "FR", ("océanographie", "carbone", "sédiments"),
             "Carbone ancien des sédiments et des sols gelés, forages, datation."),
    Invented("Meera", "Chandrasekaran", "Institute of Monsoon Studies", "IN", ("atmosphere", "aerosols", "climate"),
             "Methane and old carbon of thawing permafrost, followed in the atmosphere. Carbone ancien, pergélisol."),
    Invented("Wojciech", "Zieliński", "Uniwersytet Bałtycki", "PL", ("écologie", "subduction", "littoral"),
             "Habitats du fond de mer au-dessus des zones de subduction ; mesures par fibre optique."),
)  # fmt: skip
WORDS = {
    "fr": "Un projet clair et bien construit ; le calendrier de la deuxième année mériterait d’être précisé.",
    "en": "A clear and well-built project; the schedule of the second year would deserve more detail.",
}


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as there is a pool, everything is kept as people left it."""
    if Reviewer.objects.exists():
        return
    officer, now = standing_of(people["officer"]), timezone.now()
    pool = [_member(one, now, officer) for one in POOL]
    akiko = add_reviewer(
        email=people["reviewer"].email, first_name="", last_name="", at=now, by=officer,
        institution="Kita-Umi University", country="JP", keywords=["ocean", "sediments", "climate"], languages=["en"],
    )  # fmt: skip
    admissible = list(Dossier.objects.filter(state=DossierState.ADMISSIBLE, institute__office__person=people["officer"])
                      .order_by("first_filed_at").distinct())  # fmt: skip
    filed = Dossier.objects.filter(state=DossierState.FILED, institute__office__person=people["officer"],
                                   taken_back_at=None)  # fmt: skip
    for dossier in filed.order_by("first_filed_at").distinct()[: max(0, 2 - len(admissible))]:
        # the day after it was filed, as far as that is gone
        at = min(now, (dossier.first_filed_at or now) + timedelta(days=1))
        admissible.append(_admitted(dossier, people, at))
    if not admissible:
        return
    _first(admissible[0], pool, akiko, officer, now)
    for dossier in admissible[1:2]:
        _second(dossier, pool, akiko, officer, now)


def _member(one: Invented, now: datetime, officer: Standing) -> Reviewer:
    email = f"{one.first}.{one.last}".encode("ascii", "ignore").decode().lower() + "@reviewers.example"
    return add_reviewer(email=email, first_name=one.first, last_name=one.last, at=now, by=officer,
                        institution=one.institution, country=one.country, keywords=list(one.keywords),
                        expertise=one.expertise, languages=["fr", "en"])  # fmt: skip


def _admitted(dossier: Dossier, people: Mapping[str, Person], now: datetime) -> Dossier:
    for visa in dossier.visas.in_force().filter(state="asked"):
        give_visa(visa, opinion="favourable", at=now, by=standing_of(people["director"]))
    perform(dossier, "admit", by=standing_of(people["officer"]), at=now)
    return Dossier.objects.get(pk=dossier.pk)


def _first(dossier: Dossier, pool: list[Reviewer], akiko: Reviewer, officer: Standing, now: datetime) -> None:
    """Akiko writes, somebody has filed, somebody has declined."""
    due = now + timedelta(days=18)
    started = invite(dossier, akiko, due=due, at=now, by=officer)
    accept(started, level="none", at=now, by=standing_of(akiko.person))
    save_piece(started, piece=pieces.COMMENT, value=WORDS["en"], revision=0, at=now, by=standing_of(akiko.person))
    _filed(invite(dossier, pool[0], due=due, at=now, by=officer), now)
    refused = invite(dossier, pool[1], due=due, at=now, by=officer)
    decline(refused, reason="En mission jusqu’à la fin du mois.", colleague="Sigrún Hallgrímsdóttir", at=now,
            by=standing_of(pool[1].person))  # fmt: skip


def _second(dossier: Dossier, pool: list[Reviewer], akiko: Reviewer, officer: Standing, now: datetime) -> None:
    """Somebody is late, Akiko is asked, and the officer has an interest to rule on."""
    _late(dossier, pool[4], officer, now)
    invite(dossier, akiko, due=now + timedelta(days=25), at=now, by=officer)
    review = invite(dossier, pool[3], due=now + timedelta(days=25), at=now, by=officer)
    accept(review, level="minor", ground="past-action", text="Un atelier organisé ensemble en 2016.", at=now,
           by=standing_of(pool[3].person))  # fmt: skip


def _late(dossier: Dossier, member: Reviewer, officer: Standing, now: datetime) -> None:
    """Somebody accepted in time, and the review was awaited yesterday."""
    then, due = (dossier.first_filed_at or now) + timedelta(days=2), now - timedelta(days=1)
    if then < due:
        review = invite(dossier, member, due=due, at=then, by=officer)
        accept(review, level="none", at=then, by=standing_of(member.person))


def _filed(review: Review, now: datetime) -> None:
    by = standing_of(review.person)
    accept(review, level="none", at=now, by=by)
    for piece in pieces.pieces(review.rules.evaluation, "fr"):
        value = WORDS["fr"]
        if piece.is_choice and piece.criterion is not None:
            value = "0" if piece.criterion.words else "4.5"
        elif piece.slug == pieces.NOTE:
            value = "Je connais bien ce terrain : le budget des missions me paraît un peu court."
        save_piece(review, piece=piece.slug, value=value, revision=0, at=now, by=by)
    file_review(review, at=now, by=by)
