"""The parts of an action's page, one module per subject; registered when the app is ready."""

from __future__ import annotations

from funding.boxes import dossier, money, reports
from proposals import boxes as dossier_boxes
from workflow.boxes import Box, Boxes

AWARD = Boxes()
BOXES = (
    Box("money", "funding/awards/_money.html", money.content),
    Box("reports", "funding/awards/_reports.html", reports.content),
)
DOSSIER_BOXES = (Box("award", "funding/awards/_dossier.html", dossier.award),)


def register_all() -> None:
    """Make every box known."""
    for box in BOXES:
        AWARD.register(box)
    for box in DOSSIER_BOXES:
        dossier_boxes.register(box)
