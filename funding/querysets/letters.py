"""Queries of commitment letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from directory.relations import visible
from funding.enums import CommitmentState
from funding.letters_access import READING
from funding.security_access import prefixed

if TYPE_CHECKING:
    from directory.standing import Standing

UNANSWERED = (CommitmentState.ASKED, CommitmentState.PROMISED)


class CommitmentQuerySet(models.QuerySet):
    """Commitment letters: for those who examine the dossier, its writers, and its unit's director."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(prefixed(visible(READING, standing)))

    def for_page(self) -> Self:
        """With the dossier's rules."""
        return self.select_related(
            "dossier__version", "dossier__call", "dossier__carrier", "dossier__unit", "dossier__institute"
        ).defer("dossier__version__rules", "dossier__call__text_fr", "dossier__call__text_en")

    def on_board(self) -> Self:
        return self.exclude(state=CommitmentState.REMOVED)

    def unanswered(self) -> Self:
        """Asked, and the signed letter is not there."""
        return self.filter(state__in=UNANSWERED).exclude(email="")
