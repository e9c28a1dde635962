"""The lines of a dossier: partners, participants, publications, co-funding; and the cells of its budget.

Each line is kept by itself. Who comes second on a line is shown the other's; nothing is overwritten in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from instruments.spec import FieldKind, Instrument
from proposals.actions.locks import locked_for_writing
from proposals.actions.partner_links import withdraw_links
from proposals.enums import PartnerWord
from proposals.facts import countries_abroad
from proposals.models import BudgetCell, Cofunding, Dossier, Participant, Partner, Publication
from proposals.querysets.writing import touched
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing

# which question of the rules a line belongs to
KINDS: dict[type[models.Model], FieldKind] = {
    Partner: FieldKind.PARTNERS, Participant: FieldKind.PEOPLE, Publication: FieldKind.PUBLICATIONS,
    Cofunding: FieldKind.BUDGET, BudgetCell: FieldKind.BUDGET,
}  # fmt: skip
# more than anybody writes by hand, less than a page can bear
MOST = {Partner: 60, Participant: 200, Publication: 100, Cofunding: 40}


class LineWrittenMeanwhile(Refused):
    """Somebody else changed this line since it was read; `current` is theirs, none when they took it out."""

    def __init__(self, current: Any) -> None:
        self.current = current
        said = (
            _("Somebody else took this line out while you were writing. Save again to put it back.")
            if current is None
            else _("Somebody else changed this line while you were writing. Theirs is shown: save again to keep yours.")
        )
        super().__init__([said])


def part_of(rules: Instrument, model: type[models.Model]) -> str:
    """The slug of the question that lines of this kind answer; KeyError when the rules do not ask it."""
    for asked in rules.fields:
        if asked.kind is KINDS[model]:
            return asked.slug
    raise KeyError(model.__name__)


@transaction.atomic
def save_line(dossier: Dossier, model: type[Any], *, pk: int | None, fields: Mapping[str, Any], revision: int,
              at: datetime, by: Standing) -> Any:  # fmt: skip
    """Add a line (no `pk`) or change one; returns it. Raises LineWrittenMeanwhile, Refused when this part is locked."""
    locked = locked_for_writing(dossier, part_of(dossier.rules, model), by=by)
    mine = model._default_manager.filter(dossier=locked)
    line = mine.filter(pk=pk).first() if pk else None
    if pk and line is None and revision:
        raise LineWrittenMeanwhile(None)
    if line is not None and line.revision != revision:
        raise LineWrittenMeanwhile(line)
    if line is None:
        if mine.count() >= MOST[model]:
            raise Refused([_("There are %(most)d lines already: take one out first.") % {"most": MOST[model]}])
        line = model(dossier=locked, revision=0, place=(mine.aggregate(last=Max("place"))["last"] or 0) + 1)
    is_another = _fill(line, fields)
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise Refused([_("This publication is in the list already: its DOI stands there once.")]) from error
    if is_another:
        withdraw_links(locked, line, at=at, by=by)
    if isinstance(line, Publication):
        from proposals.actions.lookups import ask_lookup

        ask_lookup(line, at)
    follow(locked, at)
    return line


@transaction.atomic
def remove_line(dossier: Dossier, model: type[Any], *, pk: int, at: datetime, by: Standing) -> None:
    """Take a line out; twice, nothing more happens."""
    locked = locked_for_writing(dossier, part_of(dossier.rules, model), by=by)
    for line in model._default_manager.filter(dossier=locked, pk=pk):
        line.delete()
    follow(locked, at)


@transaction.atomic
def save_budget(dossier: Dossier, *, cells: Mapping[tuple[int, str, str], Decimal | None],
                read: Mapping[tuple[int, str, str], int], at: datetime, by: Standing) -> list[BudgetCell]:  # fmt: skip
    """Keep the cells given: (year, line, source) → euros, none or zero to empty it; `read` holds their revisions.

    Returns those that somebody else changed meanwhile: they keep the other's amount, and the page shows both.
    Raises Refused when the budget is locked; KeyError for a year, line or source that the rules do not have.
    """
    locked = locked_for_writing(dossier, part_of(dossier.rules, BudgetCell), by=by)
    known = set(places(locked))
    present = {(cell.year, cell.line, cell.source): cell for cell in locked.budget.all()}
    lost = []
    for place, euros in cells.items():
        if place not in known:
            raise KeyError(place)
        cell = present.get(place)
        was = cell.euros if cell else Decimal()
        if (euros or Decimal()) == was:
            continue
        if cell is not None and cell.revision != read.get(place, 0):
            lost.append(cell)
            continue
        if cell is None:
            year, line, source = place
            cell = BudgetCell(dossier=locked, year=year, line=line, source=source, revision=0)
        cell.euros, cell.revision = euros or Decimal(), cell.revision + 1
        cell.save()
    touched(locked, at)
    return lost


def places(dossier: Dossier) -> list[tuple[int, str, str]]:
    """Every cell of the grid: the years of the action, the lines of the rules, the three sources."""
    from proposals.enums import Source

    lines = [line.slug for line in dossier.rules.spending.lines]
    return [(year, line, source.value) for source in Source for line in lines for year in years(dossier)]


def years(dossier: Dossier) -> range:
    """The years of the action, from 1; while the duration is not given, the longest that the rules allow."""
    bound = dossier.rules.duration
    months = dossier.months or bound.maximum or bound.minimum or 12
    return range(1, max(1, -(-months // 12)) + 1)


def _fill(line: Any, fields: Mapping[str, Any]) -> bool:
    """Set the columns; whether another person than before is now named as this partner's lead."""
    former = line.lead_email if isinstance(line, Partner) and line.pk else None
    for name, value in fields.items():
        setattr(line, name, value)
    line.revision += 1
    if former is None or former.lower() == line.lead_email.lower():
        return False
    # they have not been asked, and whoever had this address has no part in it
    line.word, line.asked_at, line.answered_at, line.answer_text = PartnerWord.NOT_ASKED, None, None, ""
    return True


def follow(dossier: Dossier, at: datetime) -> None:
    """Columns that follow the lines: the partner countries, and when the dossier was last written."""
    countries = countries_abroad(dossier.partners.values("side", "country"))
    Dossier.objects.filter(pk=dossier.pk).update(countries=countries, changed_at=at)
