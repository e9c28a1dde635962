"""A dossier to be filed by itself at its closing that, as it stands, will not be (product page §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from instruments.checks import Problem
from instruments.spec import Level, Text
from notifications.reminding.sources import Due, register
from proposals.models import Dossier
from proposals.reminders.dossiers import WRITE, DossierSource, a_sample, blocking_in, writers_of

if TYPE_CHECKING:
    from directory.standing import Standing

# of what blocks, so many points are said
MOST_NAMED = 5


@register
class Mandate(DossierSource):
    """A dossier to be filed by itself that, as it stands, will not be: its writers learn it while they can mend it.

    What blocks is read when a line would leave; the pages that look ahead say only that it would be told.
    """

    key = "mandate"
    label = gettext_lazy("Dossiers to be filed by themselves, in which something blocks")
    model = Dossier
    audiences = {"writers": WRITE}
    steps = {"writers": ("-7d", "-48h", "-3h")}
    is_private = True

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.mandated().with_closing().annotate(due_at=F("closing"))
        return found.filter(due_at__gt=now).only(
            "uid", "title", "reference", "instrument_slug", "institute", "carrier", "mandated_at", "taken_back_at"
        )

    def addressed_to(self, standing: Standing) -> Any:
        return Dossier.objects.written_by(standing)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            yield Due(
                self.key, one.pk, one.due_at, one.mandated_at, {"writers": writers_of(one)},
                reverse_lazy("dossier_missing", args=[one.uid]),
                {**self.dossier_words(one), "stands": one.taken_back_at is not None}, one.instrument_slug,
                one.institute_id,
            )  # fmt: skip

    def confirmed(self, rows: list[Any], now: datetime) -> list[Due]:
        """Those in which something blocks, with what it is."""
        found = blocking_in(rows)
        dues = ((due, found[due.pk]) for due in self.read(rows))
        return [replace(due, words={**due.words, "blocking": blocking}) for due, blocking in dues if blocking]

    def sentence(self, due: Due) -> str:
        blocking = due.words.get("blocking")
        if not blocking:
            return _("If something blocks in it then, dossier to be filed by itself: %(dossier)s") % {
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
        return _("settling what blocks, or asking that it no longer be filed by itself.")

    def sample(self) -> Due:
        now = timezone.now()
        sentence = Text(fr="Le budget n’est pas rempli.", en="The budget is not filled in.")
        words = {"blocking": (Problem(Level.BLOCK, sentence, "budget"),), "stands": False}
        return Due(self.key, 1, now + timedelta(days=7), now, {"writers": (1,)}, "/dossiers/",
                   {**self.dossier_words(a_sample()), **words})  # fmt: skip
