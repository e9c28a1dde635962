"""The Celery application; what runs when is in `settings/work.py`."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")

app = Celery("cnrs_coop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def start_embedded_scheduler(sender: Any, **kwargs: Any) -> None:
    """Without a server between processes, the only worker is also the scheduler, in a thread of its own."""
    if not sender.app.conf.broker_url.startswith("memory:"):
        return
    from notifications.delivery import take_back_all

    # nobody else sends: what is claimed was claimed by the worker that this one replaces
    take_back_all()
    EmbeddedService(sender.app, thread=True, scheduler_cls=sender.app.conf.beat_scheduler).start()
