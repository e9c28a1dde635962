"""Asking to be told when a call of an instrument opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instruments.models import CallWatch

if TYPE_CHECKING:
    from directory.standing import Standing


def watch_calls(*, instrument_slug: str, by: Standing) -> None:
    """`by` is told when a call of this instrument opens."""
    if by.person_id is not None:
        CallWatch.objects.get_or_create(person_id=by.person_id, instrument_slug=instrument_slug)


def unwatch_calls(*, instrument_slug: str, by: Standing) -> None:
    CallWatch.objects.filter(person=by.person_id, instrument_slug=instrument_slug).delete()
