"""A dossier to be filed by itself at its closing that, as it stands, will not be (product page §3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from instruments.checks import Problem
from instruments.spec import Level, Text
from notifications.reminding.sources import Due, register
from proposals.models import Dossier
from proposals.reminders.writing import WrittenSource, blocking_in

# of what blocks, so many points are said
MOST_NAMED = 5


@register
class Mandate(WrittenSource):
    """A dossier to be filed by itself that, as it stands, will not be: its writers learn it while they can mend it.

    What blocks is read when a line would leave; the pages that look ahead say only that it would be told.
    """

    key = "mandate"
    label = gettext_lazy("Dossiers to be filed at their closing, in which something blocks")
    steps = {"writers": ("-7d", "-48h", "-3h")}
    page = "dossier_missing"

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.mandated().with_closing().annotate(due_at=F("closing"))
        return found.filter(due_at__gt=now).only(*self.columns, "mandated_at", "created_at", "taken_back_at")

    def since(self, dossier: Dossier) -> datetime:
        return dossier.mandated_at or dossier.created_at

    def words(self, dossier: Dossier) -> dict[str, Any]:
        return {**self.dossier_words(dossier), "stands": dossier.taken_back_at is not None}

    def confirmed(self, rows: list[Any], now: datetime) -> list[Due]:
        """Those in which something blocks, with what it is."""
        found = blocking_in(rows)
        dues = ((due, found[due.pk]) for due in self.read(rows))
        return [replace(due, words={**due.words, "blocking": blocking}) for due, blocking in dues if blocking]

    def sentence(self, due: Due) -> str:
        blocking = due.words.get("blocking")
        if not blocking:
            return _("Dossier to be filed at its closing, if something blocks in it by then: %(dossier)s") % {
                "dossier": self.name(due)
            }
        if due.words["stands"]:
            said = _("Version that will not replace the one filed, as it stands: %(dossier)s")
        else:
            said = _("Dossier that will not be filed, as it stands: %(dossier)s")
        return said % {"dossier": self.name(due)}

    def details(self, due: Due) -> list[str]:
        """What is missing or to be corrected; the page that the line leads to has all of it."""
        sentences = [str(one.sentence) for one in due.words.get("blocking", ())]
        more = len(sentences) - MOST_NAMED
        if more > 0:
            others = ngettext("And %(number)d other point.", "And %(number)d other points.", more)
            return [*sentences[:MOST_NAMED], others % {"number": more}]
        return sentences

    def why(self, due: Due, audience: str) -> str:
        return _("you write this dossier, which was to be filed at the closing as it then stands.")

    def stops(self, due: Due) -> str:
        return _("settling what blocks, or asking that it no longer be filed at the closing.")

    def sample(self) -> Due:
        sentence = Text(fr="Le budget n’est pas rempli.", en="The budget is not filled in.")
        return self.sampled(blocking=(Problem(Level.BLOCK, sentence, "budget"),), stands=False)
