"""Conditions on dates, shared by offices and stand-ins."""

from __future__ import annotations

from datetime import date

from django.db.models import Expression, Q


def held_on(day: date | Expression, prefix: str = "") -> Q:
    """Offices or stand-ins whose [starts, ends] holds `day`; no end, no limit. `prefix` follows a relation."""
    has_begun = Q(**{f"{prefix}starts__lte": day})
    has_not_ended = Q(**{f"{prefix}ends__gte": day}) | Q(**{f"{prefix}ends__isnull": True})
    return has_begun & has_not_ended & Q(**{f"{prefix}withdrawn_at__isnull": True})
