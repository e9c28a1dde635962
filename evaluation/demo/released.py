"""Results of the past, for the demonstration of what follows: dossiers selected by whoever decides for their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from directory.models import Institute, Person
from directory.standing import standing_of
from evaluation.actions.decisions import close_arbitration, close_decision, record_college
from evaluation.actions.ranking import agree, draw_up, set_cut, sign
from evaluation.actions.releasing import prepare_release, release_due, sign_release
from evaluation.demo.decisions import admitted, past_call, reviewed
from evaluation.demo.sessions import answer_the_rest, in_section
from evaluation.enums import Outcome
from evaluation.models import Ranking, Release
from instruments.actions.calls import announce_call, create_call
from instruments.models import Call
from instruments.spec import Instrument
from instruments.steps import Step
from proposals.actions.filing import submit_dossier
from proposals.actions.lines import save_line
from proposals.actions.opening import open_dossier
from proposals.actions.visas import give_visa
from proposals.demo.triage import ABROAD, fill_in
from proposals.enums import Side, VisaState
from proposals.generate.texts import TOPICS, dice
from proposals.models import Dossier, Partner
from workflow.engine import SYSTEM, perform

SOON = timedelta(minutes=1)


def arbitrated(then: datetime, people: Mapping[str, Person], carriers: Sequence[Person], words: tuple[str, str], *,
               topic: int) -> list[Dossier]:  # fmt: skip
    """A call of the directorate: dossiers of these people filed, evaluated, all selected, results published `then`."""
    call = past_call(then, people, *words)
    for place, carrier in enumerate(carriers):
        filed = then - timedelta(days=60 - place)
        made = open_dossier(call, carrier=carrier, at=filed, by=standing_of(carrier))
        reviewed(admitted(made, filed, people, topic + place), "4", people, then - timedelta(days=20))
    ranking, derci = _signed(call, then, people), standing_of(people["derci"])
    set_cut(ranking, cut=len(carriers), reserve=0, revision=ranking.revision, at=then, by=derci)
    made_of_it = close_arbitration(call, at=then, by=derci)
    release = prepare_release(call, made_of_it, title=call.title_fr, step=Step.ARBITRATION, at=then, by=derci)
    sign_release(release, planned_at=None, at=then, by=standing_of(people["head"]))
    release_due(then + SOON)
    return list(Dossier.objects.filter(call=call).order_by("pk"))


def decided_by_institute(one: Instrument, then: datetime, people: Mapping[str, Person], carriers: Sequence[Person], *,
                         topic: int) -> list[Dossier]:  # fmt: skip
    """A call of the institute: dossiers of these people filed, ranked, all selected, results published `then`."""
    release = prepared_by_institute(one, then, people, carriers, topic=topic)
    sign_release(release, planned_at=None, at=then, by=standing_of(people["direction"]))
    release_due(then + SOON)
    return list(Dossier.objects.filter(call=release.call).order_by("pk"))


def prepared_by_institute(one: Instrument, then: datetime, people: Mapping[str, Person], carriers: Sequence[Person], *,
                          topic: int) -> Release:  # fmt: skip
    """As `decided_by_institute`, but for the last act: the results wait for the signature of the direction."""
    institute, officer = _institute(people), standing_of(people["officer"])
    title = f"{one.acronym} {then.year}, {institute.code}"
    fields = {
        "instrument_slug": one.slug, "institute": institute, "year": then.year, "title_fr": title, "title_en": title,
        "text_fr": "Un appel de l’institut, décidé.", "text_en": "A call of the institute, decided.",
        "opens": then - timedelta(days=120), "closes": then - timedelta(days=70),
    }  # fmt: skip
    call = create_call(fields=fields, by=officer)
    announce_call(call, at=then - timedelta(days=121), by=officer)
    for place, carrier in enumerate(carriers):
        _ranked_later(Call.objects.get(pk=call.pk), carrier, then - timedelta(days=90 - place), people, topic + place)
    ranking, direction = _signed(call, then, people), standing_of(people["direction"])
    set_cut(ranking, cut=len(carriers), reserve=0, revision=ranking.revision, at=then, by=direction)
    ranking.refresh_from_db()
    agree(ranking, is_agreed=True, revision=ranking.revision, at=then, by=standing_of(people["derci"]))
    made = close_decision(ranking, at=then, by=direction)
    return prepare_release(call, made, title=call.title_fr, institute=institute, step=Step.INSTITUTE_DECISION,
                           at=then, by=direction)  # fmt: skip


def decided_by_college(then: datetime, people: Mapping[str, Person], carrier: tuple[str, str], *, topic: int,
                       amount: Decimal) -> Dossier | None:  # fmt: skip
    """A dossier that its section heard, that the collège selected and the president signed `then`."""
    heard = in_section(people, _institute(people), then, carrier, topic)
    if heard is None:
        return None
    college = standing_of(people["college"])
    perform(heard, "give-section-opinion", by=SYSTEM, at=then, opinion="favourable", chair="", session="")
    perform(Dossier.objects.get(pk=heard.pk), "propose", by=standing_of(people["direction"]), at=then)
    dossier = Dossier.objects.get(pk=heard.pk)
    made = record_college(dossier, outcome=Outcome.SELECTED, amount=amount, reasons_fr="", reasons_en="", at=then,
                          by=college)  # fmt: skip
    release = prepare_release(dossier.call, [made], title=str(dossier), step=Step.COLLEGE, at=then, by=college)
    sign_release(release, planned_at=None, at=then, by=standing_of(people["president"]))
    release_due(then + SOON)
    return Dossier.objects.get(pk=heard.pk)


def _institute(people: Mapping[str, Person]) -> Institute:
    return Institute.objects.get(office__person=people["officer"])


def _signed(call: Call, then: datetime, people: Mapping[str, Person]) -> Ranking:
    """The institute's list of this call, signed by its direction."""
    ranking = draw_up(call, _institute(people), at=then, by=standing_of(people["officer"]))
    sign(ranking, at=then, by=standing_of(people["direction"]))
    ranking.refresh_from_db()
    return ranking


def _ranked_later(call: Call, carrier: Person, at: datetime, people: Mapping[str, Person], topic: int) -> None:
    """Filed `at` with every partner its rules ask for, its opinion given, admitted."""
    by = standing_of(carrier)
    dossier = Dossier.objects.for_rules().get(pk=open_dossier(call, carrier=carrier, at=at, by=by).pk)
    fill_in(dossier, TOPICS[topic % len(TOPICS)], at, dice(topic), ABROAD[topic % len(ABROAD)])
    asked = dossier.rules.partners
    for place in range(1, max(asked.foreign_laboratories.minimum or 1, 2)):
        institution, country, first, last = ABROAD[(topic + place) % len(ABROAD)]
        email = f"{first}.{last}@partner.example".lower()
        fields = {"side": Side.FOREIGN, "institution": institution, "country": country, "lead_first_name": first,
                  "lead_last_name": last, "lead_email": email, "role": "Séries longues et accueil."}  # fmt: skip
        save_line(dossier, Partner, pk=None, fields=fields, revision=0, at=at, by=by)
    answer_the_rest(dossier, at)
    submit_dossier(dossier, at=at, by=by)
    for visa in dossier.visas.in_force().filter(state=VisaState.ASKED):
        give_visa(visa, opinion="favourable", at=at, by=standing_of(people["director"]))
    officer = standing_of(people["officer"])
    for act in ("admit", "start-review"):
        perform(Dossier.objects.get(pk=dossier.pk), act, by=officer, at=at + timedelta(days=9))
