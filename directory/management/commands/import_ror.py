"""`manage.py import_ror FILE`: the organisations of the world and the CNRS's units, from the ROR registry."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.management.progress import Bar
from directory.registry.errors import BadFile
from directory.registry.importing import Outcome, import_file


class Command(BaseCommand):
    help = "Import a file of the ROR registry, schema v2: JSON array or lines, gzip, or the published zip."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        steps = {"read": _("Reading"), "write": _("Writing"), "index": _("Indexing")}
        bar = Bar(self.stderr, steps)
        try:
            outcome = import_file(options["file"], bar.show)
        except BadFile as problem:
            bar.end()
            raise CommandError(_("Nothing was imported. %(problem)s") % {"problem": problem}) from problem
        except KeyboardInterrupt as interruption:
            bar.end()
            raise CommandError(
                _("The import was interrupted. Run it again to finish it."), returncode=130
            ) from interruption
        bar.end()
        self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        for problem in outcome.left_aside:
            self.stderr.write(_("Left aside: %(problem)s.") % {"problem": problem})
        said = _(
            "%(records)s organisations (%(created)s new, %(updated)s updated), %(units)s new units, "
            "%(updated_units)s units updated, %(left)s records left aside."
        )
        self.stdout.write(
            said
            % {
                "records": outcome.records,
                "created": outcome.created,
                "updated": outcome.updated,
                "units": outcome.units_created,
                "updated_units": outcome.units_updated,
                "left": len(outcome.left_aside),
            }
        )
