"""What the evaluation asks each time the page of a dossier is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from django.apps import apps

from workflow.prepared import Given, Prepared

REVIEWS = Prepared(
    lambda: apps.get_model("evaluation", "Review")
    .objects.filter(dossier=Given("dossier")).select_related("person", "reviewer").order_by("invited_at")
)  # fmt: skip
DECISION = Prepared(
    lambda: apps.get_model("evaluation", "Decision")
    .objects.released().filter(dossier=Given("dossier")).order_by("-released_at")[:1]
)  # fmt: skip
