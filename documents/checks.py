"""The worker's look at what was received: a limited process reads the file, an antivirus if there is one.

The rows are the queue: a worker killed in the middle leaves a claim that another takes up after the lease.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Timer
from typing import IO, Any, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from documents.clamd import ScannerAway, has_signature
from documents.enums import IntakeState
from documents.models import StoredFile
from documents.querysets import MOST_ATTEMPTS
from documents.reasons import SENTENCES
from documents.signals import checked

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-E", "-s", "-m", "documents.examination")
# seconds: for one file, whatever it does; for one sweep, well under the limit of a task
LONGEST, SWEEP = 40.0, 45.0
# what one line of verdict may hold
LONGEST_VERDICT = 4096
# how the system says that a limit of time was reached
OUT_OF_TIME = (-24, -9)


class NotExamined(Exception):
    """No verdict, and not by the file's fault as far as can be told: it is tried again."""


def sweep(limit: int = 50) -> int:
    """Check what waits, oldest first, for less than a minute; returns how many have their verdict."""
    until = time.monotonic() + SWEEP
    now = timezone.now()
    for stored in StoredFile.objects.exhausted(now):
        _keep(stored, {"slug": "unexamined"})
    done = 0
    for stored in StoredFile.objects.to_check(now)[:limit]:
        if time.monotonic() > until:
            break
        done += check(stored)
    return done


def check(stored: StoredFile) -> bool:
    """Check one file, unless another worker holds it. True when it has its verdict."""
    now = timezone.now()
    if not _claim(stored, now):
        return False
    try:
        verdict = verdict_on(stored)
    except ScannerAway as away:
        # a scanner that is down is waited for, however long
        logger.warning("The antivirus does not answer: %s", away)
        StoredFile.objects.filter(pk=stored.pk).update(claimed_at=None, attempts=stored.attempts - 1)
        return False
    except Exception:
        # one file that cannot be looked at must not hold up the others
        logger.exception("The file %s could not be checked.", stored.pk)
        if stored.attempts < MOST_ATTEMPTS:
            StoredFile.objects.filter(pk=stored.pk, claimed_at=now).update(claimed_at=None)
            return False
        verdict = {"slug": "unexamined"}
    return _keep(stored, verdict)


def verdict_on(stored: StoredFile) -> dict[str, Any]:
    """{"pages": n}, or a reason. Raises NotExamined, ScannerAway, OSError."""
    with _copied(stored) as file:
        verdict = examined(file, stored.most_pages or 0)
        if "slug" not in verdict and settings.CLAMD_URL:
            file.seek(0)
            if has_signature(file, settings.CLAMD_URL):
                return {"slug": "infected"}
        return verdict


def examined(file: IO[bytes], most_pages: int) -> dict[str, Any]:
    """What the limited process says of `file`; it is killed when it takes too long."""
    process = subprocess.Popen(  # a command of ours, the file on its standard input alone
        [*COMMAND, str(most_pages)], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR, env={"PYTHONDONTWRITEBYTECODE": "1"}, start_new_session=True,
    )  # fmt: skip
    timer = Timer(LONGEST, process.kill)
    timer.start()
    try:
        with cast("IO[bytes]", process.stdout) as out:
            said = out.read(LONGEST_VERDICT)
        if len(said) == LONGEST_VERDICT:
            process.kill()
        code = process.wait()
    finally:
        timer.cancel()
    if code in OUT_OF_TIME:
        return {"slug": "too-heavy"}
    return _verdict(said, code)


def _verdict(said: bytes, code: int) -> dict[str, Any]:
    """The verdict, made of what is expected alone: whoever wrote it had read a stranger's file."""
    try:
        found = json.loads(said)
        numbers = {name: int(found[name]) for name in ("pages", "most") if name in found}
        slug = str(found["slug"]) if "slug" in found else ""
    except (ValueError, TypeError, KeyError) as error:
        raise NotExamined(f"the examination ended with {code}") from error
    if slug and slug not in SENTENCES:
        raise NotExamined("the examination gives no reason of ours")
    return {**numbers, "slug": slug} if slug else numbers


@contextmanager
def _copied(stored: StoredFile) -> Iterator[IO[bytes]]:
    """The bytes as a plain file, wherever the house keeps them."""
    with tempfile.TemporaryFile() as copy, stored.file.open("rb") as source:
        for chunk in source.chunks():
            copy.write(chunk)
        copy.seek(0)
        yield copy


def _claim(stored: StoredFile, now: datetime) -> bool:
    """Compare and set: of two workers exactly one checks the file."""
    free = StoredFile.objects.to_check(now).filter(pk=stored.pk, attempts=stored.attempts).order_by()
    taken = free.update(claimed_at=now, attempts=stored.attempts + 1)
    stored.attempts += taken
    return bool(taken)


@transaction.atomic
def _keep(stored: StoredFile, verdict: dict[str, Any]) -> bool:
    """Write the verdict, once, and tell the apps above in the same transaction."""
    is_refused = "slug" in verdict
    columns = {
        "state": IntakeState.REFUSED if is_refused else IntakeState.ACCEPTED,
        "reason": verdict if is_refused else {},
        "pages": verdict.get("pages"), "checked_at": timezone.now(), "claimed_at": None,
    }  # fmt: skip
    waiting = StoredFile.objects.filter(pk=stored.pk, state=IntakeState.PENDING)
    if not waiting.update(**columns):
        return False
    for name, value in columns.items():
        setattr(stored, name, value)
    checked.send(StoredFile, stored=stored)
    return True
