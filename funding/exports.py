"""Files for the accounts: the rows of one délégation and year, or of one batch; large ones are made by the worker."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from directory.enums import Role
from directory.models import RegionalDelegation
from directory.standing import standing_of
from documents.exports import ExportKind, register
from documents.models import Export
from funding import accounting
from funding.actions.batches import may_pay_for
from funding.enums import EntryKind
from funding.ledger import COUNTS
from funding.models import LedgerEntry, PaymentBatch, Tranche

if TYPE_CHECKING:
    from directory.standing import Standing

# so many lines are answered at once; a file of more keeps a process busy for seconds
AT_ONCE = 1_000
MAKERS = {
    "csv": (accounting.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (accounting.as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def tranches_of(asked: dict[str, Any], standing: Standing) -> Any:
    """The tranches that `asked` names, {"batch": id} or {"delegation": number, "year": year}; none to whoever does not
    pay them."""
    if not standing.holds(Role.FINANCE_OFFICER):
        return Tranche.objects.none()
    if "batch" in asked:
        return Tranche.objects.filter(batch__in=PaymentBatch.objects.visible_to(standing).filter(pk=asked["batch"]))
    delegation = RegionalDelegation.objects.filter(number=asked["delegation"]).first()
    if delegation is None or not may_pay_for(standing, delegation.pk):
        return Tranche.objects.none()
    return Tranche.objects.in_force().filter(award__delegation=delegation, budget_year=asked["year"])


def name_of(asked: dict[str, Any]) -> str:
    """The name of the file, without its ending."""
    return f"lot-{asked['batch']}" if "batch" in asked else f"tranches-{asked['delegation']}-{asked['year']}"


def content(tranches: Any, ending: str) -> bytes:
    """The whole file. Two queries, whatever the number of lines."""
    rows = list(tranches.for_list().order_by("award__reference", "number")[: accounting.LINES_AT_MOST])
    nets: dict[int, Decimal] = {}
    entries: dict[tuple[int, str], Any] = {}
    for one in LedgerEntry.objects.filter(tranche__in=[row.pk for row in rows]).order_by("entered_at", "pk"):
        key = one.tranche_id or 0
        nets[key] = nets.get(key, Decimal(0)) + COUNTS[EntryKind(one.kind)] * one.amount
        entries[key, one.kind] = one
        if one.kind == EntryKind.RECALLED:
            entries.pop((key, EntryKind.NOTIFIED), None)
    return MAKERS[ending][0](accounting.lines(rows, nets, entries))


class AccountingFile(ExportKind):
    """With the rights of whoever asked, at the moment when it is made."""

    ending: str

    def write(self, export: Export, target: IO[bytes]) -> None:
        target.write(content(tranches_of(export.asked, standing_of(export.person)), self.ending))

    def filename(self, export: Export) -> str:
        return f"{name_of(export.asked)}.{self.ending}"


@register
class AccountingText(AccountingFile):
    kind, ending, content_type = "accounting-csv", "csv", MAKERS["csv"][1]


@register
class AccountingWorkbook(AccountingFile):
    kind, ending, content_type = "accounting-xlsx", "xlsx", MAKERS["xlsx"][1]
