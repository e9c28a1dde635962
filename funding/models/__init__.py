"""Running actions, their people, tranches, ledger and reports."""

from funding.models.awards import Award, AwardMember, AwardPartner
from funding.models.money import Derogation, LedgerEntry, PaymentBatch, Tranche
from funding.models.reports import Report, ReportComment, ReportLine, ReportPiece, ReportVersion

__all__ = [
    "Award",
    "AwardMember",
    "AwardPartner",
    "Derogation",
    "LedgerEntry",
    "PaymentBatch",
    "Report",
    "ReportComment",
    "ReportLine",
    "ReportPiece",
    "ReportVersion",
    "Tranche",
]
