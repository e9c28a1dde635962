"""Rows that several tests of a module read: made once, undone after the module; each test undoes what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def undone_at_last(blocker: Any) -> Iterator[None]:
    """Around the body of a fixture of scope "module" (`blocker` is pytest-django's): what it writes is rolled back.

    Not in a module with tests that commit: they would not see it. What the fixture yields is lived with by all tests:
    give each a copy, or names to read by.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
