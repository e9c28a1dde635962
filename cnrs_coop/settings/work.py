"""Background work: what Celery runs, how often, with which limits (`docs/architecture.md`, Mails and PDF).

With Redis: web, worker and beat are processes of their own. Without (the embedded default): one worker process, whose
scheduler is one of its threads, hence a broker in memory; the web writes rows and the sweeps find them.
"""

from __future__ import annotations

from typing import Any


def celery_settings(redis_url: str) -> dict[str, Any]:
    """The CELERY_* settings. Every task may be lost or run twice: the rows it works on say what is left to do."""
    return {
        "CELERY_BROKER_URL": redis_url or "memory://localhost/",
        # one try to wake a worker: a request never waits for the broker, the sweep catches up
        "CELERY_BROKER_TRANSPORT_OPTIONS": (
            {"socket_connect_timeout": 2, "max_retries": 0} if redis_url else {"polling_interval": 0.1}
        ),
        "CELERY_TASK_PUBLISH_RETRY": False,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        # a broker that is down for a day is waited for
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,
        "CELERY_TIMEZONE": "UTC",
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_SOFT_TIME_LIMIT": 90,
        "CELERY_TASK_TIME_LIMIT": 110,
        # the embedded worker is one process: its threads share the broker in memory with the scheduler
        "CELERY_WORKER_POOL": "prefork" if redis_url else "threads",
        "CELERY_WORKER_CONCURRENCY": 2 if redis_url else 3,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_MAX_TASKS_PER_CHILD": 500,
        "CELERY_WORKER_MAX_MEMORY_PER_CHILD": 400_000,
        "CELERY_WORKER_SEND_TASK_EVENTS": False,
        # nothing on disk: every entry runs by interval and may run again after a restart
        "CELERY_BEAT_SCHEDULER": "celery.beat:Scheduler",
        "CELERY_BEAT_SCHEDULE": schedule(10 if redis_url else 1),
    }


def schedule(sweep: int) -> dict[str, dict[str, Any]]:
    """What runs every so many seconds. `sweep`: how long a row may wait when nothing woke the worker."""
    return {
        "send mails that are due": _every(sweep, "notifications.tasks.send_due"),
        "make PDFs that were asked": _every(sweep, "documents.tasks.sweep_renderings"),
        "make files of rows that were asked": _every(sweep, "documents.tasks.sweep_exports"),
        "check files that were sent": _every(sweep, "documents.tasks.sweep_files"),
        "look publications up": _every(sweep, "proposals.tasks.look_publications_up"),
        "open and close calls": _every(5, "instruments.tasks.move_calls"),
        "close dossiers": _every(20, "proposals.tasks.close_dossiers"),
        "go on with dossiers that waited": _every(300, "proposals.tasks.go_on"),
        "remind of what is due": _every(300, "notifications.tasks.remind"),
        "publish results that are due": _every(10, "evaluation.tasks.release_results"),
        "follow running actions": _every(600, "funding.tasks.follow_the_calendar"),
        "assign reviewers": _every(sweep, "evaluation.tasks.assign_reviewers"),
        "forget old mails": _every(3600, "notifications.tasks.forget_old_words"),
        "forget old PDFs": _every(3600, "documents.tasks.purge_renderings"),
        "forget files of rows": _every(3600, "documents.tasks.purge_exports"),
        "forget files of accounts not written": _every(3600, "funding.tasks.forget_spending_files"),
        "forget files that serve no more": _every(3600, "proposals.tasks.forget_files"),
    }


def _every(seconds: int, task: str) -> dict[str, Any]:
    # a worker that was away does once what it missed, not as many times as it missed it
    return {"task": task, "schedule": float(seconds), "options": {"expires": float(seconds)}}
