"""How often one person may ask for something cheap that is asked at each key.

Counted in the cache that all processes of the house share, by its `count` (cnrs_coop/cache.py): one round trip.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache


class Throttle:
    """At most `most` requests of each key in each window of `seconds`; `name` keeps its counts from those of others."""

    def __init__(self, name: str, most: int, seconds: int) -> None:
        self.name = name
        self.most = most
        self.seconds = seconds

    def is_within(self, key: object) -> bool:
        """Count one more request; False when there are too many in this window."""
        shared: Any = cache
        number: int = shared.count(f"throttle:{self.name}:{key}", self.seconds)
        return number <= self.most
