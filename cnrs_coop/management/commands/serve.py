"""`manage.py serve`: the whole house under one supervisor, until Ctrl-C."""

from __future__ import annotations

import os
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cnrs_coop import processes
from cnrs_coop.demonstration import welcome
from cnrs_coop.supervisor import Child, Supervisor

DEFAULT_PORT = 8000


class Command(BaseCommand):
    help = "Runs web, worker and scheduler under one supervisor, and prints the address. Ctrl-C stops all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", DEFAULT_PORT)))
        parser.add_argument("--prepare", action="store_true", help="first bring database, files and demonstration up")

    def handle(self, *args: Any, host: str, port: int, prepare: bool, **options: Any) -> None:
        refuse_taken(host, port)
        # links in mails lead to where this house listens, unless the environment says otherwise
        os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
        if prepare:
            call_command("prepare", stdout=self.stdout)
        self.stdout.write(f"· Starting web, worker and scheduler ({'embedded' if not settings.REDIS_URL else 'Redis'})")
        for line in welcome(f"http://{host}:{port}"):
            self.stdout.write(line)
        self.stdout.flush()
        Supervisor(children(f"{host}:{port}"), say=self._say).run()

    def _say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()


def children(bind: str) -> list[Child]:
    """Web, and either worker + scheduler beside a broker, or one process that is both."""
    web = Child("web", processes.web(bind))
    if settings.REDIS_URL:
        return [web, Child("worker", processes.worker()), Child("scheduler", processes.scheduler())]
    return [web, Child("worker and scheduler", processes.worker_with_scheduler())]


def refuse_taken(host: str, port: int) -> None:
    """Raise CommandError when something already listens at this address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken on {host}. Choose another, for example: PORT={port + 1} make run"
            ) from error
