"""Closed vocabularies of running actions. Values are opaque slugs: never parsed, never shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AwardState(TextChoices):
    """Where an action stands, from its start to its closure."""

    RUNNING = "running", _("Running")
    SUSPENDED = "suspended", _("Suspended")
    CLOSING = "closing", _("Ended, to be closed")
    CLOSED = "closed", pgettext_lazy("action", "Closed")


class AwardPart(TextChoices):
    """The parts of an action's page; who reads each stands in `access.py`."""

    CONTENT = "content", _("Action")
    MONEY = "money", _("Tranches and ledger")
    REPORTS = "reports", _("Reports")
    AMENDMENTS = "amendments", _("Requests for changes")
    HISTORY = "history", _("History")
    NOTES = "notes", _("Internal notes")


class CommitmentState(TextChoices):
    """Where the commitment letter of one institution stands."""

    TO_ASK = "to-ask", pgettext_lazy("letter", "To be asked")
    ASKED = "asked", pgettext_lazy("letter", "Asked")
    PROMISED = "promised", pgettext_lazy("letter", "Promised")
    SIGNED = "signed", pgettext_lazy("letter", "Signed")
    DECLINED = "declined", pgettext_lazy("letter", "Declined")
    REMOVED = "removed", pgettext_lazy("letter", "Taken out")


class SecurityState(TextChoices):
    """Where the security officer’s opinion stands. What it says is `SecurityOutcome`."""

    ASKED = "asked", pgettext_lazy("security opinion", "Awaited")
    GIVEN = "given", pgettext_lazy("security opinion", "Given")
    OVERRIDDEN = "overridden", pgettext_lazy("security opinion", "Set aside by the directorate")
    WITHDRAWN = "withdrawn", pgettext_lazy("security opinion", "No longer asked")


class SecurityOutcome(TextChoices):
    """The three opinions; only an unfavourable one holds the formalisation up."""

    FAVOURABLE = "favourable", pgettext_lazy("security opinion", "Favourable")
    CONDITIONS = "conditions", pgettext_lazy("security opinion", "Favourable, with conditions")
    UNFAVOURABLE = "unfavourable", pgettext_lazy("security opinion", "Unfavourable")


class UnitKind(TextChoices):
    """Where a laboratory made by convention stands: in a unit that is there, or in one made for it."""

    HOST = "host", _("In a host unit")
    DEDICATED = "dedicated", _("In a dedicated unit, created for it")


class TrancheState(TextChoices):
    """Where a yearly tranche stands. Whether it may be paid is computed, never stored (see `payable.py`)."""

    PLANNED = "planned", pgettext_lazy("tranche", "Planned")
    IN_BATCH = "in-batch", _("In a payment batch")
    NOTIFIED = "notified", _("Notified to the regional delegation")
    PAID = "paid", pgettext_lazy("tranche", "Paid")
    CANCELLED = "cancelled", pgettext_lazy("tranche", "Cancelled")


class BatchState(TextChoices):
    """Where a payment batch stands."""

    PREPARED = "prepared", pgettext_lazy("batch", "Being prepared")
    SENT = "sent", pgettext_lazy("batch", "Sent to the regional delegation")
    PAID = "paid", pgettext_lazy("batch", "Paid")
    CANCELLED = "cancelled", pgettext_lazy("batch", "Given up")


class EntryKind(TextChoices):
    """What a line of the ledger says. Lines are only ever added."""

    NOTIFIED = "notified", _("Notified")
    PAID = "paid", _("Paid")
    CORRECTED = "corrected", pgettext_lazy("entry", "Corrected")
    RETURNED = "returned", pgettext_lazy("entry", "Returned")
    # told to the délégation, then recalled before it was paid
    RECALLED = "recalled", pgettext_lazy("entry", "Notification recalled")


class Ledger(TextChoices):
    """Two ledgers that never mix: the action’s credits, and a dedicated unit’s own resources (product page §6)."""

    CREDITS = "credits", _("Credits of the action")
    OWN_RESOURCES = "own-resources", _("Own resources of the dedicated unit")


class ChangeKind(TextChoices):
    """What an institute may propose on the evidence of the reports (product page §6)."""

    LOWER = "lower", _("Lower the grant")
    RAISE = "raise", _("Raise the grant")
    CARRY_OVER = "carry-over", _("Carry unspent money over")


class ChangeState(TextChoices):
    """Where such a proposal stands."""

    PROPOSED = "proposed", pgettext_lazy("change of grant", "Proposed to the directorate")
    AGREED = "agreed", pgettext_lazy("change of grant", "Agreed")
    DECLINED = "declined", pgettext_lazy("change of grant", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("change of grant", "Withdrawn")


class ReportKind(TextChoices):
    """What is reported."""

    SCIENTIFIC = "scientific", _("Scientific report")
    FINANCIAL = "financial", _("Financial report")
    FINAL = "final", _("Final report")


class ReportState(TextChoices):
    """Where a report stands."""

    TO_WRITE = "to-write", _("To be written")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("To be corrected")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")
    NOT_NEEDED = "not-needed", pgettext_lazy("report", "Not needed any more")


class LineKind(TextChoices):
    """What the lists of a report hold."""

    MISSION = "mission", _("Mission")
    MEETING = "meeting", _("Meeting")
    YOUNG = "young", _("Young researcher")
    PUBLICATION = "publication", _("Publication")


class AmendmentKind(TextChoices):
    """What may be asked to change once an action runs (product page §6)."""

    CARRIER = "carrier", _("Another carrier")
    PARTNER_IN = "partner-in", _("A partner joins")
    PARTNER_OUT = "partner-out", _("A partner leaves")
    BUDGET = "budget", _("Budget lines of a year")
    UNIT = "unit", _("Another managing unit")
    SUSPENSION = "suspension", _("Suspension")
    PROLONGATION = "prolongation", _("More months to spend, without credits")
    END = "end", _("Early end")


class AmendmentState(TextChoices):
    """Where a request for a change stands."""

    ASKED = "asked", pgettext_lazy("amendment", "Asked")
    APPROVED = "approved", pgettext_lazy("amendment", "Approved")
    REFUSED = "refused", pgettext_lazy("amendment", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")


# tranches that are still to be reshaped, lowered or put in a batch
UNPAID = (TrancheState.PLANNED,)
# reports that somebody still has to write
OPEN_REPORTS = (ReportState.TO_WRITE, ReportState.RETURNED)
