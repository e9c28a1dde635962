"""What blocks tranches, said in SQL for lists: the same answers as `payable.blocks` (a test proves it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum

from funding.enums import TrancheState

if TYPE_CHECKING:
    from datetime import date

# a tranche that none of these blocks is payable
BLOCKS = ("is_shut", "is_not_running", "lacks_scientific", "lacks_financial")
UNBLOCKED = Q(**dict.fromkeys(BLOCKS, False))


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


class PayableQuerySet(models.QuerySet):
    """Tranches with what blocks each on a day of Paris."""

    def with_blocks(self, day: date | models.Expression) -> Self:
        """With each of `BLOCKS` (`is_shut`: its year has not begun), and `is_derogated`."""
        derogated = Q(derogated_until__isnull=False, derogated_until__gte=day)
        not_derogated = Q(derogated_until=None) | Q(derogated_until__lt=day)
        return self.annotate(
            is_derogated=_flag(derogated),
            is_shut=_flag(Q(opens_on__gt=day)),
            is_not_running=_flag(Q(runs=False)),
            lacks_scientific=_flag(Q(awaits_scientific=True) & not_derogated),
            lacks_financial=_flag(Q(awaits_financial=True) & not_derogated),
        )

    def payable(self, day: date) -> Self:
        """Planned ones that nothing blocks on `day`."""
        return self.open_by(day).with_blocks(day).filter(UNBLOCKED)

    def held_up(self, day: date) -> Self:
        """Those whose year has begun on `day`, and that something blocks."""
        return self.open_by(day).with_blocks(day).filter(~UNBLOCKED)

    def open_by(self, day: date | models.Expression) -> Self:
        """Planned ones whose year has begun on `day`: each is payable, or blocked for a reason that somebody can
        lift."""
        return self.filter(state=TrancheState.PLANNED, opens_on__lte=day)

    def counted_by_block(self) -> models.QuerySet[Any, tuple[Any, ...]]:
        """Each set of blocks, how many tranches, and euros. One query; after `with_blocks`."""
        return self.order_by().values_list(*BLOCKS).annotate(number_of=Count("*"), euros=Sum("amount"))


def is_payable(row: Any) -> bool:
    """Whether nothing blocks a tranche read by `with_blocks`."""
    return not any(getattr(row, block) for block in BLOCKS)
