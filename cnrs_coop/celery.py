"""The Celery application; what runs when is in `settings/work.py`."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.signals import worker_process_init, worker_ready

from documents.warming import warm_aside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")

app = Celery("cnrs_coop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def warm_printer(**kwargs: Any) -> None:
    """Each process that runs tasks makes ready on its own: what draws does not survive a fork."""
    warm_aside()


@worker_ready.connect
def start_embedded_scheduler(sender: Any, **kwargs: Any) -> None:
    """Without a server between processes, the only worker is also the scheduler, in a thread of its own."""
    if not sender.app.conf.broker_url.startswith("memory:"):
        return
    from notifications.delivery import take_back_all

    # nobody else sends: what is claimed was claimed by the worker that this one replaces
    take_back_all()
    # its tasks run in threads of this process
    warm_aside()
    EmbeddedService(sender.app, thread=True, scheduler_cls=sender.app.conf.beat_scheduler).start()
