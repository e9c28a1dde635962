"""`manage.py load_sections FILE`: titles of sections of the Comité national, from a table number;title."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.actions.reference import load_section_titles
from directory.models import Mandate
from directory.sections_file import BadTable, read_titles


class Command(BaseCommand):
    help = "Give the sections of a mandate their titles, from a CSV file with the columns number and title."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mandate", default="2025", help="name of the mandate, as the administration shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        mandate = Mandate.objects.filter(name=options["mandate"]).first()
        if mandate is None:
            known = ", ".join(Mandate.objects.values_list("name", flat=True)) or _("none")
            said = _("No mandate is called %(name)s. Known ones: %(known)s.")
            raise CommandError(said % {"name": options["mandate"], "known": known})
        try:
            titles = read_titles(options["file"])
        except BadTable as problem:
            raise CommandError(_("Nothing was loaded. %(problem)s") % {"problem": problem}) from problem
        loaded = load_section_titles(mandate, titles)
        self.stdout.write(
            _("%(created)s sections added, %(updated)s titles changed, %(kept)s left as they were.")
            % {"created": loaded.created, "updated": loaded.updated, "kept": loaded.kept}
        )
