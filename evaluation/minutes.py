"""What the minutes of a session say, as plain values: frozen when the chair signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluation.models import PanelSession


def minutes_of(session: PanelSession) -> dict[str, Any]:
    """Who sat, who was out of which dossier, what was concluded of each, what was voted."""
    return {
        "title": session.title,
        "seats": [{"name": str(seat.person), "role": seat.role, "is_present": seat.is_present}
                  for seat in session.seats.select_related("person")],
        "items": [{"dossier": str(item.dossier), "position": item.position, "synthesis": item.synthesis,
                   "rank": item.rank, "group": item.group, "opinion": item.opinion,
                   "out": [str(one.person) for one in item.recusals.select_related("person")]}
                  for item in session.items.select_related("dossier").prefetch_related("recusals__person")],
    }  # fmt: skip
