"""What a process has worked out and will be asked for again, under what it depends on: so many things at most."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most `most` values; the one kept first goes first. A key says everything that its value depends on: nothing
    here ever says that a value is too old. Threads share it: two may work out the same value, either of which stands.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """What is kept under this key, or None."""
        return self._values.get(key)

    def keep(self, key: K, value: V) -> V:
        """Keep `value`, and give it back."""
        while key not in self._values and len(self._values) >= self._most:
            self._values.pop(next(iter(self._values)), None)
        self._values[key] = value
        return value

    def get_or(self, key: K, make: Callable[[], V]) -> V:
        """What is kept under this key, made first if need be."""
        found = self._values.get(key)
        return self.keep(key, make()) if found is None else found

    def clear(self) -> None:
        """Keep nothing any more."""
        self._values.clear()
