"""The demonstration of decisions: a list to sign, one to arbitrate, results to sign, a dossier before the collège."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from directory.actions.people import create_person
from directory.models import Institute, Person
from directory.standing import Standing, standing_of
from evaluation import pieces
from evaluation.actions.answering import accept
from evaluation.actions.decisions import close_arbitration, record_college
from evaluation.actions.inviting import invite
from evaluation.actions.ranking import draw_up, set_cut, sign
from evaluation.actions.releasing import prepare_release
from evaluation.actions.reviewing import file_review, save_piece
from evaluation.demo.sessions import in_section
from evaluation.enums import Outcome
from evaluation.models import Envelope, Ranking, Reviewer
from instruments.actions.calls import announce_call, create_call
from instruments.models import Call
from instruments.registry import all_instruments
from instruments.steps import Step
from proposals.actions.filing import submit_dossier
from proposals.actions.opening import open_dossier
from proposals.actions.visas import give_visa
from proposals.demo.triage import ABROAD, fill_in
from proposals.enums import VisaState
from proposals.generate.texts import TOPICS, dice
from proposals.models import Dossier
from workflow.engine import SYSTEM, perform

CARRIERS = (
    ("Morgane", "Le Floc’h"), ("Idris", "Belkacem"), ("Capucine", "Vautrin"), ("Ruben", "Escartin"),
    ("Salomé", "Dieulafoy"), ("Théophile", "Garrigue"), ("Anouk", "Pellerin"), ("Yohan", "Madec"),
)  # fmt: skip
WORDS = (
    "L’équipe se complète et le terrain commun est bien choisi. Le retour attendu est précis.",
    "La question est neuve et la méthode solide ; la part du partenaire gagnerait à être chiffrée.",
)
SEED = 23
COLLEGE_GRANT = Decimal(80_000)


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as there is a ranking, everything is kept as people left it."""
    if Ranking.objects.exists() or Reviewer.objects.count() < len(WORDS):
        return
    now, institute = timezone.now(), Institute.objects.get(office__person=people["officer"])
    names = iter(CARRIERS)
    to_sign = past_call(now, people, "printemps", "spring")
    _evaluated(to_sign, [next(names) for _turn in range(3)], ("4.5", "4", "4"), people, now)
    draw_up(to_sign, institute, at=now, by=standing_of(people["officer"]))
    in_hand = past_call(now, people, "jeunes équipes", "young teams")
    _evaluated(in_hand, [next(names) for _turn in range(2)], ("5", "3.5"), people, now)
    _cut(in_hand, institute, people, now)
    _envelopes(in_hand, institute, people, now)
    decided = past_call(now, people, "grands équipements", "large facilities")
    _evaluated(decided, [next(names) for _turn in range(2)], ("4.5", "2.5"), people, now)
    _cut(decided, institute, people, now)
    derci = standing_of(people["derci"])
    made = close_arbitration(decided, at=now, by=derci)
    prepare_release(decided, made, title=decided.title_fr, step=Step.ARBITRATION, at=now, by=derci)
    _before_college(people, institute, now)
    _decided_by_college(people, institute, now)


def past_call(now: datetime, people: Mapping[str, Person], word_fr: str, word_en: str) -> Call:
    """A call of the directorate that has closed, with its evaluation behind it."""
    one = next(each for each in all_instruments() if Step.ARBITRATION in each.steps)
    derci = standing_of(people["derci"])
    fields = {
        "instrument_slug": one.slug, "institute": None, "year": now.year,
        "title_fr": f"{one.acronym} {now.year}, {word_fr}", "title_en": f"{one.acronym} {now.year}, {word_en}",
        "text_fr": "Un appel clos, dont l’évaluation s’achève.", "text_en": "A closed call; its evaluation is ending.",
        "opens": now - timedelta(days=90), "closes": now - timedelta(days=40),
    }  # fmt: skip
    call = create_call(fields=fields, by=derci)
    announce_call(call, at=now - timedelta(days=91), by=derci)
    return Call.objects.get(pk=call.pk)


def _evaluated(call: Call, names: Sequence[tuple[str, str]], marks: Sequence[str], people: Mapping[str, Person],
               now: datetime) -> None:  # fmt: skip
    """Dossiers filed, admitted and reviewed twice, with these marks."""
    for place, (name, mark) in enumerate(zip(names, marks, strict=True)):
        filed = now - timedelta(days=60 - place)
        dossier = open_dossier(call, carrier=_carrier(name, people), at=filed, by=standing_of(_carrier(name, people)))
        reviewed(admitted(dossier, filed, people, len(TOPICS) - 2 - place), mark, people, now - timedelta(days=20))


def _carrier(name: tuple[str, str], people: Mapping[str, Person]) -> Person:
    first, last = name
    letters = f"{first}.{last}".encode("ascii", "ignore").decode().lower().replace(" ", "")
    email = f"{letters}@colleagues.example"
    return Person.objects.filter(email=email).first() or create_person(
        email=email, first_name=first, last_name=last, password=None, is_verified=True, unit=people["carrier"].unit
    )  # fmt: skip


def admitted(made: Dossier, at: datetime, people: Mapping[str, Person], topic: int) -> Dossier:
    """A draft, written, filed, with its opinion, declared admissible nine days later."""
    dossier = Dossier.objects.for_rules().get(pk=made.pk)
    rng = dice(SEED + topic)
    fill_in(dossier, TOPICS[topic % len(TOPICS)], at, rng, ABROAD[topic % len(ABROAD)])
    submit_dossier(dossier, at=at, by=standing_of(dossier.carrier))
    for visa in dossier.visas.in_force().filter(state=VisaState.ASKED):
        give_visa(visa, opinion="favourable", at=at, by=standing_of(people["director"]))
    perform(Dossier.objects.get(pk=made.pk), "admit", by=standing_of(people["officer"]), at=at + timedelta(days=9))
    return Dossier.objects.get(pk=made.pk)


def reviewed(dossier: Dossier, mark: str, people: Mapping[str, Person], at: datetime) -> None:
    """Two reviews, asked and filed five days later, with this mark on each criterion."""
    officer = standing_of(people["officer"])
    for turn, member in enumerate(_reviewers()):
        review = invite(dossier, member, due=at + timedelta(days=15), at=at, by=officer)
        by = standing_of(member.person)
        accept(review, level="none", at=at, by=by)
        for piece in pieces.pieces(review.rules.evaluation, "fr"):
            value = "" if piece.slug == pieces.NOTE else WORDS[turn]
            if piece.is_choice and piece.criterion is not None:
                value = "0" if piece.criterion.words else mark
            save_piece(review, piece=piece.slug, value=value, revision=0, at=at, by=by)
        file_review(review, at=at + timedelta(days=5), by=by)


def _reviewers() -> list[Reviewer]:
    """Two of the pool who are no account of the demonstration."""
    pool = Reviewer.objects.filter(person__email__endswith="@reviewers.example").order_by("pk")
    return list(pool[2 : 2 + len(WORDS)])


def _cut(call: Call, institute: Institute, people: Mapping[str, Person], now: datetime) -> None:
    """Signed by the direction, cut by the directorate after its first place."""
    ranking = draw_up(call, institute, at=now, by=standing_of(people["officer"]))
    sign(ranking, at=now, by=_direction(people))
    ranking.refresh_from_db()
    set_cut(ranking, cut=1, reserve=0, revision=ranking.revision, at=now, by=standing_of(people["derci"]))


def _direction(people: Mapping[str, Person]) -> Standing:
    return standing_of(people["direction"])


def _envelopes(call: Call, institute: Institute, people: Mapping[str, Person], now: datetime) -> None:
    for year in (call.year + 1, call.year + 2):
        Envelope.objects.get_or_create(
            institute=institute, instrument_slug=call.instrument_slug, year=year,
            defaults={"amount": Decimal(60_000), "committed": Decimal(18_500), "changed_at": now,
                      "changed_by": people["derci"]},
        )  # fmt: skip


def _before_college(people: Mapping[str, Person], institute: Institute, now: datetime) -> None:
    """A dossier that sections judge, heard by its section and proposed by its institute: the collège decides next."""
    _proposed(people, institute, now, ("Corentin", "Jaffrelot"), -2)


def _decided_by_college(people: Mapping[str, Person], institute: Institute, now: datetime) -> None:
    """Another one, that the collège has selected: its result waits for the president's signature."""
    dossier = _proposed(people, institute, now, ("Enora", "Lessard"), -3)
    if dossier is None:
        return
    college = standing_of(people["college"])
    made = record_college(dossier, outcome=Outcome.SELECTED, amount=COLLEGE_GRANT, reasons_fr="", reasons_en="", at=now,
                          by=college)  # fmt: skip
    prepare_release(dossier.call, [made], title=str(dossier), step=Step.COLLEGE, at=now, by=college)


def _proposed(people: Mapping[str, Person], institute: Institute, now: datetime, carrier: tuple[str, str],
              topic: int) -> Dossier | None:  # fmt: skip
    heard = in_section(people, institute, now, carrier, topic)
    if heard is None:
        return None
    perform(heard, "give-section-opinion", by=SYSTEM, at=now, opinion="favourable", chair="", session="")
    perform(Dossier.objects.get(pk=heard.pk), "propose", by=_direction(people), at=now)
    return Dossier.objects.get(pk=heard.pk)
