"""What the evaluation asks each time the page of a dossier is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from django.apps import apps

from proposals.querysets.of_dossier import OfDossier

REVIEWS = OfDossier(
    "reviews",
    lambda: apps.get_model("evaluation", "Review").objects.select_related("person", "reviewer").order_by("invited_at"),
)
DECISION = OfDossier(
    "decision", lambda: apps.get_model("evaluation", "Decision").objects.released().order_by("-released_at"), most=1
)
