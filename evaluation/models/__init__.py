"""Everything the evaluation keeps: one module per part of the path."""

from evaluation.models.assignments import AssignmentRun, Pin
from evaluation.models.decisions import Appeal, Decision, DecisionLetter, Release
from evaluation.models.interests import Declaration, InterestRuling
from evaluation.models.rankings import Envelope, ListEdition, RankEntry, Ranking
from evaluation.models.reviewers import Pause, Reviewer, Work
from evaluation.models.reviews import Review, ReviewMark
from evaluation.models.sessions import AgendaItem, Ballot, PanelSession, Recusal, Seat, Tally, Voice

__all__ = [
    "AgendaItem", "Appeal", "AssignmentRun", "Ballot", "Decision", "DecisionLetter", "Declaration", "Envelope",
    "InterestRuling", "ListEdition", "PanelSession", "Pause", "Pin", "RankEntry", "Ranking", "Recusal", "Release",
    "Review", "ReviewMark", "Reviewer", "Seat", "Tally", "Voice", "Work",
]  # fmt: skip
