"""The list of actions: which ones, how many, how much; its rows, written here as those of the board of dossiers are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateField, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Person
from directory.relations import visible
from funding.access import AWARD_RELATIONS
from funding.enums import AwardState
from funding.models import Award, Report
from funding.workflow import AWARD
from wording.formats import amount, short_day, spaced
from wording.languages import shown_language
from workflow.prepared import Given, GivenMany, Prepared, PreparedByKey
from workflow.telling import state_of

if TYPE_CHECKING:
    from directory.standing import Standing

PER_PAGE = 50
# beside the states: what the list may be kept to
KEPT = {"late": gettext_lazy("With a late report"), "held": gettext_lazy("With a tranche held up")}
# those that run before those that have ended
ORDER = ("-state", "ends_on", "reference")
FIELDS = ("pk", "uid", "reference", "title", "state", "ends_on", "granted", "paid_net", "unit__code",
          "carrier__first_name", "carrier__last_name", "carrier__email")  # fmt: skip
_LATE = Prepared(
    lambda: Report.objects.late(Given("day", DateField())).filter(award__in=GivenMany("awards"))
    .order_by().values_list("award").annotate(number_of=Count("*"))
)  # fmt: skip
_ASKED = PreparedByKey(most=100)


class Row(NamedTuple):
    """What the list shows of one action, in the order of `FIELDS`."""

    pk: int
    uid: UUID
    reference: str
    title: str
    state: str
    ends_on: date
    granted: Decimal
    paid_net: Decimal
    unit: str
    first_name: str
    last_name: str
    email: str


def _counted(readable: Q) -> Any:
    return Award.objects.filter(readable).counted_by_state()


def _shown(readable: Q, wanted: str, day: date | None = None) -> Any:
    """Those of a state, or of which something waits on `day`."""
    found = Award.objects.filter(readable)
    if wanted in AwardState.values:
        found = found.filter(state=wanted)
    if day is not None:
        found = found.late(day) if wanted == "late" else found.held_up(day)
    return found.order_by(*ORDER).values_list(*FIELDS)


@dataclass
class AwardList:
    """What one reader sees on a day of Paris, kept to `wanted` (an unknown word keeps them all). Three queries."""

    standing: Standing
    day: date
    wanted: str = ""
    asked_page: str | None = None

    def __post_init__(self) -> None:
        if self.wanted not in AwardState.values and self.wanted not in KEPT:
            self.wanted = ""

    @cached_property
    def _readable(self) -> Q:
        return visible(AWARD_RELATIONS, self.standing)

    @cached_property
    def _by_state(self) -> dict[str, tuple[int, Decimal, Decimal]]:
        rows = _ASKED.rows_where(self._readable, _counted)
        return {state: (number, granted, paid) for state, number, granted, paid in rows}

    def _first_page(self) -> list[tuple[Any, ...]]:
        wanted = self.wanted
        return _ASKED.rows_where(self._readable, lambda readable: _shown(readable, wanted)[:PER_PAGE], "first", wanted)

    @property
    def sums(self) -> dict[str, Any]:
        """How many are not closed, euros granted and paid of those."""
        found = [sums for state, sums in self._by_state.items() if state != AwardState.CLOSED]
        number, granted, paid = (sum(column) for column in zip(*found, strict=True)) if found else (0, 0, 0)
        return {"number": number, "granted": granted, "paid": paid}

    @cached_property
    def page(self) -> Page[Row]:
        """The page asked for, fifty rows."""
        day = self.day if self.wanted in KEPT else None
        found = _shown(self._readable, self.wanted, day)
        paginator = Paginator(found, PER_PAGE)
        if day is None:
            # counted already, with the sums
            kept = [self.wanted] if self.wanted in AwardState.values else list(self._by_state)
            paginator.count = sum(self._by_state[one][0] for one in kept if one in self._by_state)
        page = paginator.get_page(self.asked_page)
        is_first = page.number == 1 and day is None
        page.object_list = [Row(*row) for row in (self._first_page() if is_first else page.object_list)]
        return page

    def body(self) -> SafeString:
        """The rows of the table."""
        rows = list(self.page.object_list)
        if not rows:
            return SafeString("")
        late = dict(_LATE.rows(day=self.day, awards=[row.pk for row in rows]))
        language = shown_language()
        labels = [escape(one) for one in (_("Carrier"), _("Unit"), _("Ends"), _("Granted"), _("Paid"), _("State"))]
        states = {state: state_of(AWARD, state, self.standing.roles) for state in {row.state for row in rows}}
        url = reverse("award_list")
        return SafeString("".join(
            _row(row, labels, language, url, states[row.state] + _said_late(late.get(row.pk, 0))) for row in rows
        ))  # fmt: skip


def _said_late(number: int) -> str:
    if not number:
        return ""
    said = ngettext("%(counter)s report late", "%(counter)s reports late", number) % {"counter": number}
    return f'<small class="d-block"><span class="ci-level ci-level--warn">{escape(said)}</span></small>'


def _row(row: Row, labels: list[str], language: str, url: str, state: str) -> str:
    carrier, unit, ends, granted, paid, stands = labels
    who = Person.named(row.first_name, row.last_name, row.email)
    return (
        f'<tr><th scope="row"><span class="ci-small ci-quiet">{escape(row.reference)}</span><br>'
        f'<a class="ci-serif" href="{url}{row.uid}/">{escape(spaced(row.title, language))}</a></th>'
        f'<td data-label="{carrier}">{escape(who)}</td>'
        f'<td class="text-nowrap" data-label="{unit}">{escape(spaced(row.unit, language))}</td>'
        f'<td class="text-nowrap" data-label="{ends}">{escape(short_day(row.ends_on, language))}</td>'
        f'<td class="is-num" data-label="{granted}">{amount(row.granted, language)}</td>'
        f'<td class="is-num" data-label="{paid}">{amount(row.paid_net, language)}</td>'
        f'<td data-label="{stands}"><span>{state}</span></td></tr>'
    )
