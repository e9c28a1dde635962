"""Dossiers, what they are made of, what was received, the director's opinion, triage."""

from proposals.models.content import (
    Attachment,
    BudgetCell,
    Coeditor,
    Cofunding,
    Participant,
    Partner,
    Publication,
)
from proposals.models.dossiers import Answer, Dossier, ReferenceCounter
from proposals.models.filings import Filing, SetAside
from proposals.models.places import WorkingPlace
from proposals.models.triage import (
    BoardEdition,
    BulkAct,
    CompletionRequest,
    InformedInstitute,
    Message,
    Note,
    Opinion,
    Reading,
    SavedView,
)
from proposals.models.visas import Visa

__all__ = [
    "Answer", "Attachment", "BoardEdition", "BudgetCell", "BulkAct", "Coeditor", "Cofunding", "CompletionRequest",
    "Dossier", "Filing", "InformedInstitute", "Message", "Note", "Opinion", "Participant", "Partner", "Publication",
    "Reading", "ReferenceCounter", "SavedView", "SetAside", "Visa", "WorkingPlace",
]  # fmt: skip
