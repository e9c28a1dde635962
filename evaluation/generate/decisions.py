"""Decisions of invented dossiers: prepared and out of sight, or published with their letters."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils.translation import override

from directory.enums import Role
from directory.models import Institute, Person
from directory.standing import standing_of
from evaluation.actions.afterwards import receive_appeal
from evaluation.enums import DecisionState, Outcome, ReleaseState
from evaluation.generate.lists import Case, Listed
from evaluation.generate.rankings import granted
from evaluation.letters import letter_of
from evaluation.models import Appeal, Decision, DecisionLetter, Release
from instruments.models import Call
from instruments.steps import Step
from proposals.content import canonical
from proposals.generate.chains import Chains
from proposals.generate.dossiers import code
from proposals.generate.parts import random_uid
from proposals.generate.world import World

P, S, G, E = ReleaseState.PREPARED, ReleaseState.SIGNED, ReleaseState.RELEASING, ReleaseState.RELEASED
BATCH = 1000
REASONS_FR = "Le projet ne figure pas parmi les mieux classés de son institut pour cette campagne."
REASONS_EN = "The project is not among those ranked highest by its institute in this campaign."


@dataclass
class Batch:
    """What is published together."""

    call: Call
    step: Step
    institute: Institute | None
    title: str
    is_out: bool
    cases: list[Case] = field(default_factory=list)


def write_decisions(world: World, places: Iterable[Listed], chains: Chains, rng: Random) -> None:
    """Everything decided in one call, gathered as its rules say; one appeal in each call that refused somebody."""
    for batch in _batches(places):
        release = _release(world, batch, chains, rng)
        decisions = [_decision(case, release, batch, rng) for case in batch.cases]
        _order_reserve(decisions)
        Decision.objects.bulk_create(decisions, batch_size=BATCH)
        if batch.is_out:
            _letters(decisions, batch, rng)
            chains.write()
            _appeal(world, decisions, rng)


def _batches(places: Iterable[Listed]) -> list[Batch]:
    found: dict[tuple[str, int, bool], Batch] = {}
    for place in places:
        for case in place.cases:
            if case.step is None:
                continue
            own = {Step.ARBITRATION: 0, Step.INSTITUTE_DECISION: place.institute.pk}.get(case.step, case.dossier.pk)
            institute = place.institute if case.step is Step.INSTITUTE_DECISION else None
            title = str(case.dossier) if case.step is Step.COLLEGE else place.call.title_fr
            title = f"{title}, {place.institute.name}" if institute else title
            is_out = case.published_at is not None
            made = Batch(place.call, case.step, institute, title[:200], is_out)
            found.setdefault((case.step.value, own, is_out), made).cases.append(case)
    return list(found.values())


def _release(world: World, batch: Batch, chains: Chains, rng: Random) -> Release:
    drawn = [at for case in batch.cases if (at := case.drawn_at)]
    out = [at for case in batch.cases if (at := case.published_at)]
    signs = Role(batch.call.rules.decision.signed_by)
    creator, signer = _creator(world, batch), _signer(world, batch, signs)
    begun = min(drawn)
    release = Release(
        uid=random_uid(rng), call=batch.call, institute=batch.institute, step=batch.step, title=batch.title,
        signs=signs, created_at=begun, created_by=creator, state=E if out else P, state_since=max(out, default=begun),
    )  # fmt: skip
    if out:
        release.signed_by, release.signed_at = signer, min(out) - timedelta(hours=2)
        release.planned_at, release.released_at = min(out), max(out)
        release.signatory = {"name": signer.get_full_name(), **_qualities(signs)}
    release.save()
    chains.add(release, "add", at=begun, person_id=creator.pk, data={"decisions": len(batch.cases)})
    if out:
        moves: tuple[tuple[str, datetime, int | None, str, str], ...] = (
            ("sign", min(out) - timedelta(hours=2), signer.pk, P, S), ("begin", min(out), None, S, G),
            ("finish", max(out), None, G, E),
        )  # fmt: skip
        for act, at, person, source, target in moves:
            chains.add(release, act, at=at, person_id=person, source=source, target=target)
    return release


def _creator(world: World, batch: Batch) -> Person:
    if batch.institute is not None:
        return world.directions[batch.institute.pk]
    return world.national[Role.COLLEGE_SECRETARY if batch.step is Step.COLLEGE else Role.DERCI_OFFICER]


def _signer(world: World, batch: Batch, signs: Role) -> Person:
    return world.directions[batch.institute.pk] if batch.institute is not None else world.national[signs]


def _qualities(role: Role) -> dict[str, str]:
    found = {}
    for language in ("fr", "en"):
        with override(language):
            found[f"quality_{language}"] = str(role.label)
    return found


def _decision(case: Case, release: Release, batch: Batch, rng: Random) -> Decision:
    outcome, dossier = case.outcome or Outcome.NOT_SELECTED, case.dossier
    words = "\n\n".join(sorted(set(case.words)))
    is_refused = outcome is not Outcome.SELECTED
    return Decision(
        uid=random_uid(rng), dossier=dossier, step=batch.step, release=release, outcome=outcome,
        state=DecisionState.RELEASED if batch.is_out else DecisionState.PREPARED,
        amount=granted(dossier) if not is_refused else None, reserve_rank=1 if outcome is Outcome.RESERVE else None,
        reasons_fr=f"{REASONS_FR}\n\n{words}" if is_refused else words,
        reasons_en=f"{REASONS_EN}\n\n{words}" if is_refused else words,
        prepared_at=case.drawn_at or release.created_at, prepared_by_id=release.created_by_id,
        released_at=case.published_at,
    )  # fmt: skip


def _order_reserve(decisions: list[Decision]) -> None:
    """1, 2, 3… in each institute."""
    places: dict[int | None, int] = defaultdict(int)
    for one in decisions:
        if one.outcome == Outcome.RESERVE:
            places[one.dossier.institute_id] += 1
            one.reserve_rank = places[one.dossier.institute_id]


def _letters(decisions: list[Decision], batch: Batch, rng: Random) -> None:
    rows = []
    for one in decisions:
        at = one.released_at or one.prepared_at
        content = letter_of(one, at)
        rows.append(DecisionLetter(decision=one, code=code(rng), content=content, made_at=at,
                                   sha256=hashlib.sha256(canonical(content)).hexdigest()))  # fmt: skip
    DecisionLetter.objects.bulk_create(rows, batch_size=BATCH)


def _appeal(world: World, decisions: list[Decision], rng: Random) -> None:
    refused = next((one for one in decisions if one.outcome == Outcome.NOT_SELECTED), None)
    if refused is not None:
        appeal = receive_appeal(refused, grounds="Une relectrice aurait un lien avec un autre dossier de l’appel.",
                                at=(refused.released_at or refused.prepared_at) + timedelta(days=12),
                                by=standing_of(world.national[Role.DERCI_OFFICER]))  # fmt: skip
        # the act draws an address of its own: the seed decides it
        Appeal.objects.filter(pk=appeal.pk).update(uid=random_uid(rng))
