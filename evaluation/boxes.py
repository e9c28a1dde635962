"""What the evaluation shows on the page of a dossier; registered when the app is ready."""

from proposals.boxes import Box, register

BOXES: tuple[Box, ...] = ()


def register_all() -> None:
    """Make every box known."""
    for box in BOXES:
        register(box)
