"""What formalisation asks each time the page of a dossier is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from directory.relations import ByRows
from funding.access import AWARD_RELATIONS
from funding.enums import SecurityState
from proposals.querysets.of_dossier import OfDossier
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from funding.models import SecurityOpinion
    from proposals.models import Dossier

# a few dozen at most: which of them concern a dossier is picked among all
COUNTRY_NOTES = Prepared(lambda: apps.get_model("funding", "CountryNote").objects.order_by("country"))
SECURITY = OfDossier(
    "security_opinions", lambda: apps.get_model("funding", "SecurityOpinion").objects.order_by("-asked_at", "-pk")
)
LINES = OfDossier(
    "commitments", lambda: apps.get_model("funding", "Commitment").objects.on_board().order_by("-side", "pk")
)
LETTERS = OfDossier(
    "letters",
    lambda: apps.get_model("funding", "CommitmentLetter").objects.select_related("file").order_by("-sent_at", "-pk"),
    path="commitment__dossier",
)
SET_UP = OfDossier(
    "set_up_year", lambda: apps.get_model("funding", "SetUp").objects.select_related("pen").order_by("pk")
)
PARTIES = OfDossier(
    "parties", lambda: apps.get_model("funding", "Party").objects.filter(removed_at=None).order_by("-side", "pk"),
    path="set_up__dossier",
)  # fmt: skip


def commitments_of(dossier: Dossier) -> list[Any]:
    """The commitments of a dossier, in order, each with `letters_kept`, newest first. Two queries; one when none."""
    lines = LINES.of(dossier)
    by_line: dict[int, Any] = {}
    for one in lines:
        one.dossier, one.letters_kept, by_line[one.pk] = dossier, [], one
    for letter in LETTERS.of(dossier) if lines else ():
        if line := by_line.get(letter.commitment_id):
            letter.commitment = line
            line.letters_kept.append(letter)
    return lines


def opinion_in_force(dossier: Dossier) -> SecurityOpinion | None:
    """The newest that was not withdrawn."""
    return next((one for one in SECURITY.of(dossier) if one.state != SecurityState.WITHDRAWN), None)


def required_letters(dossier: Dossier) -> list[Any]:
    """The set minimum, each with `letters_kept`."""
    return [one for one in commitments_of(dossier) if one.is_required]


def _award() -> QuerySet[Any]:
    """With `is_of_reader`: whether `person` writes its reports with the carrier, as `AWARD_RELATIONS` has it."""
    mine = next(one for one in AWARD_RELATIONS if isinstance(one, ByRows))
    members = apps.get_model(mine.model).objects.filter(mine.where, award=OuterRef("pk"), person=Given("person"))
    awards = apps.get_model("funding", "Award").objects.for_rules().filter(dossier=Given("dossier"))
    return awards.annotate(is_of_reader=Exists(members.order_by())).order_by()


AWARD = Prepared(_award)
RENEWAL = OfDossier(
    "renewal",
    lambda: apps.get_model("funding", "Renewal")
    .objects.select_related("award__version").defer("award__version__rules").order_by("-opened_at", "-pk"),
    most=1,
)  # fmt: skip
