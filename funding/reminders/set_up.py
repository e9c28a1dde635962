"""The clock of a set-up year: reminded of at 3, 6, 9 and 11 months of its twelve, counted from its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from funding.actions.set_up import OPEN
from funding.models import SetUp
from instruments.registry import instrument
from instruments.steps import Step
from notifications.reminding.days import DaySource, end_of
from notifications.reminding.sources import Due, InOffice, page_of, register
from proposals.reminders import Titled, staff_dossiers, title_of

if TYPE_CHECKING:
    from directory.standing import Standing

# said of the year itself as of its one extension, which ends later
CLOCK = ("-9m", "-6m", "-3m", "-1m")


@register
class SetUpClock(DaySource):
    """A convention to sign before the set-up year ends."""

    key = "set-up"
    label = gettext_lazy("Set-up years")
    model = SetUp
    audiences = {
        "carrier": gettext_lazy("the carrier"),
        "followers": gettext_lazy("those who follow the set-up, in the institute and in the directorate"),
    }
    steps = {"carrier": CLOCK, "followers": CLOCK}
    nearest = ("due_on",)

    def concerns(self, instrument_slug: str) -> bool:
        return Step.SET_UP in instrument(instrument_slug).steps

    def near(self, first: date, last: date) -> Q:
        is_extended = Q(extended_until__gte=first, extended_until__lte=last)
        return is_extended | Q(extended_until=None, due_on__gte=first, due_on__lte=last)

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        return base.filter(dossier__state__in=OPEN).select_related("dossier").only(
            "opened_at", "due_on", "extended_until", "dossier__uid", "dossier__title", "dossier__reference",
            "dossier__carrier", "dossier__instrument_slug", "dossier__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return SetUp.objects.filter(dossier__in=staff_dossiers(standing))

    def addressed_to(self, standing: Standing) -> Any:
        own = Q(dossier__carrier=standing.person_id)
        return SetUp.objects.filter(own | Q(dossier__in=staff_dossiers(standing)))

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            dossier = one.dossier
            offices = (InOffice(Role.INSTITUTE_OFFICER, dossier.institute_id), InOffice(Role.DERCI_OFFICER))
            # of an extension, what falls before the end of the year itself was said already
            since = end_of(one.due_on) if one.extended_until else one.opened_at
            words = {"dossier": Titled(dossier.title, dossier.reference),
                     "is_last": bool(one.extended_until)}  # fmt: skip
            yield Due(
                self.key, one.pk, end_of(one.ends_on), since, {"carrier": (dossier.carrier_id,), "followers": offices},
                page_of(one), words, dossier.instrument_slug,
                dossier.institute_id,
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        said = {"dossier": title_of(due.words["dossier"])}
        if due.words["is_last"]:
            return _("Convention to sign, the set-up year being extended for the last time: %(dossier)s") % said
        return _("Convention to sign in the set-up year: %(dossier)s") % said

    def why(self, due: Due, audience: str) -> str:
        if audience == "carrier":
            return _("you carry this dossier; past this day without a signed convention it goes back to the collège.")
        return _("you follow this set-up year; past its day the dossier goes back to the collège de direction.")

    def stops(self, due: Due) -> str:
        return _("the signed convention.")

    def sample(self) -> Due:
        now = timezone.now()
        words = {"dossier": Titled("Glissements lents et séismes", "IRL-2027-0042"), "is_last": False}
        return Due(self.key, 1, now + timedelta(days=90), now, {"carrier": (1,)}, "/dossiers/", words)
