"""Lines of reminders as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.reminding.lines import Line
from notifications.reminding.people import People
from notifications.reminding.sources import source_of
from notifications.reminding.steps import Step


@dataclass(frozen=True)
class Shown:
    """One line: when it leaves, to whom, about what, which step, why and what stops it."""

    ready: datetime
    who: str
    kind: Any
    sentence: str
    step: str
    due: datetime
    why: str
    stops: str
    path: str


def shown(lines: Iterable[Line], people: People) -> list[Shown]:
    """These lines in the language of the page."""
    found = []
    for line in lines:
        source, profile = source_of(line.due.source), people.profile(line.to)
        found.append(Shown(
            ready=line.ready, who=profile.name if profile else "", kind=source.label,
            sentence=source.sentence(line.due), step=step_in_words(line.step), due=line.due.due,
            why=source.why(line.due, line.audience), stops=source.stops(line.due), path=line.due.path,
        ))  # fmt: skip
    return found


def step_in_words(step: Step) -> str:
    """“7 days before”, “the day itself”, “3 hours before”."""
    number = abs(step.number)
    if number == 0:
        return _("the day itself")
    if step.unit == "h":
        before = ngettext("%(number)d hour before", "%(number)d hours before", number)
        after = ngettext("%(number)d hour after", "%(number)d hours after", number)
    elif step.unit == "d":
        before = ngettext("%(number)d day before", "%(number)d days before", number)
        after = ngettext("%(number)d day after", "%(number)d days after", number)
    else:
        before = ngettext("%(number)d month before", "%(number)d months before", number)
        after = ngettext("%(number)d month after", "%(number)d months after", number)
    return (before if step.number < 0 else after) % {"number": number}
