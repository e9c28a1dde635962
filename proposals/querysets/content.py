"""The rows of one working copy, as filing reads them; of one shape, so that their SQL is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from proposals.models import Dossier


def _of(model: str, *joined: str) -> QuerySet[Any]:
    """The rows of one dossier, in the order of their model less the dossier, which it would join."""
    found = apps.get_model("proposals", model)
    order = [name for name in found._meta.ordering if name != "dossier"]
    rows = found._default_manager.filter(dossier=Given("dossier")).order_by(*order)
    # without a name, Django would join everything
    return rows.select_related(*joined) if joined else rows


PARTS = {
    "answers": Prepared(lambda: _of("Answer")),
    "partners": Prepared(lambda: _of("Partner", "organisation", "unit")),
    "participants": Prepared(lambda: _of("Participant", "partner")),
    "budget": Prepared(lambda: _of("BudgetCell")),
    "cofundings": Prepared(lambda: _of("Cofunding", "partner")),
    "publications": Prepared(lambda: _of("Publication")),
    "current_attachments": Prepared(lambda: _of("Attachment", "file", "partner").filter(removed_at=None)),
}


def parts_read(dossier: Dossier) -> dict[str, list[Any]]:
    """Everything that is typed in it, as it is now: what `content_of` takes. Seven queries."""
    return {name: asked.objects(dossier=dossier.pk) for name, asked in PARTS.items()}
