"""Closed vocabularies of dossiers. Values are opaque slugs: never parsed, never shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DossierState(TextChoices):
    """Where a dossier stands, from the first line written to the start of the action."""

    DRAFT = "draft", _("Draft")
    EXPRESSED = "expressed", _("Interest expressed")
    INVITED = "invited", _("Invited to file")
    ADVISED_AGAINST = "advised-against", _("Advised against filing")
    LAPSED = "lapsed", _("Not filed")
    DISCARDED = "discarded", _("Discarded")
    FILED = "filed", _("Filed, to be examined")
    COMPLETION = "completion", _("Completion asked")
    ROUTED = "routed", _("Passed to another institute")
    INADMISSIBLE = "inadmissible", _("Inadmissible")
    ADMISSIBLE = "admissible", _("Admissible")
    IN_REVIEW = "in-review", _("In peer review")
    IN_SECTION = "in-section", _("Before the section")
    SECTION_HEARD = "section-heard", _("Opinion of the section given")
    RANKED = "ranked", _("Ranked by the institute")
    ARBITRATED = "arbitrated", _("Arbitrated, to be released")
    INSTITUTE_DECIDED = "institute-decided", _("Decided by the institute, to be released")
    BEFORE_COLLEGE = "before-college", _("Before the collège de direction")
    COLLEGE_DECIDED = "college-decided", _("Decided by the collège, to be released")
    NOT_SELECTED = "not-selected", _("Not selected")
    RESERVE = "reserve", _("On the reserve list")
    SELECTED = "selected", _("Selected")
    LETTERS = "letters", _("Commitment letters being gathered")
    SET_UP = "set-up", _("Set-up year")
    SET_UP_EXTENDED = "set-up-extended", _("Set-up year extended")
    STARTED = "started", _("Action started")
    WITHDRAWN = "withdrawn", _("Withdrawn")
