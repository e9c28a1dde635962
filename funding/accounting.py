"""The file for the accounts: one line per tranche, of one délégation. The same bytes for the same data.

Names of columns are fixed whatever the reader's language: another system reads them. `docs/accounting.md` and the
second sheet of the workbook say what each holds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from funding.enums import EntryKind
from proposals.board.export import BOM, neutral

if TYPE_CHECKING:
    from funding.models import Tranche

# a workbook says when it was made: always this, so that the same data are the same bytes
EPOCH = datetime(2000, 1, 1)
LINES_AT_MOST = 20_000


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, what it holds, in both languages."""

    name: str
    fr: str
    en: str


COLUMNS = (
    Column("delegation", "Numéro de la délégation régionale", "Number of the regional delegation"),
    Column("reference", "Référence de l’action, celle du dossier", "Reference of the action, that of the dossier"),
    Column("instrument", "Instrument, en minuscules", "Instrument, in lower case"),
    Column("institut", "Sigle de l’institut", "Acronym of the institute"),
    Column("unite", "Code de l’unité gestionnaire", "Code of the managing unit"),
    Column("porteur", "Personne qui porte l’action", "Person who carries the action"),
    Column("tranche", "Numéro de la tranche, à partir de 1", "Number of the tranche, from 1"),
    Column("annee", "Année budgétaire", "Budget year"),
    Column("montant", "Montant de la tranche, en euros", "Amount of the tranche, in euros"),
    Column("verse_net", "Versé net\u00a0: corrections ajoutées, reversements ôtés, en euros",
           "Paid, net: corrections added, returns taken off, in euros"),
    Column("etat", "planned, in-batch, notified ou paid", "planned, in-batch, notified or paid"),
    Column("notifie_le", "Jour de la notification (AAAA-MM-JJ)", "Day of the notification (YYYY-MM-DD)"),
    Column("verse_le", "Jour du versement (AAAA-MM-JJ)", "Day of the payment (YYYY-MM-DD)"),
    Column("piece", "Référence comptable du versement", "Accounting reference of the payment"),
    Column("lot", "Titre du lot de paiement", "Title of the payment batch"),
)  # fmt: skip


def lines(
    tranches: Iterable[Tranche], nets: dict[int, Decimal], entries: dict[tuple[int, str], Any]
) -> Iterator[list[Any]]:
    """One line per tranche, in the order given; `nets` and `entries` by tranche id. Pure."""
    for one in tranches:
        award, told = one.award, entries.get((one.pk, EntryKind.NOTIFIED))
        paid = entries.get((one.pk, EntryKind.PAID))
        yield [
            award.delegation.number if award.delegation else "", award.reference, award.instrument_slug,
            award.institute.code, award.unit.code, str(award.carrier), one.number, one.budget_year, one.amount,
            nets.get(one.pk, Decimal(0)), one.state, told.dated_on if told else None, paid.dated_on if paid else None,
            paid.accounting_reference if paid else "", one.batch.title if one.batch else "",
        ]  # fmt: skip


def as_csv(rows: Iterable[list[Any]]) -> bytes:
    """UTF-8 with its mark, semicolons, decimal comma: French spreadsheets open it by themselves."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows([neutral(_text(value)) for value in row] for row in rows)
    return (BOM + target.getvalue()).encode()


def as_workbook(rows: Iterable[list[Any]]) -> bytes:
    """The same as a workbook, with a sheet that explains the columns; no cell of it is a formula."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": EPOCH})
    bold, euros = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Tranches")
    sheet.freeze_panes(1, 2)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.name, bold)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, Decimal):
                sheet.write_number(number, place, value, euros)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value is not None:
                sheet.write_string(number, place, str(neutral(value)))
    about = book.add_worksheet("Colonnes")
    for number, column in enumerate(COLUMNS):
        about.write_string(number, 0, column.name, bold)
        about.write_string(number, 1, column.fr)
        about.write_string(number, 2, column.en)
    book.close()
    return target.getvalue()


def _text(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value
