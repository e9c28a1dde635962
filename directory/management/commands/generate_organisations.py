"""`manage.py generate_organisations N`: invented organisations and units, for benches."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.models import Institute
from directory.registry.importing import MOST_RECORDS, Outcome, write_records
from directory.registry.invented import invented_records
from directory.search.subjects import rebuild


class Command(BaseCommand):
    help = "Add N invented organisations, one in a hundred a unit of the CNRS; the same ones at each run."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("count", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError(_("Invented organisations have no place in production."))
        if not 0 < options["count"] <= MOST_RECORDS:
            raise CommandError(_("Give a number between 1 and %(most)s.") % {"most": MOST_RECORDS})
        institutes = [
            ror_id for ror_id in Institute.objects.order_by("code").values_list("ror_id", flat=True) if ror_id
        ]
        outcome = Outcome()
        write_records(invented_records(options["count"], institutes), outcome)
        rebuild()
        self.stdout.write(
            _("%(organisations)s invented organisations, %(units)s of them new units.")
            % {"organisations": outcome.records, "units": outcome.units_created}
        )
