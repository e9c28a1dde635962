"""A whole house in processes of its own, so that its worker can be killed: a database, a data folder, a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tests.services import LONGEST

ROOT = Path(__file__).resolve().parents[2]


class House:
    """One installation: `run` a piece of code in it, start and kill its processes."""

    def __init__(self, folder: Path, *, database: str, redis: str = "", mail: str = "") -> None:
        self.folder = folder
        self.environment = {
            **os.environ, "MODE": "test", "DATA_DIR": str(folder), "DATABASE_URL": database, "REDIS_URL": redis,
            "EMAIL_URL": mail, "MAIL_LEASE_SECONDS": "2", "DJANGO_SETTINGS_MODULE": "cnrs_coop.settings",
            "PYTHONWARNINGS": "",
        }  # fmt: skip
        self.processes: list[subprocess.Popen] = []

    def migrate(self) -> None:
        """Make the tables: minutes, on a busy machine."""
        self._call([sys.executable, "manage.py", "migrate", "--verbosity=0"])

    def manage(self, *arguments: str) -> str:
        """The output of a management command."""
        return self._call([sys.executable, "manage.py", *arguments])

    def run(self, code: str, seconds: float = LONGEST) -> str:
        """The output of Python code that runs in the house, for so many seconds at most."""
        return self._call([sys.executable, "-c", f"import django; django.setup()\n{code}"], seconds)

    def post(self, first: int, last: int) -> None:
        """Post a mail to each of mail<first>@example.org … mail<last - 1>@example.org."""
        self.run(
            "from notifications.mails import post_text\n"
            f"for i in range({first}, {last}):\n"
            "    post_text('test', to=f'mail{i}@example.org', subject=f'Mail {i}', text='…', event=f'event {i}')"
        )

    def states(self) -> dict[str, int]:
        """How many mails of the outbox stand in each state."""
        found: dict[str, int] = eval(  # our own process wrote it
            self.run("from notifications.models import OutboxMail as M; print(M.objects.count_by_state())")
        )
        return found

    def start(self, command: list[str]) -> subprocess.Popen:
        """Start a process of the house, in a group of its own, its words in a file of the folder."""
        with (self.folder / "processes.log").open("ab") as log:
            process: subprocess.Popen[Any] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        """Kill everything that was started."""
        for process in self.processes:
            kill_group(process)
            process.wait(10)

    def _call(self, command: list[str], seconds: float = LONGEST) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds)
        assert done.returncode == 0, done.stderr
        return done.stdout


def kill_group(process: subprocess.Popen) -> None:
    """`kill -9` of a process and of all its children at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def new_postgresql(name: str, *, like: str = "") -> str:
    """The address of a new database beside that of the tests: empty, or a copy of the one at the address `like`."""
    here = os.environ["DATABASE_URL"]
    model = urlsplit(like).path[1:] or "template1"
    # runs side by side do not share it
    own = f"{name}_{os.getpid()}"
    connection = import_module("psycopg2").connect(here.replace("postgres://", "postgresql://", 1))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{model}"')
    connection.close()
    return urlunsplit(urlsplit(here)._replace(path=f"/{own}"))
