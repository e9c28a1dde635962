"""The demonstration's letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from documents.enums import IntakeState
from proposals.demo import papers
from tests.proposals.dossiers import a_dossier

pytestmark = [pytest.mark.django_db]


def test_the_draft_has_its_letter_accepted_once(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    dossier = a_dossier()
    for _time in range(2):
        papers.build({"carrier": dossier.carrier})
    sent = dossier.attachments.get()
    assert (sent.paper, sent.file.state, sent.file.pages) == ("partner-letter", IntakeState.ACCEPTED, 1)
