"""Loaded by pytest before Django's settings: chooses the database, starts the servers, shuts the network.

`TEST_DATABASE` is `postgresql` (the default: PostgreSQL and Redis over real connections) or `sqlite` (the
embedded default of the house: a file, no Redis). A `DATABASE_URL` already in the environment is kept.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests import services
from tests.harness import template
from tests.hostile import network

# what takes a minute and more by itself is begun first: at the end, no process waits for the last of them
LONGEST = (
    "test_routes.py", "test_pages.py", "funding/test_life.py", "notifications/test_nothing_lost.py",
    "directory/test_import_whole.py", "proposals/test_machine.py", "house/test_serve.py", "house/test_compose.py",
    "journeys/test_whole_path.py", "journeys/test_results.py", "journeys/test_first_path.py",
    "proposals/test_hidden.py", "evaluation/test_hidden.py",
)  # fmt: skip
STARTED = time.monotonic()
_background: dict[str, subprocess.Popen | None] = {}


def prepare_environment() -> None:
    """Set MODE, DATA_DIR, DATABASE_URL and REDIS_URL for this run; workers of xdist inherit them."""
    if os.environ.get("COOPINTEER_TEST_SERVICES") == "ready":
        return
    os.environ["MODE"] = "test"
    # Playwright keeps an event loop in the thread of the tests, which Django takes for a coroutine
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    data_dir = Path(tempfile.mkdtemp(prefix="coopinteer-tests-"))
    atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
    os.environ["DATA_DIR"] = str(data_dir)
    kind = os.environ.setdefault("TEST_DATABASE", "postgresql")
    if kind == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{data_dir / 'tests.sqlite3'}"
        os.environ["REDIS_URL"] = ""
    elif kind == "postgresql":
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or services.start_postgresql()
        running = os.environ.get("REDIS_URL", "")
        os.environ["REDIS_URL"] = running if running and services.redis_answers(running) else services.start_redis()
    else:
        raise pytest.UsageError(f"TEST_DATABASE is {kind!r}: it should be postgresql or sqlite.")
    os.environ["COOPINTEER_TEST_SERVICES"] = "ready"


try:
    prepare_environment()
except services.MissingService as problem:
    raise pytest.UsageError(str(problem)) from problem
network.forbid()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, in the order of `LONGEST`; the rest stays as it is."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Nobody waits for a page here, but there are many: garbage is searched as seldom as in the web process."""
    from cnrs_coop.garbage import collect_seldom

    collect_seldom()


def pytest_configure(config: pytest.Config) -> None:
    """The database that every process copies is built while they collect the tests."""
    if not hasattr(config, "workerinput"):
        _background["template"] = template.start_building()


def pytest_unconfigure() -> None:
    """Nothing of this run outlives it."""
    if building := _background.get("template"):
        building.wait()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write what this run counted into the file named by TEST_COUNTS, for the closing line of `make test`."""
    path = os.environ.get("TEST_COUNTS")
    if path:
        words = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
        counts = {word: len(terminalreporter.stats.get(word, ())) for word in words}
        seconds = round(time.monotonic() - STARTED)
        Path(path).write_text(json.dumps({**counts, "seconds": seconds}), encoding="ascii")
