"""`manage.py serve`: the whole house under one supervisor, until Ctrl-C; or one of its processes alone."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cnrs_coop import processes
from cnrs_coop.demonstration import welcome
from cnrs_coop.installation import refuse_wrong_mode
from cnrs_coop.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = "Runs web, worker and scheduler under one supervisor, and prints the address. Ctrl-C stops all."
    # a wrong mode is said by refuse_wrong_mode, in one sentence
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "process", nargs="?", choices=("web", "worker", "scheduler"),
            help="only this one, in the place of this command (for docker-compose and systemd)",
        )  # fmt: skip
        parser.add_argument("--prepare", action="store_true", help="first bring database, files and demonstration up")

    def handle(self, *args: Any, process: str | None, prepare: bool, **options: Any) -> None:
        if process:
            refuse_wrong_mode()
            command = getattr(processes, process)()
            os.execv(command[0], command)
        refuse_taken_port(settings.HOST, settings.PORT)
        with the_only_one(settings.DATA_DIR):
            if prepare:
                call_command("prepare", stdout=self.stdout)
            refuse_wrong_mode()
            self._supervise()

    def _supervise(self) -> None:
        commands = processes.commands()
        self._say(f"Starting {', '.join(commands)} (data in {settings.DATA_DIR})")
        children = [Child(name, command) for name, command in commands.items()]
        Supervisor(children, self._say, answers, self._welcome).run()

    def _welcome(self) -> None:
        for line in welcome():
            self.stdout.write(line + "\n")
        self.stdout.flush()

    def _say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()


def answers() -> bool:
    """Whether the web process answers."""
    host = "127.0.0.1" if settings.HOST.strip("0.") == "" else settings.HOST
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.PORT}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError with a sentence when the address cannot be listened at."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(_said(error, host, port)) from error


def _said(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another, for example: PORT={port + 1} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved to root. Choose one above 1023, for example: PORT=8000 make run"
    return f"Nothing can listen at {host}:{port} ({error.strerror}). HOST should be an address of this machine."


def the_only_one(data_dir: Path) -> IO[str]:
    """The lock of this data folder, held until closed or dead: two houses on one embedded database would mail twice."""
    lock = (data_dir / "serving.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CommandError(
            f"The house already runs on {data_dir}. Stop it first, or give another folder: DATA_DIR=… make run"
        ) from error
    return lock
