"""Queries on units."""

from __future__ import annotations

from django.db import models


class UnitQuerySet(models.QuerySet):
    """Units."""
