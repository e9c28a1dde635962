"""The parts a dossier's life may have: an instrument names its own, the life-cycle table does the rest."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    """In the order in which a dossier meets them. `Instrument.steps` holds these values."""

    EXPRESSION = "expression", _("Expression of interest")
    FILING = "filing", _("Filing")
    VISA = "visa", _("Opinion of the unit’s director")
    TRIAGE = "triage", _("Admissibility")
    REVIEW = "review", _("Peer review")
    SECTION = "section", _("Opinion of the Comité national")
    RANKING = "ranking", _("Ranking by the institute")
    ARBITRATION = "arbitration", _("Arbitration by the directorate")
    INSTITUTE_DECISION = "institute-decision", _("Decision of the institute, with the directorate")
    COLLEGE = "college", _("Decision of the collège de direction")
    NOTIFICATION = "notification", _("Notification")
    LETTERS = "letters", _("Letters of institutional commitment")
    SET_UP = "set-up", _("Set-up year")
