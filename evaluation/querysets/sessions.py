"""Queries of sessions and of their agendas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from directory.relations import visible
from evaluation.access import SESSION_RELATIONS, own_dossiers

if TYPE_CHECKING:
    from directory.standing import Standing


class PanelSessionQuerySet(models.QuerySet):
    """Sessions."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(visible(SESSION_RELATIONS, standing))

    def for_list(self) -> Self:
        return self.select_related("institute", "section")


class AgendaItemQuerySet(models.QuerySet):
    """Dossiers on agendas: those one is recused from are absent, with their counts."""

    def readable_by(self, standing: Standing) -> Self:
        """Without the dossiers that are one's own, or that one is out of."""
        return self.exclude(own_dossiers(standing)).exclude(recusals__person=standing.person_id)

    def for_list(self) -> Self:
        return self.select_related(
            "dossier__call", "dossier__version", "dossier__carrier", "dossier__unit", "first_rapporteur",
            "second_rapporteur",
        ).defer("dossier__version__rules", "dossier__call__text_fr", "dossier__call__text_en")  # fmt: skip

    def for_marks(self) -> Self:
        """With the frozen rules that say what a mark is."""
        return self.select_related("dossier__version", "dossier__call").order_by("position", "pk")
