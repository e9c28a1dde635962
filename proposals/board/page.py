"""One page of the board: rows, counts by state, what the cells need to know. Few queries, none per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from proposals.board import states
from proposals.board.columns import BY_SLUG, DOSSIER, Cell, Column
from proposals.querysets.board import counted_by_state, listed, opinions_of, priorities_of
from wording.formats import PARIS, number

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from proposals.board.criteria import Criteria
    from proposals.board.frame import Frame

PER_PAGE = 50
# from so many answers on, the first fifty of an order are sooner met than looked up
COMMON = 1000
CURRENT = ' aria-current="page"'


@lru_cache(maxsize=4096)
def _said(words: Callable[..., str], _language: str, *of: Any) -> str:
    """Pure words: of what they are given and of the language being spoken, and of nobody."""
    return words(*of)


@dataclass(frozen=True, eq=False)
class Shown:
    """What the cells of some rows are written with."""

    frame: Frame
    # dossier id → what the unit's director said
    opinions: dict[int, str] = field(default_factory=dict)
    # (call, institute) → its priorities
    priorities: dict[tuple[int, int], list[Any]] = field(default_factory=dict)

    @cached_property
    def language(self) -> str:
        return self.frame.language

    @cached_property
    def today(self) -> date:
        """In Paris."""
        return self.frame.now.astimezone(PARIS).date()

    @cached_property
    def parts(self) -> frozenset[str]:
        return self.frame.parts

    @property
    def now(self) -> datetime:
        return self.frame.now

    def tags(self, row: Any) -> list[str]:
        """The priorities of its institute that one of its countries is in."""
        mine = self.priorities.get((row.call_id, row.institute_id), ())
        return [one.label for one in mine if any(f" {code} " in row.listed_countries for code in one.countries)]

    def said(self, words: Callable[..., str], *of: Any) -> str:
        """`words(*of)` in the language of the page, made once for all rows of all pages that say the same."""
        return _said(words, self.language, *of)

    def state_word(self, slug: str) -> str:
        return self.said(states.public_word if self.frame.is_informed else states.word, slug)

    def call_title(self, pk: int) -> str:
        found = self.frame.calls.get(pk)
        return found.said("title") if found else ""

    def acronym(self, slug: str) -> str:
        return self.frame.acronym(slug)

    def institute_name(self, pk: int) -> str:
        found = self.frame.institutes.get(pk)
        return found.name if found else ""

    def delegation_name(self, pk: int | None) -> str:
        found = self.frame.delegations.get(pk) if pk else None
        return str(found) if found else ""


def shown(frame: Frame, rows: Iterable[Any], columns: Iterable[Column], *, with_tags: bool = True) -> Shown:
    """What these rows need: at most two queries, however many rows."""
    rows, slugs = list(rows), {column.slug for column in columns}
    opinions = opinions_of(row.pk for row in rows) if rows and "visa" in slugs else {}
    priorities: dict[tuple[int, int], list[Any]] = {}
    if rows and with_tags:
        for one in priorities_of({row.call_id for row in rows}, {row.institute_id for row in rows}):
            priorities.setdefault((one.call_id, one.institute_id), []).append(one)
    return Shown(frame, opinions, priorities)


@dataclass(frozen=True)
class Tab:
    """States counted together, with the address that shows them."""

    label: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True)
class Page:
    """One page of rows: `number` from 1, `total` over all pages."""

    rows: list[Any]
    number: int
    total: int
    tabs: list[Tab]
    said: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return min(self.total, self.number * PER_PAGE)


def page_of(criteria: Criteria, frame: Frame, asked: str) -> Page:
    """The page `asked` (a text of the address): three queries at most. Those of the counts by state, which may be kept,
    and one that reads rows."""
    key = criteria.key(frame)
    counts = counted_by_state(lambda: _counted(criteria, frame), criteria.key(frame, is_counted=True))
    wanted = states.widened(list(criteria.chosen.get("state", ())), is_public=frame.is_informed)
    total = sum(count for state, count in counts.items() if not wanted or state in wanted)
    place, said = _number(asked, total)
    rows: list[Any] = []
    if total:
        is_common = bool(criteria.q) and sum(counts.values()) >= COMMON
        shape = None if key is None else (key, is_common)
        rows = listed(lambda: _ordered(criteria, frame, is_common), (place - 1) * PER_PAGE, PER_PAGE, shape)
    return Page(rows, place, total, tabs(criteria, frame, counts), said)


def tab_items(tabs: list[Tab], language: str) -> SafeString:
    """The tabs as items of a list: a dozen of them, written in Python as the rows are."""
    return SafeString(
        "".join(
            [
                f'<li><a href="?{escape(tab.query)}"{CURRENT if tab.is_current else ""}>'
                f"<b>{number(tab.count, language)}</b>{escape(tab.label)}</a></li>"
                for tab in tabs
            ]
        )
    )


def _counted(criteria: Criteria, frame: Frame) -> list[QuerySet[Any]]:
    asked = criteria.condition(frame, with_state=False)
    return [part.filter(asked) for part in frame.dossiers_apart()]


def _ordered(criteria: Criteria, frame: Frame, is_common: bool) -> QuerySet[Any]:
    return criteria.ordered(frame.dossiers().filter(criteria.condition(frame, is_common=is_common)), frame)


def tabs(criteria: Criteria, frame: Frame, counts: dict[str, int]) -> list[Tab]:
    """All, then each group of states in which there is something, or which is being looked at."""
    chosen = frozenset(criteria.chosen.get("state", ()))
    made = [Tab(_("All"), sum(counts.values()), criteria.with_states(()), not chosen)]
    for group in states.groups(is_public=frame.is_informed):
        values = (group.slug,) if frame.is_informed else tuple(str(state) for state in group.states)
        count = sum(counts.get(state, 0) for state in group.states)
        if count or chosen == frozenset(values):
            made.append(Tab(str(group.label), count, criteria.with_states(values), chosen == frozenset(values)))
    return made


def _number(asked: str, total: int) -> tuple[int, tuple[str, ...]]:
    """The page to show, and a sentence when it is not the one asked for."""
    last = max(1, -(-total // PER_PAGE))
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0 if asked else 1
    place = min(max(wanted, 1), last)
    if place == wanted:
        return place, ()
    return place, (_("There is no such page: this is page %(number)d.") % {"number": place},)


def body(rows: Iterable[Any], columns: list[Column], what: Shown, *, picks: bool) -> SafeString:
    """The rows of the table; `picks`: each with a box to tick."""
    cells = [(what.said(_opening, column.slug), column.cell) for column in columns]
    tick = escape(_("Tick %(reference)s"))
    return SafeString("".join(_row(row, cells, what, tick if picks else "") for row in rows))


def _opening(slug: str) -> str:
    column = BY_SLUG[slug]
    number, brief = " is-num" if column.is_number else "", " is-brief" if column.is_brief else ""
    return f'<td data-label="{escape(str(column.label))}" class="ci-c-{column.slug}{number}{brief}">'


def _row(row: Any, cells: list[tuple[str, Cell]], what: Shown, tick: str) -> str:
    pick = ""
    if tick:
        said = tick.replace("%(reference)s", escape(row.reference))
        pick = (
            f'<td class="ci-pick"><input class="form-check-input" type="checkbox" name="dossier" value="{row.uid}" '
            f'form="bulk" aria-label="{said}"></td>'
        )
    told = "".join([f"{opening}{cell(row, what)}</td>" for opening, cell in cells])
    return f'<tr>{pick}<th scope="row">{DOSSIER.cell(row, what)}</th>{told}</tr>'


@dataclass(frozen=True)
class Heading:
    """A heading of the table: the address that orders by it, and the order it has now (for `aria-sort`)."""

    label: str
    query: str
    order: str
    is_number: bool


def headings(criteria: Criteria, columns: list[Column]) -> list[Heading]:
    """Of the dossier itself and of each column."""
    return [_heading(criteria, column) for column in (DOSSIER, *columns)]


def heading_cells(heads: list[Heading]) -> SafeString:
    """The headings as cells of the table."""
    return SafeString("".join([_heading_cell(head) for head in heads]))


def _heading_cell(head: Heading) -> str:
    shape = ' class="is-num"' if head.is_number else ""
    order = f' aria-sort="{head.order}"' if head.order else ""
    return f'<th scope="col"{shape}{order}><a href="?{escape(head.query)}">{escape(head.label)}</a></th>'


def _heading(criteria: Criteria, column: Column) -> Heading:
    order = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(criteria.sort, "")
    target = f"-{column.sort}" if order == "ascending" else column.sort
    return Heading(str(column.label), criteria.but(sort=target), order, column.is_number)
