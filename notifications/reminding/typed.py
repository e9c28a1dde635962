"""Steps as a person writes them: « 7, 48 h » before a date, « 9 mois », "30 days" after it. Both languages are read."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.reminding.steps import MOST, Step

WRITTEN = re.compile(r"(\d{1,6})\s*([a-z]*)", re.IGNORECASE)
UNITS = {
    "": "d", "j": "d", "jour": "d", "jours": "d", "d": "d", "day": "d", "days": "d",
    "h": "h", "heure": "h", "heures": "h", "hour": "h", "hours": "h",
    "m": "m", "mois": "m", "month": "m", "months": "m",
}  # fmt: skip
MOST_STEPS = 12


def read_steps(text: str, *, is_after: bool) -> list[Step]:
    """The steps in this text, farthest first before the date, nearest first after it. ValidationError, in words."""
    found: list[Step] = []
    for word in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        step = _read(word, is_after=is_after)
        if step in found:
            raise ValidationError(_("“%(word)s” stands twice: once is enough.") % {"word": word})
        found.append(step)
    if len(found) > MOST_STEPS:
        raise ValidationError(
            _("%(number)d reminders are too many: %(most)d at most.") % {"number": len(found), "most": MOST_STEPS}
        )
    return sorted(found, key=lambda step: step.position)


def write_steps(steps: list[Step]) -> str:
    """The same as text, in the language of now: « 9 mois, 7 jours, 48 heures »."""
    return ", ".join(_written(step) for step in steps)


def _read(word: str, *, is_after: bool) -> Step:
    read = WRITTEN.fullmatch(word)
    unit = UNITS.get(read.group(2).lower()) if read else None
    if read is None or unit is None:
        raise ValidationError(
            _("“%(word)s” is not a delay. Write a number of days, such as 7, or 48 hours, or 9 months.")
            % {"word": word}
        )
    number = int(read.group(1))
    if number > MOST[unit]:
        raise ValidationError(
            _("“%(word)s” is too far from the date: %(most)s at most.")
            % {"word": word, "most": _written(Step(MOST[unit], unit))}
        )
    if number == 0 and (is_after or unit != "d"):
        raise ValidationError(_("“%(word)s” is the date itself: write 0 among the days before it.") % {"word": word})
    return Step(number if is_after else -number, unit)


def _written(step: Step) -> str:
    number = abs(step.number)
    if step.unit == "h":
        said = ngettext("%(number)d hour", "%(number)d hours", number)
    elif step.unit == "m":
        said = ngettext("%(number)d month", "%(number)d months", number)
    else:
        said = ngettext("%(number)d day", "%(number)d days", number)
    return said % {"number": number}
