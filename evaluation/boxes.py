"""What the evaluation shows on the page of a dossier; registered when the app is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from evaluation.access import REVIEW_STAFF, is_own
from evaluation.enums import ReviewState
from evaluation.querysets.of_dossier import DECISION, REVIEWS
from instruments.steps import Step
from proposals.access import STAFF, WRITERS
from proposals.boxes import Box, register

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from proposals.models import Dossier

# from admissible on, while reviewers may be asked
OPEN = frozenset({"admissible", "in-review"})
# before these, nobody is asked and nothing is decided: the page of a dossier in triage asks for nothing here
NOT_EVALUATED = frozenset({"draft", "expressed", "invited", "advised-against", "filed", "completion", "routed",
                           "inadmissible", "lapsed", "discarded"})  # fmt: skip


def reviews(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """For those who organise the reviews: who is asked, where each stands. Never for who writes the dossier."""
    from evaluation.actions.inviting import INVITING

    roles = dossier.roles_of(request.standing)
    if not roles & REVIEW_STAFF or Step.REVIEW not in dossier.rules.steps or dossier.state in NOT_EVALUATED:
        return None
    if is_own(dossier, request.standing):
        return None
    found = REVIEWS.of(dossier)
    for one in found:
        one.dossier = dossier
    if not found and dossier.state not in OPEN:
        return None
    return {
        "dossier": dossier, "reviews": found, "wanted": dossier.rules.evaluation.reviews, "now": request.received_at,
        "filed": sum(one.state == ReviewState.FILED for one in found),
        "can_invite": dossier.state in OPEN and bool(roles & INVITING),
    }  # fmt: skip


def decision(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The decision once published: outcome, reasons, letters; nothing before."""
    roles = dossier.roles_of(request.standing)
    if not roles & (WRITERS | STAFF) or dossier.state in NOT_EVALUATED:
        return None
    found = DECISION.first_of(dossier)
    if found is None:
        return None
    text = found.reasons_en if get_language() == "en" else found.reasons_fr
    return {"decision": found, "dossier": dossier, "reasons": [part for part in text.split("\n\n") if part.strip()],
            "is_staff": bool(roles & STAFF) and not is_own(dossier, request.standing)}  # fmt: skip


BOXES: tuple[Box, ...] = (
    Box("decision", "evaluation/releases/_box.html", decision),
    Box("reviews", "evaluation/reviews/_box.html", reviews),
)


def register_all() -> None:
    """Make every box known."""
    for box in BOXES:
        register(box)
