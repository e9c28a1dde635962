"""Writing invented dossiers, a few hundred at a time: rows, filed versions, opinions, histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import transaction

from directory.enums import Role
from instruments.models import Call
from instruments.steps import Step
from proposals.board.listing import COLUMNS as LISTED
from proposals.board.listing import list_on_board
from proposals.content import content_of, expression_of, fingerprint
from proposals.enums import CompletionState, FilingKind, VisaOpinion, VisaState
from proposals.enums import DossierState as S
from proposals.generate.chains import Chains
from proposals.generate.lives import draw_state, path_to, states_of
from proposals.generate.parts import Parts, fill, made_between, random_uid
from proposals.generate.texts import TOPICS, Topic, title
from proposals.generate.world import World
from proposals.models import (
    CompletionRequest,
    Dossier,
    Filing,
    InformedInstitute,
    Message,
    Note,
    ReferenceCounter,
    Visa,
)
from proposals.receipts import ALPHABET, GROUPS, IN_GROUP, mentions
from proposals.visa_dates import visa_due
from workflow.table import Transition

CHUNK = 250
SHARES = {"first": 60, "second": 20, "third": 12, "others": 8}
ONE_IN = 10


@dataclass
class Life:
    """One dossier to be written, of what and in which language, and what will have happened to it."""

    dossier: Dossier
    topic: Topic
    language: str
    acts: tuple[Transition, ...]
    times: list[datetime]

    def when(self, name: str) -> datetime | None:
        """When the act was done, if it was."""
        return next((at for act, at in zip(self.acts, self.times, strict=True) if act.name == name), None)


def generate(world: World, *, number: int, rng: Random) -> Iterator[int]:
    """Write `number` dossiers; yields how many are written after each chunk."""
    plan = list(_plan(world, number, rng))
    counters = Counter({(one.instrument_slug, one.year): one.last for one in ReferenceCounter.objects.all()})
    for start in range(0, len(plan), CHUNK):
        with transaction.atomic():
            _write(
                [_life(world, call, state, rng) for call, state in plan[start : start + CHUNK]], world, counters, rng
            )
        yield min(start + CHUNK, len(plan))


def write_drafts(world: World, call: Call, *, number: int, rng: Random) -> list[Dossier]:
    """Complete drafts in `call`, one per carrier in turn: what a closing night files."""
    written = []
    for start in range(0, number, CHUNK):
        lives = [_life(world, call, S.DRAFT, rng) for _place in range(start, min(start + CHUNK, number))]
        with transaction.atomic():
            _write(lives, world, Counter(), rng, one_in=0)
        written += [life.dossier for life in lives]
    return written


def _plan(world: World, number: int, rng: Random) -> Iterator[tuple[Call, str]]:
    """Each state of each call once, as far as `number` goes; then as often as they are met."""
    lists = {call.pk: states_of(call, is_over=_is_over(world, call)) for call in world.calls}
    once = [(call, state) for call in world.calls for state in lists[call.pk]]
    rng.shuffle(once)
    yield from once[:number]
    weights = [_share(world, call) for call in world.calls]
    for _place in range(number - len(once)):
        call = rng.choices(world.calls, weights)[0]
        yield call, draw_state(lists[call.pk], rng, is_over=_is_over(world, call))


def _share(world: World, call: Call) -> float:
    """How many dossiers a call has: the first instrument most, and the running campaign as many as the others."""
    order = min(call.rules.order, len(SHARES)) - 1
    same = sum(one.instrument_slug == call.instrument_slug for one in world.calls)
    return list(SHARES.values())[order] / same


def _is_over(world: World, call: Call) -> bool:
    return call.closes is not None and call.year < world.year


def _present(world: World) -> datetime:
    """The instant up to which things have happened in the running campaign."""
    return datetime(world.year - 1, 11, 20, 12, tzinfo=UTC)


def _life(world: World, call: Call, state: str, rng: Random) -> Life:
    carrier, topic = rng.choice(world.carriers), rng.choice(TOPICS)
    unit, opens = carrier.unit, call.opens
    if unit is None or opens is None:
        raise ValueError("a carrier of the generator has a unit, and a call a date")
    end = call.closes if _is_over(world, call) and call.closes else _present(world)
    opened = made_between(opens, opens + (end - opens) * 0.7, rng)
    # one language and one topic from the title to the last answer
    language = rng.choice(("fr", "fr", "en"))
    said = title(topic, rng, language)[:200]
    dossier = Dossier(
        uid=random_uid(rng), token=random_uid(rng), call=call, version=call.latest_version,
        instrument_slug=call.instrument_slug, carrier=carrier, opened_by=carrier, unit=unit,
        institute=unit.institute, delegation=rng.choice(world.delegations) if world.delegations else None,
        is_carrier_permanent=True, title=said, acronym="".join(word[0] for word in said.split())[:8].upper(),
        months=call.rules.duration.minimum or 60, created_at=opened, changed_at=opened, state_since=opened,
        state=S.DRAFT,
    )  # fmt: skip
    acts = path_to(call.rules.steps, state)
    times = _times(acts, opened, end, rng)
    dossier.changed_at = dossier.state_since = times[-1] if times else opened
    return Life(dossier, topic, language, acts, times)


def _times(acts: tuple[Transition, ...], opened: datetime, end: datetime, rng: Random) -> list[datetime]:
    """What is received comes before the closing; the rest follows it, some days apart."""
    times, at = [], opened
    for act in acts:
        if act.name in ("submit", "express"):
            at = made_between(at, end, rng)
        elif act.name == "lapse":
            at = end + timedelta(minutes=1)
        else:
            at = at + timedelta(days=rng.randint(1, 20), hours=rng.randint(0, 9))
        times.append(at)
    return times


def _write(
    lives: list[Life], world: World, counters: Counter[tuple[str, int]], rng: Random, one_in: int = ONE_IN
) -> None:
    Dossier.objects.bulk_create([life.dossier for life in lives])
    parts = Parts()
    # one of each ten, drawn
    lacking = {start + rng.randrange(one_in) for start in range(0, len(lives), one_in)} if one_in else set()
    for place, life in enumerate(lives):
        is_filed = any(act.name in ("submit", "express") for act in life.acts)
        lacks = ("warn" if is_filed else "block") if place in lacking else ""
        fill(life.dossier, world, parts, rng, topic=life.topic, language=life.language, lacks=lacks)
    parts.write()
    filed = _file(lives, world, counters, rng)
    chains = Chains(rng)
    _tell(lives, filed, world, chains)
    _visas(lives, filed, world, chains, rng)
    chains.write()
    _surround(lives, filed, world, rng)


def _file(lives: list[Life], world: World, counters: Counter[tuple[str, int]], rng: Random) -> dict[int, Filing]:
    """The filed version of each that was filed, and the state each stands in."""
    written = Dossier.objects.for_content().in_bulk([life.dossier.pk for life in lives])
    filings = {}
    for life in lives:
        received = life.when("submit") or life.when("express")
        if received is None:
            continue
        dossier = written[life.dossier.pk]
        kind = FilingKind.DOSSIER if life.when("submit") else FilingKind.EXPRESSION
        content = content_of(dossier)
        if kind == FilingKind.EXPRESSION:
            content = expression_of(dossier.rules, content)
        filings[dossier.pk] = Filing(
            dossier=life.dossier, number=1, kind=kind, content=content, sha256=fingerprint(content),
            received_at=received, filed_at=received, filed_by_id=dossier.carrier_id, code=code(rng),
            mentions=mentions(dossier, received, kind),
        )  # fmt: skip
    Filing.objects.bulk_create(filings.values())
    for life in lives:
        _settle(life, filings.get(life.dossier.pk), world, counters)
    # the rows are there: written anew by their key, which costs a tenth of `bulk_update` and its cases
    Dossier.objects.bulk_create(
        [life.dossier for life in lives], update_conflicts=True, unique_fields=["id"],
        update_fields=["state", "filing", "reference", "first_filed_at", "is_with_institute", "is_with_unit",
                       "countries", "routed_to", *LISTED],
    )  # fmt: skip
    for (slug, year), last in counters.items():
        ReferenceCounter.objects.update_or_create(instrument_slug=slug, year=year, defaults={"last": last})
    return filings


def _settle(life: Life, filing: Filing | None, world: World, counters: Counter[tuple[str, int]]) -> None:
    dossier = life.dossier
    dossier.state = life.acts[-1].target if life.acts else S.DRAFT
    if dossier.state == S.ROUTED:
        dossier.routed_to_id = _another(dossier.institute_id, world)
    if filing is None:
        return
    counters[dossier.instrument_slug, dossier.call.year] += 1
    last = counters[dossier.instrument_slug, dossier.call.year]
    dossier.reference = f"{dossier.rules.acronym}-{dossier.call.year}-{last:04d}"
    dossier.filing, dossier.first_filed_at = filing, filing.received_at
    dossier.is_with_institute = True
    dossier.is_with_unit = filing.kind == FilingKind.DOSSIER
    list_on_board(dossier, filing.content, filing.kind)


def _another(institute_id: int | None, world: World) -> int:
    """The institute to which a dossier is being passed: the next one."""
    institutes = sorted(world.officers)
    return next((pk for pk in institutes if pk > (institute_id or 0)), institutes[0])


def _tell(lives: list[Life], filed: dict[int, Filing], world: World, chains: Chains) -> None:
    for life in lives:
        dossier = life.dossier
        chains.add(dossier, "open", at=dossier.created_at, person_id=dossier.carrier_id)
        source: str = S.DRAFT
        for act, at in zip(life.acts, life.times, strict=True):
            filing = filed.get(dossier.pk) if act.name in ("submit", "express") else None
            data = {"filing": 1, "sha256": filing.sha256, "reference": dossier.reference} if filing else {}
            reason = "Motif inventé, en une phrase." if act.needs_reason else ""
            chains.add(dossier, act.name, at=at, person_id=_actor(world, dossier, act), source=source,
                       target=act.target, reason=reason, data=data)  # fmt: skip
            source = act.target


def _actor(world: World, dossier: Dossier, act: Transition) -> int | None:
    people = {
        Role.CARRIER: dossier.carrier, Role.INSTITUTE_OFFICER: world.officers.get(dossier.institute_id or 0),
        Role.INSTITUTE_DIRECTION: world.directions.get(dossier.institute_id or 0), **world.national,
    }  # fmt: skip
    return next((person.pk for role, person in people.items() if role in act.roles and person), None)


def _visas(lives: list[Life], filed: dict[int, Filing], world: World, chains: Chains, rng: Random) -> None:
    """Asked with each filing; given before the examination, or still awaited."""
    visas = []
    for life in lives:
        dossier, filing = life.dossier, filed.get(life.dossier.pk)
        unit_id = dossier.unit_id
        if filing is None or unit_id is None or not life.when("submit") or Step.VISA not in dossier.rules.steps:
            continue
        visa = Visa(uid=random_uid(rng), dossier=dossier, filing=filing, unit_id=unit_id,
                    institute_id=dossier.institute_id, state=VisaState.ASKED, asked_at=filing.received_at,
                    due=visa_due(dossier, filing.received_at))  # fmt: skip
        if life.when("admit") or rng.random() < 0.5:
            visa.state = VisaState.GIVEN
            visa.opinion = rng.choices(list(VisaOpinion), (8, 2, 1))[0]
            visa.comment = "" if visa.opinion == VisaOpinion.FAVOURABLE else "À préciser avec l’unité."
            visa.given_by = world.directors[unit_id]
            visa.given_at = filing.received_at + timedelta(hours=rng.randint(1, 20))
        elif dossier.current_state.is_final:
            visa.state = VisaState.SUPERSEDED
        visas.append(visa)
    Visa.objects.bulk_create(visas)
    for visa in visas:
        chains.add(visa, "ask", at=visa.asked_at, person_id=None, source=VisaState.PREPARED, target=VisaState.ASKED)
        if visa.given_at:
            chains.add(visa, "give", at=visa.given_at, person_id=visa.given_by_id, source=VisaState.ASKED,
                       target=VisaState.GIVEN, data={"opinion": str(visa.opinion)})  # fmt: skip
        elif visa.state == VisaState.SUPERSEDED:
            chains.add(visa, "supersede", at=visa.dossier.state_since, person_id=None, source=VisaState.ASKED,
                       target=VisaState.SUPERSEDED)  # fmt: skip


def _surround(lives: list[Life], filed: dict[int, Filing], world: World, rng: Random) -> None:
    """Institutes informed, notes, messages, completions asked: what triage leaves."""
    informed, notes, said, asked = [], [], [], []
    institutes = sorted(world.officers)
    for life in lives:
        dossier, filing = life.dossier, filed.get(life.dossier.pk)
        if filing is None:
            continue
        at, officer = filing.received_at + timedelta(days=1), world.officers[dossier.institute_id or 0]
        other = rng.choice(institutes)
        if rng.random() < 0.1 and other != dossier.institute_id:
            informed.append(InformedInstitute(dossier=dossier, institute_id=other, informed_at=filing.received_at))
        if rng.random() < 0.2:
            notes.append(Note(dossier=dossier, author=officer, at=at, text="Vu avec le pôle : à suivre."))
        if rng.random() < 0.1:
            said.append(Message(dossier=dossier, author=officer, is_from_staff=True, at=at, token=random_uid(rng),
                                text="Pouvez-vous préciser le calendrier de la deuxième année ?"))  # fmt: skip
        if dossier.state == S.COMPLETION:
            asked.append(CompletionRequest(dossier=dossier, parts=["justification"], due=_due(life), asked_by=officer,
                                           asked_at=life.times[-1], text="Précisez la justification financière.",
                                           before=filing, state=CompletionState.ASKED))  # fmt: skip
    InformedInstitute.objects.bulk_create(informed)
    Note.objects.bulk_create(notes)
    Message.objects.bulk_create(said)
    CompletionRequest.objects.bulk_create(asked)


def _due(life: Life) -> datetime:
    return life.times[-1] + timedelta(days=15)


def code(rng: Random) -> str:
    """A verification code that the seed decides."""
    letters = "".join(rng.choice(ALPHABET) for _place in range(GROUPS * IN_GROUP))
    return "-".join(letters[place : place + IN_GROUP] for place in range(0, len(letters), IN_GROUP))
