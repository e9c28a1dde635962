"""What is due around dossiers: filing before the closing, units' opinions, completions, opinions asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.enums import Role, Scope
from directory.relations import visible
from instruments.spec import Level
from notifications.reminding.sources import Due, Group, InOffice, RowSource, name_group, page_of, register
from notifications.reminding.steps import Step
from proposals.access import BOARD_OWN
from proposals.enums import CompletionState, OpinionState
from proposals.enums import DossierState as S
from proposals.facts import verdicts
from proposals.models import Coeditor, CompletionRequest, Dossier, Opinion, Visa

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.checks import Problem

WRITERS = "dossier.writers"
WRITE = gettext_lazy("those who write the dossier")
OFFICERS = gettext_lazy("the institute’s international service")
# an opinion of the unit is still of use: the dossier is being examined
EXAMINED = (S.FILED, S.COMPLETION, S.ROUTED)


def coeditors_of(dossiers: frozenset[int]) -> Any:
    """The people who write with the carrier, by dossier. No query by itself."""
    return Coeditor.objects.filter(dossier__in=dossiers, person__isnull=False, removed_at=None)


name_group(WRITERS, coeditors_of, "dossier")


def writers_of(dossier: Dossier) -> tuple[int | Group, ...]:
    """The carrier and the co-editors, as targets."""
    return dossier.carrier_id, Group(WRITERS, dossier.pk)


class Titled(NamedTuple):
    """What a line keeps of a dossier: a model would cost more than all that is done with it."""

    title: str
    reference: str | None = None


def title_of(dossier: Titled) -> str:
    """What a line calls the dossier: its reference once it has one, and its title."""
    title = dossier.title or _("untitled dossier")
    if dossier.reference is None:
        return _("“%(title)s”") % {"title": title}
    return _("%(reference)s, “%(title)s”") % {"reference": dossier.reference, "title": title}


def staff_dossiers(standing: Standing) -> Any:
    """Ids of the dossiers that this person examines by office and does not carry. No query by itself."""
    return Dossier.objects.filter(visible(BOARD_OWN, standing)).exclude(carrier=standing.person_id).values("pk")


def a_sample(reference: str | None = None) -> Titled:
    """A dossier for the samples of this module."""
    return Titled("Glissements lents et séismes", reference)


def blocking_in(rows: list[Any]) -> dict[int, tuple[Problem, ...]]:
    """What blocks in the working copies of these dossiers, by id: eight queries, whatever their number."""
    return {
        one.pk: tuple(found for found in verdicts(one.rules, one.working_content) if found.level is Level.BLOCK)
        for one in Dossier.objects.for_content().filter(pk__in=[row.pk for row in rows]).order_by("pk")
    }


class DossierSource(RowSource):
    """Words of a line that names a dossier."""

    def dossier_words(self, dossier: Dossier | Titled) -> dict[str, Any]:
        """What `name` needs."""
        return {"dossier": Titled(dossier.title, dossier.reference)}

    def name(self, due: Due) -> str:
        """The dossier as the line calls it."""
        return title_of(due.words["dossier"])


@register
class Filing(DossierSource):
    """A dossier that is not filed, before its closing: a month, then as product page §3 says.

    Within 48 hours, only those that could be filed as they stand.
    """

    key = "filing"
    label = gettext_lazy("Dossiers to file")
    model = Dossier
    audiences = {"writers": WRITE}
    steps = {"writers": ("-30d", "-7d", "-48h", "-3h")}
    is_private = True

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = (
            base.unfiled()
            .invited_if_needed()
            .filter(mandated_at=None)
            .annotate(due_at=Coalesce("extended_until", "call__closes"))
        )
        return found.filter(due_at__gt=now).only(
            "uid", "title", "reference", "instrument_slug", "institute", "carrier", "created_at"
        )

    def addressed_to(self, standing: Standing) -> Any:
        return Dossier.objects.written_by(standing)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            yield Due(
                self.key, one.pk, one.due_at, one.created_at, {"writers": writers_of(one)},
                reverse_lazy("dossier_submit", args=[one.uid]), self.dossier_words(one), one.instrument_slug,
                one.institute_id,
            )  # fmt: skip

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
        now = timezone.now()
        return Due(self.key, 1, now + timedelta(days=7), now, {"writers": (1,)}, "/dossiers/",
                   {**self.dossier_words(a_sample()), "blocking": 2})  # fmt: skip


@register
class UnitOpinion(DossierSource):
    """The opinion of the unit's director on a filed version."""

    key = "visa"
    label = gettext_lazy("Opinions of units’ directors")
    model = Visa
    audiences = {"heads": gettext_lazy("whoever gives the unit’s opinion"), "officers": OFFICERS}
    steps = {"heads": ("-30d", "-7d", "-48h", "+3d"), "officers": ("+7d",)}

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.awaiting().filter(due__isnull=False, dossier__state__in=EXAMINED).annotate(due_at=F("due"))
        return found.select_related("dossier").only(
            "uid", "unit", "institute", "is_carried_by_director", "asked_at", "dossier__title", "dossier__reference",
            "dossier__carrier", "dossier__instrument_slug",
        )  # fmt: skip

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            head = (
                InOffice(Role.INSTITUTE_DIRECTION, one.institute_id)
                if one.is_carried_by_director
                else InOffice(Role.UNIT_DIRECTOR, one.unit_id)
            )
            to = {"heads": (head,), "officers": (InOffice(Role.INSTITUTE_OFFICER, one.institute_id),)}
            yield Due(
                self.key, one.pk, one.due_at, one.asked_at, to, page_of(one),
                self.dossier_words(one.dossier), one.dossier.instrument_slug, one.institute_id,
                excluded=(one.dossier.carrier_id,),
            )  # fmt: skip

    def note(self, dues: Iterable[Due], now: datetime) -> None:
        Visa.objects.filter(pk__in=[due.pk for due in dues]).update(reminded_at=now)

    def sentence(self, due: Due) -> str:
        return _("Opinion of the unit to give: %(dossier)s") % {"dossier": self.name(due)}

    def why(self, due: Due, audience: str) -> str:
        if audience == "officers":
            return _("the unit’s opinion is late, and holds up a dossier of your institute.")
        return _("you give the opinion of this unit on its dossiers, or stand in for whoever does.")

    def stops(self, due: Due) -> str:
        return _("the opinion, or its waiver by the institute.")

    def sample(self) -> Due:
        now = timezone.now()
        return Due(self.key, 1, now + timedelta(days=7), now, {"heads": (1,)}, "/visas/",
                   self.dossier_words(a_sample(reference="IEA-2027-0042")))  # fmt: skip


@register
class Completion(DossierSource):
    """Named parts asked again by a date; a day after it, the dossier is examined as filed."""

    key = "completion"
    label = gettext_lazy("Completions asked")
    model = CompletionRequest
    audiences = {"writers": WRITE}
    steps = {"writers": ("-3d", "-24h")}
    must_reach = True

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.filter(state=CompletionState.ASKED, dossier__state=S.COMPLETION, due__gt=now)
        return found.annotate(due_at=F("due")).select_related("dossier").only(
            "asked_at", "dossier__uid", "dossier__title", "dossier__reference", "dossier__carrier",
            "dossier__instrument_slug", "dossier__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return CompletionRequest.objects.filter(dossier__in=staff_dossiers(standing))

    def addressed_to(self, standing: Standing) -> Any:
        return CompletionRequest.objects.filter(dossier__in=Dossier.objects.written_by(standing).values("pk"))

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            dossier = one.dossier
            yield Due(
                self.key, one.pk, one.due_at, one.asked_at, {"writers": writers_of(dossier)},
                reverse_lazy("dossier_complete", args=[dossier.uid]), self.dossier_words(dossier),
                dossier.instrument_slug, dossier.institute_id,
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        return _("Dossier to complete: %(dossier)s") % {"dossier": self.name(due)}

    def why(self, due: Due, audience: str) -> str:
        return _("you write this dossier, and the institute asks for parts of it again.")

    def stops(self, due: Due) -> str:
        return _("sending the completion, or the end of the time given.")

    def sample(self) -> Due:
        now = timezone.now()
        return Due(self.key, 1, now + timedelta(days=3), now, {"writers": (1,)}, "/dossiers/",
                   self.dossier_words(a_sample(reference="IEA-2027-0042")))  # fmt: skip


@register
class OpinionAsked(DossierSource):
    """An opinion asked of an informed institute or of one person."""

    key = "opinion"
    label = gettext_lazy("Opinions asked")
    model = Opinion
    audiences = {"consulted": gettext_lazy("whoever is asked for an opinion")}
    steps = {"consulted": ("-3d", "+3d")}

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.filter(state=OpinionState.ASKED, due__isnull=False).annotate(due_at=F("due"))
        return found.select_related("dossier").only(
            "uid", "person", "institute", "asked_at", "dossier__title", "dossier__reference", "dossier__carrier",
            "dossier__instrument_slug", "dossier__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return Opinion.objects.filter(dossier__in=staff_dossiers(standing))

    def addressed_to(self, standing: Standing) -> Any:
        own = Opinion.objects.filter(person=standing.person_id)
        institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
        return own | Opinion.objects.filter(institute__in=institutes) if institutes else own

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            asked = one.person_id or InOffice(Role.INSTITUTE_OFFICER, one.institute_id)
            yield Due(
                self.key, one.pk, one.due_at, one.asked_at, {"consulted": (asked,)},
                reverse_lazy("opinion", args=[one.uid]), self.dossier_words(one.dossier), one.dossier.instrument_slug,
                one.dossier.institute_id, excluded=(one.dossier.carrier_id,),
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        return _("Opinion to give: %(dossier)s") % {"dossier": self.name(due)}

    def why(self, due: Due, audience: str) -> str:
        return _("an institute asked you, or your institute, for an opinion on this dossier.")

    def stops(self, due: Due) -> str:
        return _("your opinion.")

    def sample(self) -> Due:
        now = timezone.now()
        return Due(self.key, 1, now + timedelta(days=3), now, {"consulted": (1,)}, "/opinions/",
                   self.dossier_words(a_sample(reference="IEA-2027-0042")))  # fmt: skip
