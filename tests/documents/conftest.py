"""What tests of documents share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from documents import pdf
from tests.documents.builders import Leaflet


@pytest.fixture
def leaflet(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Leaflet:
    """A kind of PDF of the test's own, and a folder of its own for files."""
    settings.MEDIA_ROOT = tmp_path
    kind = Leaflet()
    monkeypatch.setitem(pdf._documents, Leaflet.kind, kind)
    return kind
