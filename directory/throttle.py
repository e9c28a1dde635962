"""How often one person may ask for something cheap that is asked at each key.

Counted in the process that answers: what protects passwords counts in the shared cache, but a write there would cost
more than the search it guards. With several processes the limit is that many times higher, which is enough here.
"""

from __future__ import annotations

import time
from collections import Counter
from threading import Lock


class Throttle:
    """At most `most` requests of each key in each window of `seconds`."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = Lock()
        self._window = 0
        self._counts: Counter[object] = Counter()

    def is_within(self, key: object) -> bool:
        """Count one more request; False when there are too many in this window."""
        window = int(time.monotonic() // self.seconds)
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            self._counts[key] += 1
            return self._counts[key] <= self.most
