"""Tranches that nothing blocks: finance is told the morning after, then again when a month has nearly passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from directory.standing import PARIS
from funding.enums import TrancheState
from funding.models import Derogation, Report, Tranche
from funding.reminders.reports import staff_awards
from funding.tranche_facts import SETTLED
from notifications.reminding.days import DaySource, day_of, end_of
from notifications.reminding.sources import Due, InOffice, page_of, register
from wording.formats import amount as said_amount
from wording.languages import shown_language

if TYPE_CHECKING:
    from directory.standing import Standing

# a tranche that may be paid is put in a batch within the month
WITHIN = timedelta(days=30)


@register
class TrancheToPay(DaySource):
    """Awaited from the day when its year begins and its reports are accepted, or a derogation stands in for them."""

    key = "tranche"
    label = gettext_lazy("Tranches to pay")
    model = Tranche
    audiences = {
        "finance": gettext_lazy(
            "the finance officers of the regional delegation, or of the directorate where there is none"
        ),
        "national": gettext_lazy("the finance officers of the directorate"),
    }
    steps = {"finance": ("-29d", "-7d"), "national": ("+7d",)}
    nearest = ("opens_on",)

    def near(self, first: date, last: date) -> Q:
        # those long open may have become payable lately
        return Q(opens_on__lte=last)

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        """Also those whose year has not begun: all that is lacking is the day."""
        day = day_of(now)
        settled = Report.objects.filter(award=OuterRef("award"), year=OuterRef("number") - 1, state__in=SETTLED)
        given = Derogation.objects.filter(tranche=OuterRef("pk")).in_force(day).order_by()
        found = base.filter(state=TrancheState.PLANNED).with_blocks(day)
        found = found.filter(is_not_running=False, lacks_scientific=False, lacks_financial=False).annotate(
            settled_since=Subquery(settled.order_by().values("award").annotate(last=Max("state_since")).values("last")),
            settled_kinds=Subquery(settled.order_by().values("award").annotate(n=Count("pk")).values("n")),
            derogated_since=Subquery(given.values("given_at")[:1]),
        )  # fmt: skip
        return found.select_related("award").only(
            "number", "opens_on", "amount", "state_since", "award__uid", "award__reference", "award__title",
            "award__instrument_slug", "award__institute", "award__delegation",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return Tranche.objects.filter(award__in=staff_awards(standing))

    def addressed_to(self, standing: Standing) -> Any:
        if not standing.holds(Role.FINANCE_OFFICER):
            return Tranche.objects.none()
        return Tranche.objects.visible_to(standing)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            award, since = one.award, payable_since(one)
            paying = InOffice(Role.FINANCE_OFFICER, award.delegation_id)
            words = {"number": one.number, "amount": one.amount, "reference": award.reference, "title": award.title}
            yield Due(
                self.key, one.pk, end_of(day_of(since) + WITHIN), since,
                {"finance": (paying,), "national": (InOffice(Role.FINANCE_OFFICER),)}, page_of(one), words,
                award.instrument_slug, award.institute_id,
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        language = shown_language()
        return _("Tranche %(number)d to pay, %(amount)s: %(reference)s, “%(title)s”") % {
            **due.words, "amount": said_amount(due.words["amount"], language)
        }  # fmt: skip

    def why(self, due: Due, audience: str) -> str:
        if audience == "national":
            return _("this tranche may be paid for more than a month, and no payment batch holds it.")
        return _("you pay the tranches of your regional delegation, and nothing blocks this one.")

    def stops(self, due: Due) -> str:
        return _("putting the tranche in a payment batch.")

    def sample(self) -> Due:
        now = timezone.now()
        words = {"number": 2, "amount": Decimal(15000), "reference": "IRP-2027-0042",
                 "title": "Glissements lents et séismes"}  # fmt: skip
        return Due(self.key, 1, now + timedelta(days=7), now, {"finance": (1,)}, "/actions/", words)


def payable_since(tranche: Any) -> datetime:
    """From when nothing but a batch was lacking; the beginning of its year when that is still to come (aware UTC)."""
    opened = datetime.combine(tranche.opens_on, time(), tzinfo=PARIS).astimezone(UTC)
    reported = tranche.settled_since if (tranche.settled_kinds or 0) > 1 else None
    grounds = [one for one in (reported, tranche.derogated_since) if one]
    return max(opened, tranche.state_since, *([min(grounds)] if grounds else []))
