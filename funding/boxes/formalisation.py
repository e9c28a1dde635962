"""What formalisation shows on the page of a dossier: letters, set-up year, security opinion; each by its own rights."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from funding.actions.security import ASKED_IN, ASKING
from funding.enums import CommitmentState
from funding.letters_access import FOLLOWING, READERS
from funding.querysets.of_dossier import COUNTRY_NOTES, PARTIES, SECURITY, SET_UP, commitments_of
from funding.security_access import may_know
from funding.views.letters import may_gather
from funding.views.set_up import ends_at
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.filed import told_of
from proposals.workflow import EVALUATED, GRANTED
from workflow.boxes import Box

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from funding.models import Commitment
    from proposals.models import Dossier

FORMAL = (*GRANTED, DossierState.STARTED)


def letters(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The board of commitment letters, once it is open. Two queries."""
    if Step.LETTERS not in dossier.rules.steps or dossier.state not in FORMAL:
        return None
    if not dossier.roles_of(request.standing) & READERS:
        return None
    lines = commitments_of(dossier)
    if not lines:
        return None
    required = [one for one in lines if one.is_required]
    return {
        "dossier": dossier, "lines": lines, "gathers": may_gather(dossier, request),
        "euros": euros_a_year(lines),
        "unsummed": [one for one in lines if one.amount and one.euros is None],
        "signed": sum(one.state == CommitmentState.SIGNED for one in required), "required": len(required),
        "to_ask": sum(one.state == CommitmentState.TO_ASK for one in lines),
        "awaited": sum(one.state in (CommitmentState.ASKED, CommitmentState.PROMISED) for one in lines),
    }  # fmt: skip


def euros_a_year(lines: list[Commitment]) -> Decimal:
    """What the institutions add each year, as far as it is known in euros; those that declined left out."""
    return sum((one.euros for one in lines if one.euros and one.state != CommitmentState.DECLINED), Decimal(0))


def set_up(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The set-up year in brief, with its clock. Two queries."""
    if Step.SET_UP not in dossier.rules.steps or dossier.state not in FORMAL:
        return None
    roles = dossier.roles_of(request.standing)
    found = SET_UP.first_of(dossier) if roles & READERS else None
    if found is None:
        return None
    found.dossier, parties = dossier, PARTIES.of(dossier)
    return {"dossier": dossier, "set_up": found, "parties": len(parties), "ends": ends_at(found),
            "signed": sum(one.signed_on is not None for one in parties), "now": request.received_at,
            "is_open": dossier.state != DossierState.STARTED, "follows": bool(roles & FOLLOWING)}  # fmt: skip


def security(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """For those who examine: the notes on its countries, the opinion asked or given. Two queries."""
    if dossier.state not in (*EVALUATED, *FORMAL) or not may_know(dossier, request.standing):
        return None
    # the notes help to decide whether an opinion is needed: once the action runs, that is done
    is_running = dossier.state == DossierState.STARTED
    countries = told_of(dossier).places if dossier.filing and not is_running else frozenset()
    notes = [one for one in COUNTRY_NOTES.objects() if one.country in countries] if countries else []
    opinions = SECURITY.of(dossier)
    for one in opinions:
        one.dossier = dossier
    may_ask = dossier.state in ASKED_IN and bool(dossier.roles_of(request.standing) & ASKING)
    is_awaited = any(one.state == "asked" for one in opinions)
    if not notes and not opinions and not may_ask:
        return None
    return {"dossier": dossier, "notes": notes, "opinions": opinions, "may_ask": may_ask and not is_awaited,
            "is_needed": any(one.needs_opinion for one in notes) and not opinions}  # fmt: skip


BOXES = (
    Box("commitments", "funding/letters/_box.html", letters),
    Box("set-up", "funding/set_up/_box.html", set_up),
    Box("security", "funding/security/_box.html", security),
)
