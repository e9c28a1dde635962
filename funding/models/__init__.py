"""Running actions, their people, tranches, ledger, spending and reports."""

from funding.models.amendments import Amendment, Renewal
from funding.models.awards import Award, AwardMember, AwardPartner
from funding.models.grants import GrantChange
from funding.models.letters import Commitment, CommitmentLetter
from funding.models.money import Derogation, LedgerEntry, PaymentBatch, Tranche
from funding.models.partner_parts import PartnerPart
from funding.models.reports import Report, ReportComment, ReportLine, ReportPiece, ReportVersion
from funding.models.security import CountryNote, SecurityOpinion
from funding.models.set_up import ConventionVersion, Party, PlannedResource, SetUp, SetUpComment, StaffAssignment
from funding.models.spending import Spending, SpendingImport

__all__ = [
    "Amendment",
    "Award",
    "AwardMember",
    "AwardPartner",
    "Commitment",
    "CommitmentLetter",
    "ConventionVersion",
    "CountryNote",
    "Derogation",
    "GrantChange",
    "LedgerEntry",
    "PartnerPart",
    "Party",
    "PaymentBatch",
    "PlannedResource",
    "Renewal",
    "Report",
    "ReportComment",
    "ReportLine",
    "ReportPiece",
    "ReportVersion",
    "SecurityOpinion",
    "SetUp",
    "SetUpComment",
    "Spending",
    "SpendingImport",
    "StaffAssignment",
    "Tranche",
]
