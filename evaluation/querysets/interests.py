"""Queries of declarations."""

from __future__ import annotations

from django.db import models


class DeclarationQuerySet(models.QuerySet):
    """What people declared."""
