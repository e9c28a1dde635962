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


class Part(TextChoices):
    """The parts of a dossier's page; who reads each stands in `access.py`."""

    CONTENT = "content", _("Dossier")
    VERDICTS = "verdicts", _("Verdicts of the rules")
    HISTORY = "history", _("History")
    MESSAGES = "messages", _("Messages")
    NOTES = "notes", _("Internal notes")
    OPINIONS = "opinions", _("Opinions asked")
    VISA = "visa", _("Opinion of the unit’s director")
    COMPLETION = "completion", _("Completion asked")
    LINKS = "links", _("Co-editors and partners’ links")


class FilingKind(TextChoices):
    """What was received."""

    EXPRESSION = "expression", _("Expression of interest")
    DOSSIER = "dossier", _("Dossier")
    COMPLETION = "completion", _("Completion")


class Side(TextChoices):
    """On which side of the collaboration."""

    FRENCH = "french", _("French side")
    FOREIGN = "foreign", _("Foreign side")


class Status(TextChoices):
    """A participant's status."""

    PERMANENT = "permanent", _("Permanent")
    POSTDOC = "postdoc", _("Post-doctoral researcher")
    PHD = "phd", _("PhD student")
    ENGINEER = "engineer", _("Engineer or technician")


class Source(TextChoices):
    """Where the money of a budget cell comes from."""

    CNRS = "cnrs", _("CNRS")
    FRENCH = "french", _("Other French sources")
    FOREIGN = "foreign", _("Foreign sources")


class PartnerWord(TextChoices):
    """What a partner said of their part, by the signed link."""

    NOT_ASKED = "not-asked", _("Not asked yet")
    ASKED = "asked", _("Asked")
    CONFIRMED = "confirmed", _("Confirmed")
    DENIED = "denied", _("Says not to be part of it")


class CofundingState(TextChoices):
    """How certain a co-funding is."""

    ASKED = "asked", _("Asked")
    PROMISED = "promised", _("Promised")
    GRANTED = "granted", _("Granted")


class VisaState(TextChoices):
    """Where the unit director's opinion on one filing stands."""

    PREPARED = "prepared", _("Shown before filing")
    ASKED = "asked", _("Opinion asked")
    GIVEN = "given", _("Opinion given")
    WAIVED = "waived", _("Examined without it")
    SUPERSEDED = "superseded", _("Replaced by a new filing")


class VisaOpinion(TextChoices):
    """The three opinions; none stops a dossier."""

    FAVOURABLE = "favourable", _("Favourable")
    RESERVED = "reserved", _("Reserved")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")


class CompletionState(TextChoices):
    """Where a request for completion stands."""

    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed without answer")


class OpinionState(TextChoices):
    """Where an opinion asked of an institute or a person stands."""

    ASKED = "asked", _("Asked")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Declined")
