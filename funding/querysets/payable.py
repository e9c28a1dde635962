"""What blocks tranches, said in SQL for lists: the same answers as `payable.blocks` (a test proves it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Sum

from funding.enums import AwardState, ReportKind, ReportState, TrancheState

if TYPE_CHECKING:
    from datetime import date

# a report that is no longer asked for holds nothing up
SETTLED = (ReportState.ACCEPTED, ReportState.NOT_NEEDED)
# a tranche that none of these blocks is payable
BLOCKS = ("is_shut", "is_not_running", "lacks_scientific", "lacks_financial")
UNBLOCKED = Q(**dict.fromkeys(BLOCKS, False))


def _flag(condition: Any) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


class PayableQuerySet(models.QuerySet):
    """Tranches with what blocks each on a day of Paris."""

    def with_blocks(self, day: date) -> Self:
        """With each of `BLOCKS` (`is_shut`: its year has not begun), and `is_derogated`."""
        lacks = Q(number__gt=1, is_derogated=False)
        return self.annotate(
            is_derogated=_derogated(day),
            is_shut=_flag(Q(opens_on__gt=day)),
            is_not_running=_flag(~Q(award__state=AwardState.RUNNING)),
            lacks_scientific=_flag(lacks & ~Q(_settled(ReportKind.SCIENTIFIC))),
            lacks_financial=_flag(lacks & ~Q(_settled(ReportKind.FINANCIAL))),
        )

    def payable(self, day: date) -> Self:
        """Planned ones that nothing blocks on `day`."""
        return self.open_by(day).with_blocks(day).filter(UNBLOCKED)

    def held_up(self, day: date) -> Self:
        """Those whose year has begun on `day`, and that something blocks."""
        return self.open_by(day).with_blocks(day).filter(~UNBLOCKED)

    def open_by(self, day: date) -> Self:
        """Planned ones whose year has begun on `day`: each is payable, or blocked for a reason that somebody can
        lift."""
        return self.filter(state=TrancheState.PLANNED, opens_on__lte=day)

    def counted_by_block(self) -> list[dict[str, Any]]:
        """How many tranches (`number_of`), and euros, for each set of blocks. One query; after `with_blocks`."""
        rows = self.order_by().values(*BLOCKS).annotate(number_of=Count("pk"), euros=Sum("amount"))
        return [{**row, "is_payable": not any(row[block] for block in BLOCKS)} for row in rows]


def is_payable(row: Any) -> bool:
    """Whether nothing blocks a tranche read by `with_blocks`."""
    return not any(getattr(row, block) for block in BLOCKS)


def _derogated(day: date) -> Exists:
    rows = apps.get_model("funding.Derogation")._base_manager.filter(
        tranche=OuterRef("pk"), ended_at=None, ends_on__gte=day
    )
    return Exists(rows)


def _settled(kind: ReportKind) -> Exists:
    rows = apps.get_model("funding.Report")._base_manager
    # the year as the index of reports has it
    return Exists(rows.filter(award=OuterRef("award"), year=OuterRef("number") - 1, kind=kind, state__in=SETTLED))
