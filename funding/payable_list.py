"""The list of finance: tranches payable now, or blocked and why. Filters, order, pages, counts; few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from directory.enums import Role
from directory.models import Institute, RegionalDelegation
from funding.models import Tranche
from funding.payable import Ground, sentences
from funding.querysets.payable import BLOCKS, UNBLOCKED, is_payable
from instruments.registry import choices
from wording.formats import amount as said_amount
from wording.formats import order_key, short_day, spaced
from wording.languages import shown_language

if TYPE_CHECKING:
    from directory.standing import Standing

PER_PAGE = 50
# in the address of which each row puts its own: one address is looked up for fifty
NO_ACTION = str(UUID(int=0))
LONGEST_SEARCH = 60
WHY: Mapping[str, tuple[Any, Q]] = {
    "payable": (gettext_lazy("Payable"), UNBLOCKED),
    "blocked": (gettext_lazy("Blocked"), ~UNBLOCKED),
    "scientific": (gettext_lazy("Scientific report lacking"), Q(lacks_scientific=True)),
    "financial": (gettext_lazy("Financial report lacking"), Q(lacks_financial=True)),
    "not-running": (gettext_lazy("Action suspended or ended"), Q(is_not_running=True)),
    "derogation": (gettext_lazy("Under a derogation"), Q(is_derogated=True)),
}
FLAG = {"payable": "is_payable", "scientific": "lacks_scientific", "financial": "lacks_financial",
        "not-running": "is_not_running"}  # fmt: skip
SORTS = {
    "reference": (gettext_lazy("Action"), ("award__reference", "number")),
    "amount": (gettext_lazy("Amount"), ("amount", "award__reference", "number")),
    "year": (gettext_lazy("Tranche"), ("opens_on", "award__reference", "number")),
    "institute": (gettext_lazy("Institute"), ("award__institute__name", "award__reference", "number")),
    "delegation": (gettext_lazy("Regional delegation"), ("award__delegation__number", "award__reference", "number")),
}
COLUMNS = ("reference", "year", "amount", "institute", "delegation")
FIELDS = (
    "uid", "number", "budget_year", "opens_on", "amount", "is_derogated", *BLOCKS, "award__reference", "award__uid",
    "award__title", "award__unit__code", "award__institute__name", "award__delegation__name",
)  # fmt: skip


def may_list(standing: Standing) -> bool:
    """Whoever pays, of a délégation or nationally, and the directorate, which reads."""
    return bool(standing.roles & {Role.FINANCE_OFFICER, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR})


@dataclass(frozen=True)
class Criteria:
    """What the address asks for; unknown values are no filter."""

    why: str = ""
    delegation: str = ""
    institute: str = ""
    instrument: str = ""
    year: str = ""
    q: str = ""
    sort: str = "reference"

    def but(self, **changes: str) -> str:
        """The same address with other answers."""
        said = {**self.__dict__, **changes}
        return urlencode([(name, value) for name, value in said.items() if value and (name, value) != USUAL])

    @property
    def query(self) -> str:
        return self.but()

    @property
    def is_filtered(self) -> bool:
        return any((self.why, self.delegation, self.institute, self.instrument, self.year, self.q))

    def conditions(self) -> Q:
        """All but the one by block, which the counts leave open."""
        found = Q()
        if self.delegation:
            found &= Q(award__delegation__number=self.delegation)
        if self.institute:
            found &= Q(award__institute__code=self.institute)
        if self.instrument:
            found &= Q(award__instrument_slug=self.instrument)
        if self.year:
            found &= Q(budget_year=int(self.year))
        if self.q:
            found &= Q(award__reference__icontains=self.q) | Q(award__title__icontains=self.q)
        return found


USUAL = ("sort", "reference")


def read(data: Mapping[str, str]) -> Criteria:
    """The criteria of an address, forged values left out."""
    year, sort = data.get("year", ""), data.get("sort", "")
    return Criteria(
        why=data.get("why", "") if data.get("why", "") in WHY else "",
        delegation=_slug(data.get("delegation", "")), institute=_slug(data.get("institute", "")),
        instrument=_slug(data.get("instrument", "")),
        year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
        q=data.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        sort=sort if sort.removeprefix("-") in SORTS else "reference",
    )  # fmt: skip


def _slug(typed: str) -> str:
    return typed if len(typed) <= 16 and typed.isascii() and typed.isprintable() else ""


@dataclass
class PayableList:
    """What one reader sees on one day: two queries, one that counts and one that reads a page."""

    standing: Standing
    criteria: Criteria
    day: date
    number: int = 1

    def found(self) -> Any:
        """Every open tranche that the filters leave, with its blocks."""
        rows = Tranche.objects.visible_to(self.standing).open_by(self.day).filter(self.criteria.conditions())
        return rows.with_blocks(self.day)

    def matching(self) -> Any:
        """Those of the chosen block too, in order."""
        rows = self.found()
        if self.criteria.why:
            rows = rows.filter(WHY[self.criteria.why][1])
        fields = SORTS[self.criteria.sort.removeprefix("-")][1]
        sign = "-" if self.criteria.sort.startswith("-") else ""
        return rows.order_by(*(f"{sign}{field}" for field in fields))

    @cached_property
    def counts(self) -> list[dict[str, Any]]:
        return self.found().counted_by_block()

    def count(self, why: str = "") -> tuple[int, Decimal]:
        """How many tranches, and euros, in a block; all without."""

        def counts(row: dict[str, Any]) -> bool:
            return not why or (not row["is_payable"] if why == "blocked" else bool(row[FLAG[why]]))

        rows = [row for row in self.counts if counts(row)]
        return sum(row["number_of"] for row in rows), sum((row["euros"] for row in rows), Decimal(0))

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
        start = (self.page - 1) * PER_PAGE
        return list(self.matching().values_list(*FIELDS, named=True)[start : start + PER_PAGE])

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
        return SafeString("".join(_row(row, labels, words, language, self.day, picks=picks) for row in self.rows))

    def controls(self) -> list[dict[str, Any]]:
        """The filters with known values; the délégation for those who read several. Two queries."""
        chosen, made = self.criteria, list[tuple[str, Any, Any, str]]()
        if _reads_all(self.standing):
            numbers = [(one.number, one.name) for one in RegionalDelegation.objects.order_by("number")]
            made.append(("delegation", SORTS["delegation"][0], numbers, chosen.delegation))
        names = [(one.code, one.name) for one in Institute.objects.all()]
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


def ground_of(row: Any) -> Ground:
    """The flags of a row as the ground that the sentences speak of."""
    return Ground(
        number=row.number, opens_on=row.opens_on, is_running=not row.is_not_running,
        has_scientific=not row.lacks_scientific, has_financial=not row.lacks_financial,
    )  # fmt: skip


def _row(row: Any, labels: list[str], words: dict[str, str], language: str, day: date, *, picks: bool) -> str:
    reference = escape(row.award__reference)
    pick = ""
    if picks:
        pick = '<td class="ci-pick">'
        if is_payable(row):
            tick = words["tick"].replace("%(reference)s", f"{reference} {row.number}")
            pick += (f'<input class="form-check-input" type="checkbox" name="tranche" value="{row.uid}" form="bulk" '
                     f'aria-label="{tick}">')  # fmt: skip
        pick += "</td>"
    url = words["award"].replace(NO_ACTION, str(row.award__uid))
    head = (f'<span class="ci-over ci-small ci-quiet ci-num">{reference} · '
            f'{escape(spaced(row.award__unit__code, language))}</span><a class="ci-title" href="{url}">'
            f"{escape(spaced(row.award__title, language))}</a>")  # fmt: skip
    tranche = words["tranche"].replace("%(number)s", str(row.number))
    when = f'{tranche}<small class="d-block ci-quiet">{escape(short_day(row.opens_on, language))}</small>'
    if is_payable(row):
        note = f'<small class="d-block">{words["derogated"]}</small>' if row.is_derogated else ""
        state = f'<span class="ci-state ci-state--yours">{words["payable"]}</span>{note}'
    else:
        said = "".join(f'<small class="d-block">{escape(one)}</small>' for one in sentences(ground_of(row), day))
        state = f'<span class="ci-state ci-state--ask">{words["blocked"]}</span>{said}'
    cells = (
        f'<td class="is-brief" data-label="{labels[1]}"><span>{when}</span></td>'
        f'<td class="is-num is-brief" data-label="{labels[2]}">{said_amount(row.amount, language)}</td>'
        f'<td data-label="{labels[3]}">{escape(row.award__institute__name)}</td>'
        f'<td data-label="{labels[4]}">{escape(row.award__delegation__name or "–")}</td>'
        f'<td class="ci-c-state is-brief" data-label="{words["state"]}"><span>{state}</span></td>'
    )
    return f'<tr>{pick}<th scope="row">{head}</th>{cells}</tr>'


def _options(values: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    made = [f'<option value="">{escape(str(pgettext_lazy("values of a filter", "All")))}</option>']
    for value, label in values:
        selected = " selected" if str(value) == chosen else ""
        made.append(f'<option value="{escape(str(value))}"{selected}>{escape(str(label))}</option>')
    return SafeString("".join(made))
