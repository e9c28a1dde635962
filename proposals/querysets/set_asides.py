"""Every query of working copies set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from directory.standing import Standing


class SetAsideQuerySet(models.QuerySet):
    """Copies that were never filed: whoever writes the dossier reads them, and no office does."""

    def visible_to(self, standing: Standing) -> Self:
        """Those of the dossiers that this person carries or co-edits."""
        written = apps.get_model("proposals", "Dossier").objects.written_by(standing)
        return self.filter(dossier__in=written.values("pk"))

    def in_order(self) -> Self:
        """The last one first, without what they say: their dates and their numbers."""
        return self.defer("content").order_by("-pk")


def numbered(copies: Sequence[Any]) -> list[tuple[int, Any]]:
    """All the copies of one dossier, the last one first: each with its number, from 1 for the first that was kept."""
    return [(len(copies) - place, one) for place, one in enumerate(copies)]
