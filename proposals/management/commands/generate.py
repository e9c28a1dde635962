"""`manage.py generate`: invented dossiers of every instrument in every state, the same for the same seed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from proposals.generate.dossiers import generate
from proposals.generate.later import write_the_rest
from proposals.generate.parts import store_letters
from proposals.generate.texts import dice
from proposals.generate.world import make_world


class Command(BaseCommand):
    help = "Writes invented dossiers, with units and organisations of the directory when it is loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--proposals", type=int, default=200)
        parser.add_argument("--reviewers", type=int, default=20)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--year", type=int, default=timezone.now().year + 1, help="the running campaign")

    def handle(self, *args: Any, proposals: int, reviewers: int, seed: int, year: int, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("Invented dossiers do not belong in production.")
        if proposals < 1 or reviewers < 0:
            raise CommandError("--proposals is at least 1, --reviewers at least 0.")
        rng = dice(seed)
        with translation.override("fr"):
            store_letters()
            world = make_world(proposals=proposals, reviewers=reviewers, year=year, rng=rng)
            for written in generate(world, number=proposals, rng=rng):
                if written % 1000 == 0 or written == proposals:
                    self.stdout.write(f"{written} dossiers")
            for line in write_the_rest(world, rng):
                self.stdout.write(line)
