"""The history of an office in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from directory.models import Office
from wording.formats import short_day
from wording.languages import shown_language
from workflow.history import timeline


@dataclass(frozen=True)
class Entry:
    """One line: when, what happened, who did it, why (empty when not said)."""

    at: datetime
    sentence: str
    person: str
    reason: str


def told(office: Office) -> list[Entry]:
    """Everything that happened to `office`, newest first. One query."""
    return [
        Entry(row.at, _sentence(row.act, row.data), str(row.person or ""), row.reason.text if row.reason else "")
        for row in timeline(office)
    ]


def _sentence(act: str, data: dict[str, Any]) -> str:
    days = {name: _day(data[name]) for name in ("starts", "ends") if data.get(name)}
    if act == "grant":
        return (
            _("Granted from %(starts)s to %(ends)s") % days if "ends" in days else _("Granted from %(starts)s") % days
        )
    if act == "end":
        return _("Ended at once") if data.get("at_once") else _("Last day set to %(ends)s") % days
    if act == "name-stand-in":
        return _("%(name)s stands in from %(starts)s to %(ends)s") % {"name": data["name"], **days}
    return _("The replacement by %(name)s ended at once") % {"name": data["name"]}


def _day(iso: str) -> str:
    return short_day(date.fromisoformat(iso), shown_language())
