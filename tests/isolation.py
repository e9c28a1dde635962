"""What keeps one test's cache from another's."""

from __future__ import annotations

import uuid

_current = {"test": uuid.uuid4().hex}


def begin_test() -> None:
    """From now on keys are those of a new, empty cache."""
    _current["test"] = uuid.uuid4().hex


def cache_key(key: str, prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: the key under which `key` of the running test is kept."""
    return f"{_current['test']}:{prefix}:{version}:{key}"
