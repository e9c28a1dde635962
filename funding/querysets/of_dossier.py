"""What formalisation asks each time the page of a dossier is opened; of one shape, so that its SQL is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from directory.relations import ByRows
from funding.access import AWARD_RELATIONS
from funding.enums import SecurityState
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from funding.models import SecurityOpinion
    from proposals.models import Dossier

# a few dozen at most: which of them concern a dossier is picked among all
COUNTRY_NOTES = Prepared(lambda: apps.get_model("funding", "CountryNote").objects.order_by("country"))
SECURITY = Prepared(
    lambda: apps.get_model("funding", "SecurityOpinion")
    .objects.filter(dossier=Given("dossier")).order_by("-asked_at", "-pk")
)  # fmt: skip


LINES = Prepared(
    lambda: apps.get_model("funding", "Commitment")
    .objects.on_board().filter(dossier=Given("dossier")).order_by("-side", "pk")
)  # fmt: skip
LETTERS = Prepared(
    lambda: apps.get_model("funding", "CommitmentLetter")
    .objects.filter(commitment__dossier=Given("dossier")).select_related("file").order_by("-sent_at", "-pk")
)  # fmt: skip


def commitments_of(dossier: Dossier) -> list[Any]:
    """The commitments of a dossier, in order, each with `letters_kept`, newest first. Two queries; one when none."""
    lines = LINES.objects(dossier=dossier.pk)
    by_line: dict[int, Any] = {}
    for one in lines:
        one.dossier, one.letters_kept, by_line[one.pk] = dossier, [], one
    for letter in LETTERS.objects(dossier=dossier.pk) if lines else ():
        if line := by_line.get(letter.commitment_id):
            letter.commitment = line
            line.letters_kept.append(letter)
    return lines


def opinion_in_force(dossier: Dossier) -> SecurityOpinion | None:
    """The newest that was not withdrawn; no query where the page has read the opinions (`keep`)."""
    found = kept(dossier, "opinions")
    if found is None:
        found = SECURITY.objects(dossier=dossier.pk)
    return next((one for one in found if one.state != SecurityState.WITHDRAWN), None)


def required_letters(dossier: Dossier) -> list[Any]:
    """The set minimum, each with `letters_kept`; no query where the page has read the letters (`keep`), else two."""
    found = kept(dossier, "commitments")
    if found is None:
        found = commitments_of(dossier)
    return [one for one in found if one.is_required]


def keep(dossier: Dossier, name: str, rows: list[Any]) -> list[Any]:
    """Rows that a box of the page has read, for the buttons of the same page. An act reads its own, under its lock."""
    dossier.__dict__.setdefault("_formal_rows", {})[name] = rows
    return rows


def kept(dossier: Dossier, name: str) -> list[Any] | None:
    return dossier.__dict__.get("_formal_rows", {}).get(name)


def _award() -> QuerySet[Any]:
    """With `is_of_reader`: whether `person` writes its reports with the carrier, as `AWARD_RELATIONS` has it."""
    mine = next(one for one in AWARD_RELATIONS if isinstance(one, ByRows))
    members = apps.get_model(mine.model).objects.filter(mine.where, award=OuterRef("pk"), person=Given("person"))
    awards = apps.get_model("funding", "Award").objects.for_rules().filter(dossier=Given("dossier"))
    return awards.annotate(is_of_reader=Exists(members.order_by())).order_by()


AWARD = Prepared(_award)
RENEWAL = Prepared(
    lambda: apps.get_model("funding", "Renewal")
    .objects.filter(dossier=Given("dossier")).select_related("award__version").defer("award__version__rules")
    .order_by("-opened_at", "-pk")[:1]
)  # fmt: skip
