"""The active filters of the board in words, each with the address that is without it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from proposals.board import filters
from wording.formats import amount, short_day

if TYPE_CHECKING:
    from proposals.board.criteria import Criteria
    from proposals.board.frame import Frame


def chips(criteria: Criteria, frame: Frame) -> Iterator[tuple[str, str]]:
    """The active filters in words, each with the query without it."""
    if criteria.q:
        yield _("“%(words)s”") % {"words": criteria.q}, criteria.but(q="")
    for slug, values in criteria.chosen.items():
        one = filters.BY_SLUG[slug]
        labels = dict(one.options(frame))
        for value in values:
            yield (
                _("%(filter)s: %(value)s") % {"filter": one.label, "value": labels[value]},
                criteria.without(slug, value),
            )
    if criteria.unit:
        yield _("%(filter)s: %(value)s") % {"filter": _("Unit"), "value": criteria.unit}, criteria.but(unit="")
    if criteria.least is not None:
        yield _("from %(sum)s") % {"sum": _sum(criteria.least, frame)}, criteria.but(least=None)
    if criteria.most is not None:
        yield _("up to %(sum)s") % {"sum": _sum(criteria.most, frame)}, criteria.but(most=None)
    if criteria.first is not None:
        said = _("received from %(day)s") % {"day": short_day(criteria.first, frame.language)}
        yield said, criteria.but(first=None)
    if criteria.last is not None:
        yield _("received by %(day)s") % {"day": short_day(criteria.last, frame.language)}, criteria.but(last=None)


def _sum(value: Decimal, frame: Frame) -> str:
    return amount(value, frame.language)
