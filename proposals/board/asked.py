"""What an address of the board asks for, read with care: what it does not know is left out, with a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from proposals.board import filters
from proposals.board.columns import BY_SLUG, SORTS, USUAL, USUAL_SORT
from proposals.board.criteria import Criteria

if TYPE_CHECKING:
    from django.http import QueryDict

    from proposals.board.frame import Frame

LONGEST_TYPED = 60
# at most so many values of one filter: nobody chooses more
MOST_VALUES = 40
OWN_NAMES = ("q", "unit", "min", "max", "from", "to", "sort", "col", "page", "place", "all", "view")


def read(asked: QueryDict, frame: Frame) -> Criteria:
    """The criteria of an address. Never refuses: what is unknown, forged or too long is said in `ignored`."""
    said: list[str] = []
    chosen = {}
    for one in filters.CHOICES:
        if values := _values(one, asked.getlist(one.slug), frame, said):
            chosen[one.slug] = values
    known = {*filters.BY_SLUG, *OWN_NAMES}
    said += [_left_out(name) for name in list(asked)[:MOST_VALUES] if name not in known]
    if asked.get("place") and not frame.is_informed:
        said.append(_left_out("place"))
    return Criteria(
        q=_text(asked.get("q", ""), filters.LONGEST_SEARCH, said), unit=_unit(asked.get("unit", ""), said),
        least=_euros(asked.get("min", ""), said), most=_euros(asked.get("max", ""), said), chosen=chosen,
        **_days(asked, said),
        sort=_sort(asked.get("sort", ""), frame, said), columns=_columns(asked.getlist("col"), frame, said),
        is_informed=frame.is_informed, ignored=tuple(dict.fromkeys(said)),
    )  # fmt: skip


def _values(one: filters.Choices, typed: list[str], frame: Frame, said: list[str]) -> tuple[str, ...]:
    given = [value for value in dict.fromkeys(typed[:MOST_VALUES]) if value]
    if not given:
        return ()
    if one.part not in frame.parts or not one.is_for(frame):
        said.append(_left_out(one.slug))
        return ()
    possible = {value for value, _label in one.options(frame)}
    for value in given:
        if value not in possible:
            said.append(
                _("“%(value)s” is no value of the filter “%(filter)s”: it is left out.")
                % {"value": plain(value), "filter": one.label}
            )
    return tuple(value for value in given if value in possible)


def _text(typed: str, longest: int, said: list[str]) -> str:
    cleaned = " ".join(_printable(typed[: longest * 2]).split())
    if len(typed) > longest:
        said.append(
            _("The search is too long: only its first %(count)d characters are looked for.") % {"count": longest}
        )
    if cleaned and not filters.searched_words(cleaned):
        said.append(_("A search needs a word of two letters at least: “%(value)s” is left out.") % {
            "value": plain(cleaned)})  # fmt: skip
        return ""
    return cleaned[:longest].strip()


def _unit(typed: str, said: list[str]) -> str:
    cleaned = " ".join(_printable(typed[:LONGEST_TYPED]).split())
    if cleaned and not filters.unit_key(cleaned):
        said.append(_("“%(value)s” is no code of a unit, such as UMR 7154: it is left out.") % {"value": plain(typed)})
        return ""
    return cleaned


def _euros(typed: str, said: list[str]) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        return filters.euros(typed[:LONGEST_TYPED])
    except ValueError:
        said.append(_("“%(value)s” is no sum in euros, such as 12,500: it is left out.") % {"value": plain(typed)})
        return None


def _days(asked: QueryDict, said: list[str]) -> dict[str, date | None]:
    """The first and the last day of reception; a sentence where nothing can be between them."""
    first, last = _day(asked.get("from", ""), said), _day(asked.get("to", ""), said)
    if first is not None and last is not None and first > last:
        said.append(_("The first day of reception comes after the last one: no dossier can be between them."))
    return {"first": first, "last": last}


def _day(typed: str, said: list[str]) -> date | None:
    if not typed.strip():
        return None
    try:
        return filters.day(typed[:LONGEST_TYPED])
    except ValueError:
        said.append(_("“%(value)s” is no day, such as 30/09/2027: it is left out.") % {"value": plain(typed)})
        return None


def _sort(typed: str, frame: Frame, said: list[str]) -> str:
    if not typed:
        return USUAL_SORT
    order = SORTS.get(typed.removeprefix("-"))
    if order is None or order.part not in frame.parts:
        said.append(_("The board has no order called “%(value)s”: the newest come first.") % {"value": plain(typed)})
        return USUAL_SORT
    return typed


def _columns(typed: list[str], frame: Frame, said: list[str]) -> tuple[str, ...]:
    wanted = [slug for slug in dict.fromkeys(typed[:MOST_VALUES]) if slug]
    for slug in wanted:
        if slug not in BY_SLUG or BY_SLUG[slug].part not in frame.parts:
            said.append(_("The board has no column called “%(value)s”: it is left out.") % {"value": plain(slug)})
    known = tuple(slug for slug in BY_SLUG if slug in wanted)
    return known or USUAL


def _left_out(name: str) -> str:
    return _("The address asks for “%(value)s”, which is no filter here: it is left out.") % {"value": plain(name)}


def plain(typed: str) -> str:
    """What somebody typed, short enough and safe to be said back."""
    cleaned = " ".join(_printable(typed[: LONGEST_TYPED * 2]).split())
    return cleaned if len(cleaned) <= LONGEST_TYPED else f"{cleaned[:LONGEST_TYPED]}…"


def _printable(typed: str) -> str:
    return "".join(char if char.isprintable() or char.isspace() else " " for char in typed)
