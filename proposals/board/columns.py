"""The columns of the board as one table: words, order, part of the dossier, cell of the page, cells of an export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.board import cells
from proposals.enums import Part

if TYPE_CHECKING:
    from proposals.board.page import Shown

Cell = Callable[[Any, "Shown"], str]
Values = Callable[[Any, "Shown"], list[Any]]


@dataclass(frozen=True)
class Column:
    """`cell` gives safe HTML for one row; `values` what an export writes, one per name of `heads`."""

    slug: str
    label: Any
    cell: Cell
    heads: tuple[Any, ...]
    values: Values
    # the key of `SORTS` its heading orders by
    sort: str = ""
    # who may not read this part does not see the column, cannot filter or order by it
    part: str = Part.CONTENT
    is_number: bool = False
    # what the rows of a phone keep on their second line
    is_brief: bool = False
    # what keeps the dossiers of one value of it: names in the address of the board. By the search ("q") alone: what is
    # nobody's list to choose from, names and titles
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sort:
    """An order: columns of the database, and the part of the dossier it tells about."""

    label: Any
    fields: tuple[str, ...]
    part: str = Part.CONTENT
    # which annotation it needs
    needs: str = field(default="")


DOSSIER = Column(
    "dossier", _("Dossier"), cells.dossier, (_("Reference"), _("Title"), _("Acronym")), cells.dossier_values,
    sort="reference", filters=("q",),
)  # fmt: skip
COLUMNS = (
    Column("carrier", _("Carrier, unit"), cells.carrier, (_("Carrier"), _("Unit"), _("Laboratory")),
           cells.carrier_values, sort="carrier", filters=("q", "unit")),
    Column("partner", _("Partner"), cells.partner, (_("Partners"), _("Countries")), cells.partner_values,
           sort="partner", filters=("q", "country")),
    Column("asked", _("Asked"), cells.asked, (_("Asked, in euros"),), cells.asked_values, sort="asked", is_number=True,
           is_brief=True, filters=("min", "max")),
    Column("rules", _("Rules"), cells.rules, (_("Points that block"), _("Points to check")), cells.rules_values,
           sort="rules", part=Part.VERDICTS, filters=("rules",)),
    Column("visa", _("Director"), cells.visa, (_("Opinion of the unit’s director"),), cells.visa_values, sort="visa",
           part=Part.VISA, filters=("visa",)),
    Column("call", _("Call"), cells.call, (_("Call"),), cells.call_values, sort="call", filters=("call", "year")),
    Column("instrument", _("Instrument"), cells.instrument, (_("Instrument"),), cells.instrument_values,
           sort="instrument", filters=("instrument",)),
    Column("institute", _("Institute"), cells.institute, (_("Institute"),), cells.institute_values, sort="institute",
           filters=("institute",)),
    Column("delegation", _("Regional delegation"), cells.delegation, (_("Regional delegation"),),
           cells.delegation_values, sort="delegation", filters=("delegation",)),
    Column("filed", pgettext_lazy("dossier", "Filed"), cells.filed, (_("First received on"),), cells.filed_values,
           sort="filed", filters=("from", "to")),
    Column("state", _("State"), cells.state, (_("State"), _("Since")), cells.state_values, sort="state",
           is_brief=True, filters=("state", "late")),
)  # fmt: skip
BY_SLUG = {column.slug: column for column in COLUMNS}
USUAL = ("carrier", "partner", "asked", "rules", "visa", "state")

SORTS = {
    "filed": Sort(_("Date of reception"), ("first_filed_at",)),
    "reference": Sort(_("Reference"), ("reference",)),
    "title": Sort(_("Title"), ("title_key",)),
    "carrier": Sort(_("Carrier"), ("carrier_key",)),
    "unit": Sort(_("Unit"), ("unit_key",)),
    "partner": Sort(_("Partner"), ("partner_key",)),
    "country": Sort(_("Partner country"), ("listed_countries",)),
    "asked": Sort(_("Sum asked"), ("asked",)),
    "rules": Sort(_("Verdicts of the rules"), ("blocks", "warns"), Part.VERDICTS),
    "visa": Sort(_("Opinion of the unit’s director"), ("visa_rank",), Part.VISA, "visa"),
    "state": Sort(_("State"), ("state_rank",), needs="state"),
    "age": Sort(_("Time in its state"), ("state_since",), Part.HISTORY),
    "call": Sort(_("Call"), ("call__year", "call__slug")),
    "instrument": Sort(_("Instrument"), ("instrument_slug",)),
    "institute": Sort(_("Institute"), ("institute__name",)),
    "delegation": Sort(_("Regional delegation"), ("delegation__number",)),
}  # fmt: skip
# the newest first
USUAL_SORT = "-filed"
