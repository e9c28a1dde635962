"""`manage.py lifecycles`: write the diagrams and the rights matrix into docs/; `--check` says if they are fresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cnrs_coop.lifecycles import documents, stale


class Command(BaseCommand):
    help = "Writes docs/lifecycles.md and docs/rights.md from the life-cycle tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is not fresh")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            if found := stale():
                names = ", ".join(path.name for path in found)
                raise CommandError(f"Not fresh: {names}. Run `manage.py lifecycles` and commit what changed.")
            return
        for path, text in documents().items():
            path.write_text(text, "utf-8")
            self.stdout.write(f"docs/{path.name}")
