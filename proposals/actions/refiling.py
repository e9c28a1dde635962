"""Filing again what was taken back: by its carrier before the closing, or by the house at the closing itself."""

from __future__ import annotations

from notifications.mails import post
from proposals import effects
from proposals.actions.informing import tell_institute
from proposals.models import Dossier
from workflow.engine import Act
from workflow.history import record


def file_again(dossier: Dossier, act: Act) -> None:
    """Freeze another version and tell the writers, the institute, and the institutes that are named for the first time.

    Inside the caller's transaction; whether it may be filed is the caller's question. `act.at`: reception, aware UTC.
    """
    known = list(dossier.informed.order_by("pk").values_list("institute", flat=True))
    effects.freeze_again(dossier, act)
    row = record(dossier, "refile", by=act.by, at=act.at, **act.noted)
    for key in ("dossier.received", "dossier.filed"):
        post(key, dossier, event=f"{key}-{dossier.uid}-{row.seq}")
    for one in dossier.informed.exclude(institute__in=known).select_related("institute").order_by("pk"):
        tell_institute(dossier, one.institute)
