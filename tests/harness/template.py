"""The databases of the tests, each made once per run and copied by every process of it: the empty one, and the world's.

`TEST_TEMPLATE` names a folder of the run (`scripts/test.sh` makes it): the first process that comes builds the
template there through Django's own way to create a test database, the others wait for it. Without that variable
(a developer's single process, whose database is kept between runs) nothing of this happens.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "coopinteer_template"
WORLD = "coopinteer_world"
# rows of the world are numbered from here: what a process remembers by number is never that of its other database
FIRST_NUMBER = 1_000_001
# seconds; what the world lets be undone for half an hour can still be
FRESH = 900


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


def embedded() -> Path | None:
    """The SQLite file that the other part of the run copies, built now if it is not there; None without a run."""
    where = folder()
    if where is None:
        return None
    own = {"TEST_DATABASE": "sqlite", "DATABASE_URL": f"sqlite:///{where / 'unused.sqlite3'}", "REDIS_URL": ""}
    subprocess.run([sys.executable, "-m", "tests.harness.template"], check=True, env={**os.environ, **own})
    return where / f"{NAME}.sqlite3"


def build(where: Path) -> None:
    """The template, unless it is there; the lock lets one process build it and the others wait."""
    where.mkdir(exist_ok=True)
    with (where / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kind = os.environ["TEST_DATABASE"]
        if not (where / kind).exists():
            _migrate(where)
            (where / kind).touch()


@contextmanager
def world_beside(make: Callable[[], Any]) -> Iterator[Any]:
    """What `make` returns (pickled between processes), read in a database beside that holds the rows it wrote.

    Only on PostgreSQL and in a run with a template. Nothing may be left written in it: leave it inside a transaction.
    """
    from django.db import connection

    from tests.factories import next_number, numbers_above

    where, usual = folder(), connection.settings_dict["NAME"]
    kept, mine = where / "world.pickle", f"{usual}_world"
    with (where / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _age(kept) > FRESH:
            _copy(NAME, WORLD)
            kept.write_bytes(pickle.dumps((_written(make), next_number())))
        if _age(where / mine) > _age(kept):
            _copy(WORLD, mine)
            (where / mine).touch()
    try:
        _read_from(mine)
        made, numbers = pickle.loads(kept.read_bytes())
        numbers_above(numbers)
        yield made
    finally:
        _read_from(usual)


def _age(file: Path) -> float:
    """Seconds since it was written; without end when it never was."""
    return time.time() - file.stat().st_mtime if file.exists() else float("inf")


def _copy(database: str, name: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database}"')


def _read_from(name: str) -> None:
    """The connection of this process is to that database from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _written(make: Callable[[], Any]) -> Any:
    """What `make` returns, its rows kept; what would follow the commit does not happen, as in a test."""
    from django.db import connection, transaction

    usual = connection.settings_dict["NAME"]
    _read_from(WORLD)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences")
                for (sequence,) in cursor.fetchall():
                    cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {FIRST_NUMBER}")
            made = make()
            connection.run_on_commit = []
        return made
    finally:
        _read_from(usual)


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
