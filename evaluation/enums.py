"""Closed vocabularies of the evaluation. Values are opaque slugs: never parsed, never shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReviewState(TextChoices):
    """Where one review stands, from the invitation to the filing."""

    INVITED = "invited", _("Invited")
    TO_RULE = "to-rule", _("Interest declared, to be ruled on")
    WRITING = "writing", _("Being written")
    FILED = "filed", pgettext_lazy("review", "Filed")
    DECLINED = "declined", pgettext_lazy("review", "Declined")
    EXCLUDED = "excluded", _("Excluded by an interest")
    REMOVED = "removed", _("Withdrawn by the institute")


class InterestLevel(TextChoices):
    """What a person declares before the dossier opens; only the first opens it at once."""

    NONE = "none", _("No interest")
    MINOR = "minor", _("A minor interest, on which the officer rules")
    EXCLUDING = "excluding", _("An excluding interest")


class InterestGround(TextChoices):
    """What an interest rests on: found from links, or declared."""

    CARRIER = "carrier", _("Carries the dossier, or writes in it")
    PARTICIPANT = "participant", _("Takes part in the dossier")
    PARTNER = "partner", _("Is one of the partners")
    SAME_UNIT = "same-unit", _("Same unit")
    COMMON_WORK = "common-work", _("Common publication within five years")
    SUPERVISION = "supervision", _("Supervision within five years")
    SAME_CALL = "same-call", _("Own application in the same call and institute")
    PARTNER_INSTITUTION = "partner-institution", _("Partner institution")
    OLDER_WORK = "older-work", _("Older common publication")
    PAST_ACTION = "past-action", _("Past common action")
    NAMESAKE = "namesake", _("Same name as somebody of the dossier, to be checked")
    OTHER_INSTITUTE = "other-institute", _("Own application in the same call, to another institute")
    KINSHIP = "kinship", _("Family or personal tie")
    RIVALRY = "rivalry", _("Rivalry or dispute")
    BENEFIT = "benefit", _("Direct benefit")
    OTHER = "other", _("Other ground")


class Ruling(TextChoices):
    """What the officer decides on an interest that does not exclude by itself."""

    ALLOWED = "allowed", _("May evaluate")
    EXCLUDED = "excluded", _("May not evaluate")


class RunState(TextChoices):
    """Where an automatic assignment stands."""

    ASKED = "asked", pgettext_lazy("assignment", "Asked")
    RUNNING = "running", _("Being computed")
    PROPOSED = "proposed", _("Proposed")
    IMPOSSIBLE = "impossible", _("Impossible")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")
    APPLYING = "applying", _("Invitations leaving")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class PinKind(TextChoices):
    """What an officer decides of a pair before any computation."""

    ALWAYS = "always", _("Has to be")
    NEVER = "never", _("Never")


class SessionKind(TextChoices):
    """Who sits."""

    PANEL = "panel", _("Panel of the institute")
    SECTION = "section", _("Section of the Comité national")


class SessionState(TextChoices):
    """Where a session stands."""

    PREPARED = "prepared", _("Being prepared")
    LIVE = "live", _("In session")
    CLOSED = "closed", _("Closed, minutes to sign")
    SIGNED = "signed", _("Minutes signed")
    CANCELLED = "cancelled", _("Cancelled")


class SeatRole(TextChoices):
    """What a person is in a session."""

    CHAIR = "chair", _("Chair")
    MEMBER = "member", _("Member")
    SECRETARY = "secretary", _("Secretary, without vote")


class Group(TextChoices):
    """The group in which a session or an institute puts a dossier."""

    A = "a", _("A: to be supported first")
    B = "b", _("B: to be supported if the envelope allows")
    C = "c", _("C: not to be supported")


class SectionOpinion(TextChoices):
    """The opinion of a section."""

    VERY_FAVOURABLE = "very-favourable", _("Very favourable")
    FAVOURABLE = "favourable", _("Favourable")
    RESERVED = "reserved", _("Reserved")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")


class Choice(TextChoices):
    """What one votes."""

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstention")


class RankingState(TextChoices):
    """Where an institute's ranking of a call stands."""

    OPEN = "open", _("Being drawn up")
    SIGNED = "signed", _("Signed by the direction")
    CLOSED = "closed", _("Results published")


class Outcome(TextChoices):
    """What is decided of one dossier."""

    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    NOT_SELECTED = "not-selected", _("Not selected")


class DecisionState(TextChoices):
    """Where one decision stands. Until it is released, it is known to those who prepare it alone."""

    PREPARED = "prepared", _("Prepared")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")


class ReleaseState(TextChoices):
    """Where a common publication of decisions stands."""

    PREPARED = "prepared", _("Being prepared")
    SIGNED = "signed", _("Signed, to be published at its hour")
    RELEASING = "releasing", _("Being published")
    RELEASED = "released", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class AppealState(TextChoices):
    """Where an appeal on procedure stands."""

    RECEIVED = "received", _("Received")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


# grounds that exclude by themselves, and grounds on which the officer rules (product page §5); the rest are declared
EXCLUDING = frozenset({
    InterestGround.CARRIER, InterestGround.PARTICIPANT, InterestGround.PARTNER, InterestGround.SAME_UNIT,
    InterestGround.COMMON_WORK, InterestGround.SUPERVISION, InterestGround.SAME_CALL,
})  # fmt: skip
TO_BE_RULED = frozenset({
    InterestGround.PARTNER_INSTITUTION, InterestGround.OLDER_WORK, InterestGround.PAST_ACTION,
    InterestGround.OTHER_INSTITUTE, InterestGround.NAMESAKE,
})  # fmt: skip
# what only the software says of somebody; nobody declares it of themselves
DECLARED = [(one.value, one.label) for one in InterestGround if one is not InterestGround.NAMESAKE]
# a review in one of these states binds nobody any more
ENDED_REVIEWS = (ReviewState.DECLINED, ReviewState.EXCLUDED, ReviewState.REMOVED)
PENDING_REVIEWS = (ReviewState.INVITED, ReviewState.TO_RULE, ReviewState.WRITING)
