"""What cannot be kept of a review sent piece by piece, and what is sent twice: nothing is written, never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps

from directory.enums import Role
from evaluation.models import Decision
from notifications.models import OutboxMail
from tests.harness.world import client_of
from tests.routes import REVIEWER, World
from workflow.models import HistoryRow

pytestmark = pytest.mark.django_db
OFFICER, SECRETARY = Role.INSTITUTE_OFFICER.value, Role.COLLEGE_SECRETARY.value


def counted() -> dict[str, Any]:
    """Every row of the evaluation, the mails, the history."""
    rows = {one.__name__: list(one.objects.order_by("pk").values())
            for one in apps.get_app_config("evaluation").get_models()}  # fmt: skip
    return {**rows, "mails": OutboxMail.objects.count(), "acts": HistoryRow.objects.count()}


@pytest.mark.parametrize(("body", "piece", "status"), [
    (b"{", "comment", 400), (b"[]", "comment", 400), (b'{"value": 1}', "comment", 422),
    (b'{"value": "x", "revision": "un"}', "comment", 400), (b'{"value": "9", "revision": 1}', "mark-quality", 422),
    (b'{"value": {"a": 1}, "revision": 1}', "mark-quality", 422), (b'{"value": "x"}', "mark-nothing", 404),
    (b'{"value": "autre", "revision": 77}', "comment", 409), (b'{"value": "\\u0000", "revision": 77}', "comment", 409),
])  # fmt: skip
def test_an_autosave_that_cannot_be_kept_says_why_in_json(world: World, body, piece, status):
    before = counted()
    client = client_of(world, REVIEWER)
    answer = client.post(f"/reviews/{world.written.uid}/pieces/{piece}/", body, content_type="application/json")
    assert answer.status_code == status
    if status != 404:
        assert json.loads(answer.content)["said"]
    assert counted() == before


def test_what_is_sent_twice_is_done_once(world: World):
    """Double click, replayed request: the second is told, or does nothing."""
    officer, secretary = client_of(world, OFFICER), client_of(world, SECRETARY)
    for _twice in range(2):
        asked = {"due": "2031-01-05", "reviewer": world.reviewed.reviewer.uid, "passing_over": "Elle accepte."}
        officer.post(f"/proposals/{world.to_review.uid}/reviewers/", asked)
        secretary.post(f"/college/{world.college.uid}/", {"outcome": "selected", "amount": "80 000"})
    assert world.to_review.reviews.count() <= 1
    assert Decision.objects.filter(dossier=world.college).count() == 1
