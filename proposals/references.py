"""The references of dossiers, IEA-2027-0042: the acronym of the rules, the year of the call, the next number.

A number is taken in one statement. Whoever takes it inside a long transaction makes the next one wait for its end, so
that a filing reserves its own before (gaps are allowed, a number given twice is not).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from proposals.models import Dossier

NEXT = """
INSERT INTO {table} (instrument_slug, year, last) VALUES (%s, %s, 1)
ON CONFLICT (instrument_slug, year) DO UPDATE SET last = {table}.last + 1 RETURNING last
"""


def next_reference(dossier: Dossier) -> str:
    """A reference that no dossier has had. One query; `dossier` comes with its call and rules."""
    from proposals.models import ReferenceCounter

    table = connection.ops.quote_name(ReferenceCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(table=table), [dossier.instrument_slug, dossier.call.year])
        number = cursor.fetchone()[0]
    return f"{dossier.rules.acronym}-{dossier.call.year}-{number:04d}"


def put_back(dossier: Dossier, reference: str) -> None:
    """Give back a reserved reference that was not used, unless somebody took the next one meanwhile."""
    from proposals.models import ReferenceCounter

    number = int(reference.rpartition("-")[2])
    mine = ReferenceCounter.objects.filter(instrument_slug=dossier.instrument_slug, year=dossier.call.year, last=number)
    mine.update(last=number - 1)
