"""The settings of the house with a clock that is moved (`life_killed.py`): the file LIFE_CLOCK says what time it is.

The clock of the house is `timezone.now()`: it starts from the instant in the file and runs at its own pace from the
moment the file was written. Tasks that follow the clock run every other second.
"""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from cnrs_coop.settings import *  # noqa: F403 (the star is how Django settings extend one another)
from cnrs_coop.settings import REDIS_URL, STORAGES
from cnrs_coop.settings.work import celery_settings

FOLLOWING = ("notifications.tasks.send_due", "notifications.tasks.remind", "funding.tasks.follow_the_calendar")


def moved_now() -> datetime:
    """The instant that the file names, and what has passed since it was written."""
    said = json.loads(Path(os.environ["LIFE_CLOCK"]).read_text(encoding="ascii"))
    return datetime.fromisoformat(said["instant"]) + timedelta(seconds=time.time() - said["written"])


timezone.now = moved_now
# nothing was collected: files stand where they are
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CELERY_BEAT_SCHEDULE = {
    name: {**one, "schedule": 2.0, "options": {"expires": 2.0}}
    for name, one in celery_settings(REDIS_URL)["CELERY_BEAT_SCHEDULE"].items() if one["task"] in FOLLOWING
}  # fmt: skip
