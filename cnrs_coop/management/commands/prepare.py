"""`manage.py prepare`: everything a start needs, each step only when it is needed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.actions.installation import WrongMode, stamp_mode


class Command(BaseCommand):
    help = "Migrates, makes the cache table, collects static files, loads reference data and the demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--static", action="store_true", help="only the style sheets and fonts (to build an image)")

    def handle(self, *args: Any, static: bool, **options: Any) -> None:
        if static:
            self._collect_static()
            return
        self._step("Database: migrations", "migrate", verbosity=0)
        try:
            stamp_mode(settings.MODE)
        except WrongMode as error:
            raise CommandError(str(error)) from error
        if not settings.REDIS_URL:
            call_command("createcachetable", verbosity=0)
        self._collect_static()
        self._step("Reference data", "load_reference", verbosity=0)
        call_command("load_centres", verbosity=0)
        if settings.IS_DEMONSTRATION:
            self._step("Demonstration", "demo", verbosity=0)

    def _step(self, label: str, command: str, **options: Any) -> None:
        self.stdout.write(f"· {label}")
        self.stdout.flush()
        call_command(command, **options)

    def _collect_static(self) -> None:
        """Only when a file changed since the last time: collecting and hashing takes seconds."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        fingerprint = static_fingerprint()
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self._step("Static files", "collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """What our static files hold, and which packages bring others."""
    seen = hashlib.sha256()
    files = sorted(path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file())
    for path in [Path(settings.BASE_DIR, "requirements", "run.txt"), *files]:
        seen.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()
