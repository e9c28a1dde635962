"""Every query of running actions, their money and their reports."""

from funding.querysets.amendments import AmendmentQuerySet
from funding.querysets.awards import AwardQuerySet
from funding.querysets.money import BatchQuerySet, DerogationQuerySet, LedgerQuerySet, TrancheQuerySet
from funding.querysets.reports import ReportQuerySet

__all__ = [
    "AmendmentQuerySet",
    "AwardQuerySet",
    "BatchQuerySet",
    "DerogationQuerySet",
    "LedgerQuerySet",
    "ReportQuerySet",
    "TrancheQuerySet",
]
