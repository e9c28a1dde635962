"""Queries on sections of the Comité national."""

from __future__ import annotations

from typing import Self

from django.db import models


class SectionQuerySet(models.QuerySet):
    """Sections; a number means nothing without its mandate."""

    def present(self) -> Self:
        """Those of the latest mandate, by number: what is offered wherever sections are chosen."""
        from directory.models import Mandate

        return self.filter(mandate__in=Mandate.objects.order_by("-starts")[:1]).order_by("number")
