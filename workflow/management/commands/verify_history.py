"""`manage.py verify_history`: walk every chain of the history and name the first broken link of each."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.history import verify
from workflow.models import HistoryRow


class Command(BaseCommand):
    help = "Verifies the hash chain of every subject; exits with 1 and names the first broken link of each chain."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for link in verify():
            broken += 1
            self.stderr.write(str(link))
        if broken:
            raise CommandError("One chain is broken." if broken == 1 else f"{broken} chains are broken.")
        self.stdout.write(f"The history is as it was written: {HistoryRow.objects.count()} rows verified.")
