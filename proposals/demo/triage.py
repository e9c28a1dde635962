"""The demonstration's triage: dossiers of invented colleagues, filed and in every state that triage knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from directory.actions.people import create_person
from directory.models import Institute, Person
from directory.standing import Standing, standing_of
from documents.checks import check
from instruments.models import Call
from instruments.spec import FieldKind, FormField
from proposals.actions.filing import submit_dossier
from proposals.actions.informing import ask_opinion
from proposals.actions.lines import save_budget, save_line
from proposals.actions.opening import open_dossier
from proposals.actions.papers import add_paper
from proposals.actions.talk import add_note, send_message
from proposals.actions.visas import give_visa, show_to_director
from proposals.actions.writing import save_answer
from proposals.demo.papers import LINES, a_letter
from proposals.enums import Side, Status, VisaOpinion
from proposals.generate.texts import TOPICS, Topic, dice, text
from proposals.models import Dossier, Participant, Partner, Publication
from workflow.engine import perform

COLLEAGUES = (
    ("Inès", "Morel"), ("Karim", "Benadda"), ("Luís", "Oliveira"), ("Zoë", "Lacombe"), ("Jiří", "Novotný"),
    ("Nour", "Haddad"),
)  # fmt: skip
ABROAD = (
    ("Universidad del Pacífico Austral", "CL", "Carmen", "Rivas"),
    ("Nordic College of Ice Studies", "NO", "Ola", "Berg"),
    ("Université des Hauts Plateaux", "MA", "Samira", "Alaoui"), ("Institute for Island Ecology", "NZ", "Ngaio", "Tui"),
)  # fmt: skip
# texts are drawn alike at every start
SEED = 7


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as a dossier is filed, everything is kept as people left it."""
    now = timezone.now()
    call = _open_call(now)
    if call is None or Dossier.objects.filter(filing__isnull=False).exists():
        return
    lives: tuple[Callable[[Dossier, Mapping[str, Person], datetime], None], ...] = (
        _to_examine, _with_visa, _to_complete, _passed_on, _admitted, _asked_about, _shown_early,
    )  # fmt: skip
    names = iter(COLLEAGUES)
    for place, life in enumerate(lives):
        rng, topic = dice(SEED + place), TOPICS[place]
        at = now - timedelta(days=9 - place, hours=3)
        # a completion is asked of somebody who can log in here, and answer it
        carrier = people["coeditor"] if life is _to_complete else _colleague(next(names), people)
        dossier = _written(call, carrier, topic, at, rng, ABROAD[place % len(ABROAD)])
        if life is not _shown_early:
            submit_dossier(dossier, at=at + timedelta(hours=2), by=standing_of(dossier.carrier))
        life(Dossier.objects.get(pk=dossier.pk), people, at + timedelta(days=1))


def _open_call(now: datetime) -> Call | None:
    """The annual call open now: the one of those that are no permanent entry which closes last."""
    return Call.objects.open_at(now).filter(is_permanent=False).order_by("-closes", "pk").first()


def _colleague(name: tuple[str, str], people: Mapping[str, Person]) -> Person:
    first, last = name
    email = f"{first}.{last}".lower().replace("ë", "e").replace("è", "e").replace("ř", "r").replace("í", "i")
    email = email.replace("ý", "y") + "@colleagues.example"
    found = Person.objects.filter(email=email).first()
    if found is not None:
        return found
    return create_person(email=email, first_name=first, last_name=last, password=None, is_verified=True,
                         unit=people["carrier"].unit)  # fmt: skip


def _written(call: Call, carrier: Person, topic: Topic, at: datetime, rng: Random,
             abroad: tuple[str, str, str, str]) -> Dossier:  # fmt: skip
    """A dossier in which nothing is missing, written line by line as a person does."""
    dossier = open_dossier(call, carrier=carrier, at=at, by=standing_of(carrier))
    return fill_in(Dossier.objects.for_rules().get(pk=dossier.pk), topic, at, rng, abroad)


def fill_in(dossier: Dossier, topic: Topic, at: datetime, rng: Random, abroad: tuple[str, str, str, str]) -> Dossier:
    """The texts, lines and letters of a draft, by its carrier."""
    by = standing_of(dossier.carrier)
    for asked in dossier.rules.fields:
        value = _answer(asked, topic, rng)
        if value is not None:
            save_answer(dossier, field=asked.slug, value=value, revision=0, at=at, by=by)
    _lines(dossier, abroad, topic, at, by)
    for paper in dossier.rules.papers:
        content = a_letter((abroad[0].encode("ascii", "ignore").decode(), *LINES[1:]))
        file = UploadedFile(ContentFile(content), "letter-of-support.pdf", "application/pdf", len(content))
        check(add_paper(dossier, paper=paper.slug, file=file, at=at, by=by).file)
    return dossier


def _answer(asked: FormField, topic: Topic, rng: Random) -> object:
    if asked.slug == "title":
        return f"{topic.what_fr} : {topic.by_fr}"[: asked.limit or 200]
    if asked.kind is FieldKind.TEXT:
        language = "en" if asked.slug.endswith("-en") else "fr"
        return text(topic, rng, language, min(asked.limit or 2000, 1400))
    if asked.kind is FieldKind.KEYWORDS:
        return list(topic.keywords)
    return None


def add_partner(dossier: Dossier, abroad: tuple[str, str, str, str], at: datetime, by: Standing) -> None:
    """One more laboratory abroad: institution, country, and who leads it."""
    institution, country, first, last = abroad
    partner = {"side": Side.FOREIGN, "institution": institution, "country": country, "lead_first_name": first,
               "lead_last_name": last, "lead_email": f"{first}.{last}@partner.example".lower(),
               "role": "Terrain, séries longues et encadrement commun."}  # fmt: skip
    save_line(dossier, Partner, pk=None, fields=partner, revision=0, at=at, by=by)


def _lines(dossier: Dossier, abroad: tuple[str, str, str, str], topic: Topic, at: datetime, by: Standing) -> None:
    add_partner(dossier, abroad, at, by)
    for name, status in (("Perrine Loiseau", Status.PHD), ("Marc Tanguy", Status.ENGINEER)):
        first, last = name.split()
        fields = {"side": Side.FRENCH, "first_name": first, "last_name": last, "status": status}
        save_line(dossier, Participant, pk=None, fields=fields, revision=0, at=at, by=by)
    if any(asked.kind is FieldKind.PUBLICATIONS for asked in dossier.rules.fields):
        save_line(dossier, Publication, pk=None, fields={"title": topic.what_en}, revision=0, at=at, by=by)
    lines = [line.slug for line in dossier.rules.spending.lines if line.is_eligible][:2]
    half = Decimal(dossier.rules.credits.minimum or 10_000) / 2 + 400
    cells = {(year, line, "cnrs"): half / 2 for year in (1, 2) for line in lines}
    save_budget(dossier, cells=cells, read={}, at=at, by=by)


def _to_examine(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    """Just filed: the director's opinion is awaited."""
    send_message(dossier, text="Bonjour, faut-il joindre aussi les CV de l’équipe partenaire ?", at=at,
                 by=standing_of(dossier.carrier))  # fmt: skip


def _with_visa(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    """The opinion is given: the officer may admit."""
    _visa(dossier, people, at)
    add_note(dossier, text="Vu avec le pôle : budget cohérent.", at=at, by=standing_of(people["officer"]))


def _to_complete(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    _visa(dossier, people, at)
    perform(dossier, "ask-completion", by=standing_of(people["officer"]), at=at, parts=["justification", "work-plan"],
            due=timezone.now() + timedelta(days=8),
            reason="Précisez le calendrier de la deuxième année et ce que paient les missions entrantes.")  # fmt: skip


def _passed_on(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    """Towards the institute of the other officer."""
    other = _institute_of(people["officer2"])
    perform(dossier, "route", by=standing_of(people["officer"]), at=at, institute=other,
            reason="Le cœur du projet relève plutôt de votre institut.")  # fmt: skip


def _admitted(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    _visa(dossier, people, at)
    perform(dossier, "admit", by=standing_of(people["officer"]), at=at + timedelta(hours=5))


def _asked_about(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    """An opinion is asked of the other institute, and of a colleague who reviews."""
    officer, due = standing_of(people["officer"]), timezone.now() + timedelta(days=12)
    other = _institute_of(people["officer2"])
    ask_opinion(
        dossier, institute=other, question="Ce projet recoupe-t-il l’un des vôtres ?", due=due, at=at, by=officer
    )
    ask_opinion(dossier, person=people["reviewer"], question="Is the field site reachable in winter?", due=due, at=at,
                by=officer)  # fmt: skip


def _shown_early(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    show_to_director(dossier, at=at, by=standing_of(dossier.carrier))


def _institute_of(person: Person) -> Institute:
    """The institute in which this person holds an office."""
    return Institute.objects.get(office__person=person)


def _visa(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> None:
    visa = dossier.visas.in_force().get()
    give_visa(visa, opinion=VisaOpinion.FAVOURABLE, comment="Un projet que l’unité soutient.", at=at,
              by=standing_of(people["director"]))  # fmt: skip
