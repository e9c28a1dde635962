"""The list of finance: tranches payable now, or blocked and why. Filters, order, pages, counts; few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import DateField, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from directory.enums import Role
from directory.relations import ByOffice
from funding.access import AWARD_RELATIONS, DERCI, FINANCE
from funding.models import Tranche
from funding.payable_criteria import SORTS, WHY, Criteria
from funding.payable_rows import NO_ACTION, Row, told
from funding.querysets.money import of_visible_tranches
from funding.querysets.names import delegations, institutes, named
from funding.querysets.payable import BLOCKS, is_payable
from instruments.registry import choices
from wording.formats import order_key
from wording.languages import shown_language
from workflow.prepared import Given, PreparedByKey

if TYPE_CHECKING:
    from directory.standing import Standing

PER_PAGE = 50
FLAG = {"scientific": "lacks_scientific", "financial": "lacks_financial", "not-running": "is_not_running"}
COLUMNS = ("reference", "year", "amount", "institute", "delegation")
FIELDS = (
    "uid", "number", "opens_on", "amount", "institute", "delegation", "is_derogated", *BLOCKS, "reference",
    "award__uid", "award__title", "award__unit__code",
)  # fmt: skip


# by which of their offices somebody reads the list: what they carry or follow otherwise does not stand in it
PAYING = tuple(one for one in AWARD_RELATIONS if isinstance(one, ByOffice) and one.role in FINANCE | DERCI)


def may_list(standing: Standing) -> bool:
    """Whoever pays, of a délégation or nationally, and the directorate, which reads."""
    return bool(standing.roles & {Role.FINANCE_OFFICER, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR})


def _found(readable: Q, criteria: Criteria, day: Any) -> Any:
    """Every open tranche that the filters leave, with its blocks."""
    return Tranche.objects.filter(readable, criteria.conditions()).open_by(day).with_blocks(day)


def _counted(readable: Q, criteria: Criteria, day: Any) -> Any:
    return _found(readable, criteria, day).counted_by_block()


def _matching(readable: Q, criteria: Criteria, day: Any) -> Any:
    rows = _found(readable, criteria, day)
    if criteria.why:
        rows = rows.filter(WHY[criteria.why][1])
    fields = SORTS[criteria.sort.removeprefix("-")][1]
    sign = "-" if criteria.sort.startswith("-") else ""
    return rows.order_by(*(f"{sign}{field}" for field in fields))


def _first_page(readable: Q, criteria: Criteria, day: Any) -> Any:
    return _matching(readable, criteria, day).values_list(*FIELDS)[:PER_PAGE]


_ASKED = PreparedByKey(most=200)


class Block(NamedTuple):
    """How many tranches, and euros, the same things block."""

    is_shut: bool
    is_not_running: bool
    lacks_scientific: bool
    lacks_financial: bool
    number_of: int
    euros: Decimal

    def is_in(self, why: str) -> bool:
        """Whether these are counted under `why`."""
        if why in ("payable", "blocked"):
            return is_payable(self) == (why == "payable")
        return bool(getattr(self, FLAG[why]))


@dataclass
class PayableList:
    """What one reader sees on one day: two queries, one that counts and one that reads a page; two more for names."""

    standing: Standing
    criteria: Criteria
    day: date
    number: int = 1

    def matching(self) -> Any:
        """Every open tranche that the filters leave, of the chosen block, in order."""
        return _matching(self._readable, self.criteria, self.day)

    @cached_property
    def _readable(self) -> Q:
        return of_visible_tranches(self.standing, PAYING)

    @cached_property
    def counts(self) -> list[Block]:
        return [Block(*row) for row in self._asked(_counted)]

    def _asked(self, make: Callable[[Q, Criteria, Any], Any]) -> Iterable[tuple[Any, ...]]:
        """What `make` asks. Without filters its words are the same for all who read by the same offices."""
        criteria = self.criteria
        if criteria.conditions():
            return list(make(self._readable, criteria, self.day))
        day = Given("day", DateField())
        return _ASKED.rows_where(self._readable, lambda one: make(one, criteria, day), make, criteria, day=self.day)

    def count(self, why: str = "") -> tuple[int, Decimal]:
        """How many tranches, and euros, in a block; all without."""
        rows = [row for row in self.counts if not why or row.is_in(why)]
        return sum(row.number_of for row in rows), sum((row.euros for row in rows), Decimal(0))

    @cached_property
    def total(self) -> int:
        if self.criteria.why == "derogation":
            return self.matching().count()
        return self.count(self.criteria.why)[0]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @cached_property
    def page(self) -> int:
        return min(max(self.number, 1), self.pages)

    @cached_property
    def rows(self) -> list[Any]:
        if not self.total:
            return []
        if self.page == 1:
            return [Row(*row) for row in self._asked(_first_page)]
        start = (self.page - 1) * PER_PAGE
        return [Row(*row) for row in self.matching().values_list(*FIELDS)[start : start + PER_PAGE]]

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return min(self.total, self.page * PER_PAGE)

    def tabs(self) -> list[dict[str, Any]]:
        """All, payable, blocked, and each reason in which there is something."""
        made = [{"label": pgettext("tranches", "All"), "count": self.count()[0], "query": self.criteria.but(why=""),
                 "is_current": not self.criteria.why}]  # fmt: skip
        for slug in ("payable", "blocked", "scientific", "financial", "not-running"):
            number, is_current = self.count(slug)[0], self.criteria.why == slug
            if number or is_current or slug in ("payable", "blocked"):
                made.append({"label": WHY[slug][0], "count": number, "query": self.criteria.but(why=slug),
                             "is_current": is_current})  # fmt: skip
        return made

    def headings(self) -> list[dict[str, Any]]:
        """Of each column that orders the list."""
        made = []
        for slug in COLUMNS:
            order = {slug: "ascending", f"-{slug}": "descending"}.get(self.criteria.sort, "")
            made.append({"label": SORTS[slug][0], "order": order, "is_number": slug == "amount",
                         "query": self.criteria.but(sort=f"-{slug}" if order == "ascending" else slug)})  # fmt: skip
        return made

    def body(self, *, picks: bool) -> SafeString:
        """The rows of the table, written here: fifty through a template would cost as much as the whole page."""
        language = shown_language()
        labels = [escape(str(SORTS[slug][0])) for slug in COLUMNS]
        words = {"payable": escape(str(WHY["payable"][0])), "blocked": escape(str(WHY["blocked"][0])),
                 "derogated": escape(_("under a derogation")), "state": escape(_("State")),
                 "tick": escape(_("Tick %(reference)s")), "tranche": escape(_("Tranche %(number)s")),
                 "award": reverse("award", args=[NO_ACTION])}  # fmt: skip
        names = (named(self._institutes), named(self._delegations))
        return SafeString("".join(told(row, labels, words, names, language, self.day, picks=picks)
                                  for row in self.rows))  # fmt: skip

    @cached_property
    def _institutes(self) -> list[tuple[int, str, str]]:
        return institutes()

    @cached_property
    def _delegations(self) -> list[tuple[int, str, str]]:
        return delegations()

    def controls(self) -> list[dict[str, Any]]:
        """The filters with known values; the délégation for those who read several. No query after `body`."""
        chosen, made = self.criteria, list[tuple[str, Any, Any, str]]()
        if _reads_all(self.standing):
            numbers = [(code, name) for _pk, code, name in self._delegations]
            made.append(("delegation", SORTS["delegation"][0], numbers, chosen.delegation))
        names = [(code, name) for _pk, code, name in self._institutes]
        made += [
            ("institute", SORTS["institute"][0], sorted(names, key=lambda pair: order_key(pair[1])), chosen.institute),
            ("instrument", _("Instrument"), choices(), chosen.instrument),
            ("year", _("Budget year"), [(str(year), str(year)) for year in range(self.day.year, self.day.year - 6, -1)],
             chosen.year),
        ]  # fmt: skip
        return [
            {"slug": slug, "label": label, "options": _options(values, value)} for slug, label, values, value in made
        ]


def _reads_all(standing: Standing) -> bool:
    return any(map(standing.holds_nationally, (Role.FINANCE_OFFICER, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR)))


def _options(values: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    made = [f'<option value="">{escape(str(pgettext_lazy("values of a filter", "All")))}</option>']
    for value, label in values:
        selected = " selected" if str(value) == chosen else ""
        made.append(f'<option value="{escape(str(value))}"{selected}>{escape(str(label))}</option>')
    return SafeString("".join(made))
