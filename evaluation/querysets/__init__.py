"""Every query of the evaluation: one module per part of the path."""

from evaluation.querysets.assignments import AssignmentRunQuerySet, PinQuerySet
from evaluation.querysets.decisions import DecisionQuerySet, ReleaseQuerySet
from evaluation.querysets.interests import DeclarationQuerySet
from evaluation.querysets.rankings import EnvelopeQuerySet, RankingQuerySet
from evaluation.querysets.reviewers import ReviewerQuerySet
from evaluation.querysets.reviews import ReviewQuerySet
from evaluation.querysets.sessions import AgendaItemQuerySet, PanelSessionQuerySet

__all__ = [
    "AgendaItemQuerySet", "AssignmentRunQuerySet", "DecisionQuerySet", "DeclarationQuerySet", "EnvelopeQuerySet",
    "PanelSessionQuerySet", "PinQuerySet", "RankingQuerySet", "ReleaseQuerySet", "ReviewQuerySet", "ReviewerQuerySet",
]  # fmt: skip
