"""`manage.py load_centres`: the International Research Centers that come with the project."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from instruments.actions.centres import load_centres


class Command(BaseCommand):
    help = "Load the international research centers. Run it again at will: what was edited in the administration stays."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_centres()
        if options["verbosity"]:
            self.stdout.write(f"Centres: {loaded}.")
