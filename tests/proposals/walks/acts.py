"""The acts of the table, which the walks read there: by whom, what they are given, what has to be there before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from directory.enums import Role
from evaluation.models import Decision
from funding.models import Commitment, Party, SetUp
from proposals.actions import completing, partner_words, visas
from proposals.actions.extensions import extend_dossier
from proposals.actions.filing import submit_dossier
from proposals.enums import DossierState as S
from proposals.enums import PartnerWord, VisaState
from proposals.models import Dossier
from tests.funding.awards import released
from tests.funding.formal import a_signed_letter, signed
from workflow.engine import SYSTEM, perform
from workflow.table import Transition

WHY = "parce que"
HOUSE = "house"
# who of a walk has which role; the officers are those of the institutes that have the dossier
OF_ROLE = {
    Role.CARRIER: "carrier", Role.INSTITUTE_DIRECTION: "direction", Role.DERCI_OFFICER: "derci",
    Role.COLLEGE_SECRETARY: "secretary",
}  # fmt: skip
# what the house does by itself when something else is done
FOLLOWS = {"find-admissible-again"}


def officers(walk: Any, dossier: Dossier) -> frozenset[str]:
    """Those of the institute that has the dossier, and of the one it is being passed to."""
    held = {dossier.institute_id, dossier.routed_to_id}
    return frozenset(who for who, institute in walk.officers.items() if institute.pk in held)


def who_may(walk: Any, dossier: Dossier, act: Transition) -> frozenset[str]:
    """Who has a role in it; the house where nobody of the walk has."""
    if act.name == "take-over":
        return frozenset(who for who, institute in walk.officers.items() if institute.pk == dossier.routed_to_id)
    found = frozenset(OF_ROLE[role] for role in act.roles if role in OF_ROLE)
    if Role.INSTITUTE_OFFICER in act.roles:
        found |= officers(walk, dossier)
    return found if found and Role.SYSTEM not in act.roles else found | {HOUSE}


def do(walk: Any, name: str, by: Any) -> None:
    """The act `name`, by this standing. Raises Refused."""
    dossier = walk.now()
    if name in BEFORE and (dossier.state in dossier.workflow.transition(name).sources or dossier.taken_back_at):
        BEFORE[name](walk)
    if name in OTHERWISE:
        OTHERWISE[name](walk, by)
    elif name.startswith("reopen") and by is not SYSTEM and dossier.state == S.LAPSED:
        more_time(walk, by)
    else:
        given = DATA[name](walk) if name in DATA else {}
        perform(walk.dossier, name, by=by, at=walk.at, reason=WHY, **given)


def more_time(walk: Any, by: Any) -> None:
    """Two more days for this dossier; one that lapsed is opened again."""
    dossier = walk.now()
    until = max(walk.at, dossier.closes or walk.at) + timedelta(days=2)
    extend_dossier(dossier, until=until, reason=WHY, at=walk.at, by=by)


def _resume(walk: Any, by: Any) -> None:
    if by is SYSTEM:
        completing.resume_overdue(walk.at + timedelta(days=11))
    else:
        perform(walk.dossier, "resume", by=by, at=walk.at)


def _nobody_denies(walk: Any) -> None:
    """A partner who says not to be part of it blocks every filing."""
    for partner in walk.dossier.partners.filter(word=PartnerWord.DENIED):
        partner_words.confirm_part(partner, at=walk.at)


def _opinion_given(walk: Any) -> None:
    """Nobody is admitted before the unit's director has spoken."""
    visa = walk.dossier.visas.in_force().filter(state=VisaState.ASKED).first()
    if visa is not None:
        visas.give_visa(visa, opinion="favourable", at=walk.at, by=walk.by("director"))


def _granted(walk: Any) -> None:
    if not Decision.objects.filter(dossier=walk.dossier).exists():
        released(walk.now(), at=walk.at, author=walk.by("derci"))


def _letters_signed(walk: Any) -> None:
    _granted(walk)
    for letter in Commitment.objects.filter(dossier=walk.dossier):
        a_signed_letter(letter, walk.by(walk.officer()))


def _convention_signed(walk: Any) -> None:
    _granted(walk)
    made = SetUp.objects.select_related("dossier__version").get(dossier=walk.dossier)
    Party.objects.create(set_up=made, side="french", institution="CNRS", country="FR", language="fr",
                         email="convention@cnrs.example")  # fmt: skip
    signed(made, walk.by(walk.officer()), walk.at.date(), walk.at)


DATA: dict[str, Callable[[Any], dict[str, Any]]] = {
    "ask-completion": lambda walk: {"parts": ["context"], "due": walk.at + timedelta(days=9)},
    "route": lambda walk: {"institute": walk.elsewhere()},
    "extend-set-up": lambda walk: {"months": 1},
}
# rows of the layers above, proved by their own tests
BEFORE: dict[str, Callable[[Any], None]] = {
    "express": _nobody_denies, "submit": _nobody_denies, "admit": _opinion_given,
    "complete": lambda walk: walk.write("context"), "notify": _granted, "start": _letters_signed,
    "sign-convention": _convention_signed,
}  # fmt: skip
# filing reserves a reference first; the clock lapses and resumes
OTHERWISE: dict[str, Callable[[Any, Any], Any]] = {
    "submit": lambda walk, by: submit_dossier(walk.now(), at=walk.at, by=by), "resume": _resume,
    "lapse": lambda walk, by: walk.closing_comes(),
}  # fmt: skip
