"""Publications known by their DOI alone: the worker asks the registry, the person goes on meanwhile."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from documents.wake import wake
from proposals.actions.lines import part_of
from proposals.actions.locks import may_write
from proposals.doi import looked_up
from proposals.models import Dossier, Publication

MOST_TIMES = 3
# seconds of one sweep, well under the limit of a task
SWEEP = 30.0


def ask_lookup(publication: Publication, at: datetime) -> None:
    """Ask the worker for what the registry says, when only the DOI is given and the house has a registry."""
    if not settings.DOI_RESOLVER or publication.title or not publication.doi:
        return
    Publication.objects.filter(pk=publication.pk).update(lookup_asked_at=at, lookups=0)
    transaction.on_commit(_wake, robust=True)


def look_up(now: datetime) -> int:
    """Look up what is awaited, for half a minute; returns how many got their description.

    A registry that is silent is asked again at the next sweep, three times in all; then the person writes it.
    """
    until = time.monotonic() + SWEEP
    found = 0
    for one in Publication.objects.filter(lookup_asked_at__isnull=False).order_by("lookup_asked_at", "pk"):
        if time.monotonic() > until:
            break
        found += _kept(one, looked_up(one.doi), now)
    return found


@transaction.atomic
def _kept(read: Publication, said: dict[str, Any], now: datetime) -> bool:
    """Write what was said, unless somebody wrote in the line or the dossier was filed while the registry answered."""
    dossier = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=read.dossier_id)
    line = Publication.objects.filter(pk=read.pk, revision=read.revision, doi=read.doi, title="").first()
    if line is None or not may_write(dossier, part_of(dossier.rules, Publication)):
        Publication.objects.filter(pk=read.pk).update(lookup_asked_at=None)
        return False
    if not said.get("title"):
        line.lookups += 1
        line.lookup_asked_at = None if line.lookups >= MOST_TIMES else line.lookup_asked_at
        line.save(update_fields=["lookups", "lookup_asked_at"])
        return False
    for name, value in said.items():
        if not getattr(line, name):
            setattr(line, name, value)
    line.looked_up_at, line.lookup_asked_at, line.revision = now, None, line.revision + 1
    line.save()
    return True


def _wake() -> None:
    from proposals.tasks import look_publications_up

    wake(look_publications_up)
