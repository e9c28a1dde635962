"""Queries of tranches, batches and the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from directory.enums import Role, Scope
from directory.relations import Relation, visible
from funding.access import AWARD_RELATIONS
from funding.enums import EntryKind, Ledger, TrancheState
from funding.querysets.payable import PayableQuerySet

if TYPE_CHECKING:
    from datetime import date

    from directory.standing import Standing

ZERO = models.Value(Decimal(0), output_field=models.DecimalField(max_digits=14, decimal_places=2))


def _paths(condition: Q, path: str = "award", own: frozenset[str] = frozenset()) -> Q:
    """A condition on an action, said of rows that point to it by `path`; `own`: columns that these rows have too."""
    made = Q(_connector=condition.connector, _negated=condition.negated)
    children: list[Any] = list(condition.children)
    for child in children:
        if isinstance(child, Q):
            made.children.append(_paths(child, path, own))
        else:
            name, value = child
            made.children.append((name if name.split("__")[0] in own else f"{path}__{name}", value))
    return made


# what a tranche knows of its action by itself (`tranche_facts.py`)
KEPT = frozenset({"institute", "delegation"})


def of_visible_awards(standing: Standing) -> Q:
    """The rows of actions that `standing` reads."""
    return _paths(visible(AWARD_RELATIONS, standing))


def of_visible_tranches(standing: Standing, relations: Iterable[Relation] = AWARD_RELATIONS) -> Q:
    """The tranches of actions that `standing` reads (by `relations`), by their own columns where they have them."""
    return _paths(visible(relations, standing), own=KEPT)


class TrancheQuerySet(PayableQuerySet):
    """Tranches."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(of_visible_tranches(standing))

    def for_list(self) -> Self:
        """With what a list of tranches shows of their action."""
        return self.select_related(
            "award__version", "award__unit", "award__institute", "award__delegation", "award__carrier", "batch"
        ).defer("award__version__rules")

    def in_force(self) -> Self:
        return self.exclude(state=TrancheState.CANCELLED)

    def by_year(self) -> models.QuerySet[Any, tuple[Any, ...]]:
        """Budget year, institute (id), instrument, state, how many, euros. One query, read from an index."""
        columns = ("budget_year", "institute", "instrument_slug", "state")
        return self.in_force().order_by().values_list(*columns).annotate(count=Count("*"), euros=Sum("amount"))

    def planned(self) -> Self:
        return self.filter(state=TrancheState.PLANNED)


class DerogationQuerySet(models.QuerySet):
    """Derogations: days are of Paris, the last one included."""

    def visible_to(self, standing: Standing) -> Self:
        condition = of_visible_awards(standing)
        return self.filter(_paths(condition, "tranche"))

    def in_force(self, day: date) -> Self:
        return self.filter(ended_at=None, ends_on__gte=day)

    def for_list(self) -> Self:
        return self.select_related(
            "given_by", "tranche__award__version", "tranche__award__institute", "tranche__award__unit",
            "tranche__award__delegation",
        ).defer("tranche__award__version__rules")  # fmt: skip


class BatchQuerySet(models.QuerySet):
    """Payment batches: of one's délégation, all nationally."""

    def visible_to(self, standing: Standing) -> Self:
        if standing.holds_nationally(Role.FINANCE_OFFICER):
            return self.all()
        ids = standing.scope_ids(Role.FINANCE_OFFICER, Scope.DELEGATION)
        return self.filter(delegation__in=sorted(ids)) if ids else self.none()

    def for_list(self) -> Self:
        return self.select_related("delegation", "created_by")


class LedgerQuerySet(models.QuerySet):
    """Lines of the ledger."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(of_visible_awards(standing))

    def of_credits(self) -> Self:
        return self.filter(ledger=Ledger.CREDITS)

    def net(self) -> Decimal:
        """Euros paid, corrections added, returns taken off."""
        found = self.order_by().aggregate(
            paid=Coalesce(Sum("amount", filter=Q(kind__in=(EntryKind.PAID, EntryKind.CORRECTED))), ZERO),
            returned=Coalesce(Sum("amount", filter=Q(kind=EntryKind.RETURNED)), ZERO),
        )
        return Decimal(found["paid"] - found["returned"])
