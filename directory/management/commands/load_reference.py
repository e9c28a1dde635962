"""`manage.py load_reference`: the institutes, delegations and sections that come with the project."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from directory.actions.reference import load_reference


class Command(BaseCommand):
    help = "Load the reference data of the project. Run it again at will: what was edited in the administration stays."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference(with_invented_contacts=settings.IS_DEMONSTRATION)
        self.stdout.write(f"Reference data: {loaded}.")
