"""A list read without an order comes back shuffled: whoever counts on luck loses it here."""

from __future__ import annotations

import random

from django.db.models import QuerySet

_shuffler = random.Random(1)
_fetch_all = QuerySet._fetch_all


def _fetch_shuffled(queryset: QuerySet) -> None:
    is_fresh = queryset._result_cache is None
    _fetch_all(queryset)
    if is_fresh and not queryset.ordered and queryset._result_cache:
        _shuffler.shuffle(queryset._result_cache)


def shuffle_unordered() -> None:
    """From now on every unordered queryset is shuffled once fetched."""
    QuerySet._fetch_all = _fetch_shuffled  # type: ignore[method-assign]
