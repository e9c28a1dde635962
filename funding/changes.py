"""What a request for a change says, as facts: label and value, in one language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.enums import AmendmentKind
from proposals.enums import Side
from wording.formats import amount, country, day, number

if TYPE_CHECKING:
    from funding.models import Amendment


def said_change(amendment: Amendment, language: str) -> list[tuple[str, str]]:
    """(label, value) of what would become so."""
    kind, data, award = amendment.kind, amendment.data, amendment.award
    if kind in (AmendmentKind.CARRIER, AmendmentKind.UNIT, AmendmentKind.PARTNER_OUT):
        return [(str(amendment.get_kind_display()), data["name"])]
    if kind == AmendmentKind.PARTNER_IN:
        place = ", ".join(one for one in (data["city"], country(data["country"], language)) if one)
        lead = f"{data['lead_first_name']} {data['lead_last_name']}".strip()
        found = [(_("Institution"), data["institution"]), (_("Laboratory"), data["laboratory"]), (_("Place"), place),
                 (_("Side"), str(Side(data["side"]).label)), (_("Person in charge"), lead)]  # fmt: skip
        return [(label, value) for label, value in found if value]
    if kind == AmendmentKind.BUDGET:
        rows = [(str(award.rules.line(slug).label), amount(Decimal(euros), language))
                for slug, euros in data["lines"].items()]  # fmt: skip
        return [(_("Year of the action"), number(data["year"], language)), *rows]
    if kind == AmendmentKind.PROLONGATION:
        return [(_("How many months more"), number(data["months"], language))]
    if kind == AmendmentKind.END:
        return [(_("New last day"), day(date.fromisoformat(data["ends_on"]), language))]
    return []
