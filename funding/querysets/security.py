"""Queries of security opinions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from funding.enums import SecurityState
from funding.security_access import opinions_of

if TYPE_CHECKING:
    from directory.standing import Standing


class SecurityQuerySet(models.QuerySet):
    """Security opinions: of the dossiers that the reader examines; all, for the security officer."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(opinions_of(standing))

    def for_list(self) -> Self:
        return self.select_related(
            "asked_by", "given_by", "dossier__version", "dossier__call", "dossier__carrier", "dossier__unit",
            "dossier__institute", "dossier__filing",
        ).defer("dossier__version__rules", "dossier__call__text_fr", "dossier__call__text_en")  # fmt: skip

    def awaited(self) -> Self:
        return self.filter(state=SecurityState.ASKED)

    def in_force(self) -> Self:
        """Those that count: the newest of each dossier stands (`latest` of one dossier)."""
        return self.exclude(state=SecurityState.WITHDRAWN).order_by("-asked_at", "-pk")
