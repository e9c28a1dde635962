"""The Celery application; what runs when is in `settings.CELERY_BEAT_SCHEDULE`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")

app = Celery("cnrs_coop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
