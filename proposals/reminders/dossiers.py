"""What is due around dossiers: filing before the closing, units' opinions, completions, opinions asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role, Scope
from directory.relations import visible
from notifications.reminding.sources import Due, Group, InOffice, RowSource, name_group, page_of, register
from proposals.access import BOARD_OWN
from proposals.enums import CompletionState, OpinionState
from proposals.enums import DossierState as S
from proposals.models import Coeditor, CompletionRequest, Dossier, Opinion, Visa

if TYPE_CHECKING:
    from directory.standing import Standing

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


class DossierSource(RowSource):
    """Words of a line that names a dossier."""

    def dossier_words(self, dossier: Dossier | Titled) -> dict[str, Any]:
        """What `name` needs."""
        return {"dossier": Titled(dossier.title, dossier.reference)}

    def name(self, due: Due) -> str:
        """The dossier as the line calls it."""
        return title_of(due.words["dossier"])


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
