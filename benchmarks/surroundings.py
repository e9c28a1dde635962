"""What a bench runs on: PostgreSQL and Redis of its own, or SQLite alone; a demonstration, the settings of a house."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent


def is_embedded() -> bool:
    """Whether the bench is asked for on SQLite and without a broker, as the house runs by default."""
    kind = os.environ.get("BENCH_DATABASE", "postgresql")
    if kind not in ("postgresql", "sqlite"):
        raise SystemExit(f"BENCH_DATABASE is “{kind}”: say postgresql or sqlite.")
    return kind == "sqlite"


def prepare(*, is_peopled: bool = True) -> None:
    """Start the servers, set the environment, load Django and fill the demonstration (tables alone if not peopled)."""
    from tests import services

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")
    os.environ["MODE"] = "demonstration"
    folder = tempfile.mkdtemp(prefix="coopinteer-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    if not is_embedded():
        os.environ["DATABASE_URL"] = services.start_postgresql()
        os.environ["REDIS_URL"] = services.start_redis()
    sys.path.insert(0, str(HOUSE))
    import django

    django.setup()
    from django.core.management import call_command

    from cnrs_coop.garbage import collect_seldom

    # as the web process that is measured does
    collect_seldom()
    with Path(os.devnull).open("w") as nowhere:
        call_command("prepare" if is_peopled else "migrate", stdout=nowhere)
