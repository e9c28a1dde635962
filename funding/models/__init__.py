"""Running actions, their people, tranches, ledger, spending and reports."""

from funding.models.amendments import Amendment, Renewal
from funding.models.awards import Award, AwardMember, AwardPartner
from funding.models.grants import GrantChange
from funding.models.money import Derogation, LedgerEntry, PaymentBatch, Tranche
from funding.models.reports import Report, ReportComment, ReportLine, ReportPiece, ReportVersion
from funding.models.spending import Spending, SpendingImport

__all__ = [
    "Amendment",
    "Award",
    "AwardMember",
    "AwardPartner",
    "Derogation",
    "GrantChange",
    "LedgerEntry",
    "PaymentBatch",
    "Renewal",
    "Report",
    "ReportComment",
    "ReportLine",
    "ReportPiece",
    "ReportVersion",
    "Spending",
    "SpendingImport",
    "Tranche",
]
