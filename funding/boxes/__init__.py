"""The parts of an action's page, one module per subject; registered when the app is ready."""

from __future__ import annotations

from funding.boxes import centres, changes, dossier, money, own, reports
from instruments import boxes as centre_boxes
from proposals import boxes as dossier_boxes
from workflow.boxes import Box, Boxes

AWARD = Boxes()
BOXES = (
    Box("closure", "funding/awards/_closure.html", changes.closure),
    Box("money", "funding/awards/_money.html", money.content),
    Box("own", "funding/awards/_own.html", own.content),
    Box("reports", "funding/awards/_reports.html", reports.content),
    Box("amendments", "funding/awards/_amendments.html", changes.amendments),
    Box("renewal", "funding/awards/_renewal.html", changes.renewal),
)
DOSSIER_BOXES = (
    Box("award", "funding/awards/_dossier.html", dossier.award),
    Box("renewed", "funding/awards/_renewed.html", changes.renewed_by_dossier),
)
CENTRE_BOXES = (Box("actions", "funding/awards/_leaning.html", centres.leaning),)


def register_all() -> None:
    """Make every box known."""
    for box in BOXES:
        AWARD.register(box)
    for box in DOSSIER_BOXES:
        dossier_boxes.register(box)
    for box in CENTRE_BOXES:
        centre_boxes.register(box)
