"""What formalisation asks each time the page of a dossier is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from django.apps import apps

from workflow.prepared import Given, Prepared

# a few dozen at most: which of them concern a dossier is picked among all
COUNTRY_NOTES = Prepared(lambda: apps.get_model("funding", "CountryNote").objects.order_by("country"))
SECURITY = Prepared(
    lambda: apps.get_model("funding", "SecurityOpinion")
    .objects.filter(dossier=Given("dossier")).order_by("-asked_at", "-pk")
)  # fmt: skip
AWARD = Prepared(
    lambda: apps.get_model("funding", "Award").objects.for_rules().filter(dossier=Given("dossier")).order_by()
)
RENEWAL = Prepared(
    lambda: apps.get_model("funding", "Renewal")
    .objects.filter(dossier=Given("dossier")).select_related("award__version").defer("award__version__rules")
    .order_by("-opened_at", "-pk")[:1]
)  # fmt: skip
