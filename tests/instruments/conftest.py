"""The house with a fifth instrument in it."""

from __future__ import annotations

import pytest

from instruments import registry
from tests.instruments.fifth import INSTRUMENT as FIFTH


@pytest.fixture
def fifth_instrument(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the test runs, the invented definition stands in the folder like the others."""
    known = {**registry._registered(), FIFTH.slug: FIFTH}
    monkeypatch.setattr(registry, "_registered", lambda: known)
