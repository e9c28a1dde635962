"""The empty database of the tests, migrated once per run and copied by every process of it.

`TEST_TEMPLATE` names a folder of the run (`scripts/test.sh` makes it): the first process that comes builds the
template there through Django's own way to create a test database, the others wait for it. Without that variable
(a developer's single process, whose database is kept between runs) nothing of this happens.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAME = "coopinteer_template"


def folder() -> Path | None:
    """Where the template of this run is, or None when each process migrates its own database."""
    named = os.environ.get("TEST_TEMPLATE")
    return Path(named) if named else None


def start_building() -> subprocess.Popen | None:
    """Build it in another process, while the tests are being collected."""
    return subprocess.Popen([sys.executable, "-m", "tests.harness.template"]) if folder() else None


def use_for_this_process() -> None:
    """Have the database of this process made from the template (built now, or waited for)."""
    where = folder()
    if where is None:
        return
    subprocess.run([sys.executable, "-m", "tests.harness.template"], check=True)
    from django.conf import settings

    test = settings.DATABASES["default"]["TEST"]
    if settings.IS_EMBEDDED:
        shutil.copyfile(where / f"{NAME}.sqlite3", test["NAME"])
    else:
        test["TEMPLATE"] = NAME


def build(where: Path) -> None:
    """The template, unless it is there; the lock lets one process build it and the others wait."""
    where.mkdir(exist_ok=True)
    with (where / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kind = os.environ["TEST_DATABASE"]
        if not (where / kind).exists():
            _migrate(where)
            (where / kind).touch()


def _migrate(where: Path) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.DATABASES["default"]["TEST"]["NAME"] = str(where / f"{NAME}.sqlite3") if settings.IS_EMBEDDED else NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    if settings.IS_EMBEDDED:
        # all of it in one file, which is then copied
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    build(Path(os.environ["TEST_TEMPLATE"]))
