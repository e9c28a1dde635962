"""Background work: what is scheduled exists, a broker that is away stops nothing, moves of a life cycle post mails."""

from __future__ import annotations

from typing import Any

import pytest
from kombu.exceptions import OperationalError

from cnrs_coop.celery import app
from cnrs_coop.settings.work import celery_settings, schedule
from documents.wake import wake
from notifications import receivers
from workflow.models import HistoryRow
from workflow.signals import moved
from workflow.table import Transition


class Task:
    """Stands for a Celery task and counts how often it is put in the broker."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.calls = error, 0

    def apply_async(self, **options: Any) -> None:
        self.calls += 1
        if self.error:
            raise self.error


def test_every_scheduled_task_exists_and_a_late_one_runs_once() -> None:
    app.loader.import_default_modules()
    for entry in schedule(1).values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] == entry["schedule"]


def test_without_redis_one_process_of_threads_shares_a_broker_in_its_memory() -> None:
    found = celery_settings("")
    assert found["CELERY_BROKER_URL"].startswith("memory:")
    assert found["CELERY_WORKER_POOL"] == "threads"


def test_with_redis_processes_have_limits_of_time_and_memory() -> None:
    found = celery_settings("redis://127.0.0.1:6379/0")
    assert found["CELERY_WORKER_POOL"] == "prefork"
    assert found["CELERY_TASK_SOFT_TIME_LIMIT"] < found["CELERY_TASK_TIME_LIMIT"]
    assert found["CELERY_WORKER_MAX_MEMORY_PER_CHILD"]


def test_a_mail_is_not_taken_for_abandoned_while_its_task_may_still_run(settings: Any) -> None:
    assert settings.CELERY_TASK_TIME_LIMIT < settings.MAIL_LEASE_SECONDS


def test_a_broker_that_is_away_is_not_waited_for_and_stops_nothing(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    away = Task(OperationalError("nobody there"))
    wake(away)
    assert away.calls == 1
    assert celery_settings(settings.REDIS_URL)["CELERY_BROKER_TRANSPORT_OPTIONS"]["max_retries"] == 0


def test_without_a_broker_nobody_is_woken(settings: Any) -> None:
    settings.REDIS_URL = ""
    task = Task()
    wake(task)
    assert task.calls == 0


def test_each_move_posts_the_mails_its_transition_names_as_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[tuple[str, str]] = []
    monkeypatch.setattr(receivers, "post", lambda key, subject, *, event: posted.append((key, event)))
    transition = Transition("a", "A", sources=("x",), target="y", roles=frozenset(), messages=("m.one", "m.two"))
    row = HistoryRow(subject_type="directory.unit", subject_id="7", seq=3)
    moved.send(sender=None, subject=None, row=row, transition=transition, act=None)
    assert posted == [("m.one", "directory.unit:7:3"), ("m.two", "directory.unit:7:3")]
