"""The rows of the list of finance, written here: fifty through a template would cost as much as the whole page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple
from uuid import UUID

from funding.payable import Ground, sentences
from funding.querysets.payable import is_payable
from wording.formats import amount as said_amount
from wording.formats import short_day, spaced

# in the address of which each row puts its own: one address is looked up for fifty
NO_ACTION = str(UUID(int=0))


class Row(NamedTuple):
    """What the page shows of one tranche, in the order of `FIELDS`."""

    uid: UUID
    number: int
    opens_on: date
    amount: Decimal
    institute: int
    delegation: int | None
    is_derogated: bool
    is_shut: bool
    is_not_running: bool
    lacks_scientific: bool
    lacks_financial: bool
    reference: str
    award: UUID
    title: str
    unit: str


def ground_of(row: Any) -> Ground:
    """The flags of a row as the ground that the sentences speak of."""
    return Ground(
        number=row.number, opens_on=row.opens_on, is_running=not row.is_not_running,
        has_scientific=not row.lacks_scientific, has_financial=not row.lacks_financial,
    )  # fmt: skip


def told(row: Any, labels: list[str], words: dict[Any, str], names: tuple[dict[int, str], dict[int, str]],
         language: str, day: date, *, picks: bool) -> str:  # fmt: skip
    reference, dash = escape(row.reference), "–"
    pick = ""
    if picks:
        pick = '<td class="ci-pick">'
        if is_payable(row):
            tick = words["tick"].replace("%(reference)s", f"{reference} {row.number}")
            pick += (f'<input class="form-check-input" type="checkbox" name="tranche" value="{row.uid}" form="bulk" '
                     f'aria-label="{tick}">')  # fmt: skip
        pick += "</td>"
    url = words["award"].replace(NO_ACTION, str(row.award))
    head = (f'<span class="ci-over ci-small ci-quiet ci-num">{reference} · '
            f'{escape(spaced(row.unit, language))}</span><a class="ci-title" href="{url}">'
            f"{escape(spaced(row.title, language))}</a>")  # fmt: skip
    tranche = words["tranche"].replace("%(number)s", str(row.number))
    when = f'{tranche}<small class="d-block ci-quiet">{escape(short_day(row.opens_on, language))}</small>'
    # fifty rows stand in a few ways alone: each is told once
    stands = (row.number, row.opens_on if row.is_shut else None, row.is_derogated, *row[7:11])
    if stands not in words:
        words[stands] = _state(row, words, day)
    cells = (
        f'<td class="is-brief" data-label="{labels[1]}"><span>{when}</span></td>'
        f'<td class="is-num is-brief" data-label="{labels[2]}">{said_amount(row.amount, language)}</td>'
        f'<td data-label="{labels[3]}">{escape(names[0].get(row.institute, dash))}</td>'
        f'<td data-label="{labels[4]}">{escape(names[1].get(row.delegation, dash))}</td>'
        f'<td class="ci-c-state is-brief" data-label="{words["state"]}"><span>{words[stands]}</span></td>'
    )
    return f'<tr>{pick}<th scope="row">{head}</th>{cells}</tr>'


def _state(row: Row, words: dict[Any, str], day: date) -> str:
    """Payable, or blocked and why."""
    if is_payable(row):
        note = f'<small class="d-block">{words["derogated"]}</small>' if row.is_derogated else ""
        return f'<span class="ci-state ci-state--yours">{words["payable"]}</span>{note}'
    said = "".join(f'<small class="d-block">{escape(one)}</small>' for one in sentences(ground_of(row), day))
    return f'<span class="ci-state ci-state--ask">{words["blocked"]}</span>{said}'
