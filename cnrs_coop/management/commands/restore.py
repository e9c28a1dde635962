"""`manage.py restore FILE`: the house as a backup holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cnrs_coop.backup.archive import BadArchive, read_archive
from cnrs_coop.management.commands.serve import the_only_one


class Command(BaseCommand):
    help = "Puts the database and the files back from FILE, made by `backup`. Stop the house first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what this house holds now")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        with the_only_one(settings.DATA_DIR):
            if connection.vendor != "sqlite":
                call_command("migrate", verbosity=0)
            try:
                read_archive(file, replace=replace)
            except BadArchive as error:
                raise CommandError(str(error)) from error
            call_command("prepare", stdout=self.stdout)
            call_command("verify_history", stdout=self.stdout)
        self.stdout.write(f"Restored from {file}.")
