"""How often one person may ask for something cheap that is asked often."""

from __future__ import annotations

import time

from django.core.cache import cache


def is_within(key: str, most: int, seconds: int) -> bool:
    """Count one more request for `key`; False when there were more than `most` in this window of `seconds`."""
    window = f"throttle:{key}:{int(time.time() // seconds)}"
    if cache.add(window, 1, timeout=seconds * 2):
        return True
    try:
        return cache.incr(window) <= most
    except ValueError:  # the window ended between the two lines
        return True
