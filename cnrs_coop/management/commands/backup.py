"""`manage.py backup FILE`: the database and the files in one archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cnrs_coop.backup.archive import write_archive


class Command(BaseCommand):
    help = "Writes the database and the files to FILE (tar.gz). The house may run meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        if file.exists():
            raise CommandError(f"{file} is there already: give another name.")
        write_archive(file.resolve())
        self.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB.")
