"""What is due of those who write a dossier, and told to them alone: to file it before its closing (product page §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from instruments.spec import Level
from notifications.reminding.sources import Due, register
from notifications.reminding.steps import Step
from proposals.facts import verdicts
from proposals.models import Dossier
from proposals.reminders.dossiers import WRITE, DossierSource, a_sample, writers_of

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.checks import Problem


def blocking_in(rows: list[Any]) -> dict[int, tuple[Problem, ...]]:
    """What blocks in the working copies of these dossiers, by id: eight queries, whatever their number."""
    return {
        one.pk: tuple(found for found in verdicts(one.rules, one.working_content) if found.level is Level.BLOCK)
        for one in Dossier.objects.for_content().filter(pk__in=[row.pk for row in rows]).order_by("pk")
    }


class WrittenSource(DossierSource):
    """A dossier as its writers have it, and nobody else."""

    model = Dossier
    audiences = {"writers": WRITE}
    is_private = True
    # where a line leads
    page: ClassVar[str]
    # what every line reads of a dossier
    columns: ClassVar = ("uid", "title", "reference", "instrument_slug", "institute", "carrier")

    def addressed_to(self, standing: Standing) -> Any:
        return Dossier.objects.written_by(standing)

    def since(self, dossier: Dossier) -> datetime:
        """From when it has been so (aware UTC)."""
        return dossier.created_at

    def words(self, dossier: Dossier) -> dict[str, Any]:
        """What the line is said with."""
        return self.dossier_words(dossier)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            yield Due(
                self.key, one.pk, one.due_at, self.since(one), {"writers": writers_of(one)},
                reverse_lazy(self.page, args=[one.uid]), self.words(one), one.instrument_slug, one.institute_id,
            )  # fmt: skip

    def sampled(self, **words: Any) -> Due:
        """A line for the samples, in a week."""
        now = timezone.now()
        return Due(self.key, 1, now + timedelta(days=7), now, {"writers": (1,)}, "/dossiers/",
                   {**self.dossier_words(a_sample()), **words})  # fmt: skip


@register
class Filing(WrittenSource):
    """A dossier that is not filed, before its closing: a month, then as product page §3 says.

    Within 48 hours, only those that could be filed as they stand.
    """

    key = "filing"
    label = gettext_lazy("Dossiers to file")
    steps = {"writers": ("-30d", "-7d", "-48h", "-3h")}
    page = "dossier_submit"

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = (
            base.unfiled()
            .invited_if_needed()
            .filter(mandated_at=None)
            .annotate(due_at=Coalesce("extended_until", "call__closes"))
        )
        return found.filter(due_at__gt=now).only(*self.columns, "created_at")

    def confirmed(self, rows: list[Any], now: datetime) -> list[Due]:
        """With what blocks: read only when a line would leave."""
        found = blocking_in(rows)
        return [replace(due, words={**due.words, "blocking": len(found[due.pk])}) for due in self.read(rows)]

    def applies(self, due: Due, step: Step) -> bool:
        return not (step.is_near and due.words.get("blocking"))

    def sentence(self, due: Due) -> str:
        blocking = due.words.get("blocking")
        if not blocking:
            return _("Dossier to file: %(dossier)s") % {"dossier": self.name(due)}
        said = ngettext("Dossier to file: %(dossier)s, in which %(number)d point blocks",
                        "Dossier to file: %(dossier)s, in which %(number)d points block", blocking)  # fmt: skip
        return said % {"dossier": self.name(due), "number": blocking}

    def why(self, due: Due, audience: str) -> str:
        return _("you write this dossier, its call closes, and it is not filed.")

    def stops(self, due: Due) -> str:
        return _("filing the dossier, or asking that it be filed at the closing as it stands.")

    def sample(self) -> Due:
        return self.sampled(blocking=2)
