"""The import of a whole registry file (ROR_FILE): seconds and memory of the command, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from benchmarks.surroundings import HOUSE, is_embedded
from benchmarks.table import Row

DATABASE = "registry"


def run() -> list[Row]:
    """One row for the first import, one for the same file again; a note when there is no file."""
    file = os.environ.get("ROR_FILE", "")
    if not Path(HOUSE, file).is_file():
        return [Row("import of the registry", note="not measured: ROR_FILE names no file")]
    environment = {**os.environ, **_empty_database()}
    for command in ("migrate", "load_reference"):
        _measured(environment, command)
    first, again = (_measured(environment, "import_ror", str(Path(HOUSE, file))) for _ in range(2))
    return [_row("import of the registry", first), _row("the same file again", again)]


def _empty_database() -> dict[str, str]:
    """The variables of a house beside this one."""
    if is_embedded():
        return {"DATA_DIR": str(Path(os.environ["DATA_DIR"], DATABASE))}
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    parts = urlsplit(os.environ["DATABASE_URL"])
    return {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{DATABASE}"))}


def _row(name: str, measured: tuple[float, float]) -> Row:
    seconds, mebibytes = measured
    return Row(name, reach="< 60 s, < 300 MiB", note=f"{seconds:.1f} s, {mebibytes:.0f} MiB")


def _measured(environment: dict[str, str], *command: str) -> tuple[float, float]:
    """Seconds and peak MiB of `manage.py command`."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peak", *command],
        cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(command)} failed")
    return time.monotonic() - started, float(done.stdout.splitlines()[-1])
