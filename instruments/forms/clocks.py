"""Hours typed as a wall clock shows them, read in the zone the call announces."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from instruments.instants import HourTwice, NoSuchHour, instant
from wording.formats import clock
from wording.languages import shown_language


class InTheCallsZone(forms.BaseForm):
    """Turns the wall-clock fields of a form into instants, in the zone the call announces."""

    wall_clocks: tuple[str, ...] = ()

    def read_clocks(self, cleaned: dict[str, Any], zone: ZoneInfo) -> None:
        """Replace each wall-clock value by its instant (UTC); a sentence for an hour that does not exist once."""
        for name in self.wall_clocks:
            if cleaned.get(name) is not None:
                cleaned[name] = self._instant(name, cleaned[name], zone)

    def _instant(self, name: str, wall: datetime, zone: ZoneInfo) -> datetime | None:
        try:
            return instant(wall, zone)
        except NoSuchHour as jump:
            self.add_error(
                name,
                _(
                    "This hour does not exist: that night the clocks go forward from %(from)s. "
                    "Choose %(later)s or later."
                )
                % {"from": _clock(wall.replace(minute=0)), "later": _clock(jump.later)},
            )
        except HourTwice:
            self.add_error(name, _("That night the clocks pass this hour twice. Choose an hour before or after it."))
        return None


def _clock(wall: datetime) -> str:
    return clock(wall, shown_language())
