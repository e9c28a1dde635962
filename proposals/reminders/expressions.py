"""An expression of interest to send before the date that its call gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.reminding.sources import Due, register
from proposals.enums import DossierState as S
from proposals.models import Dossier
from proposals.reminders.dossiers import WRITE, DossierSource, a_sample, writers_of

if TYPE_CHECKING:
    from directory.standing import Standing


@register
class Expression(DossierSource):
    """A draft in a call that begins with an expression of interest, before the last day of these.

    Where the invitation is necessary this is the only way in, and the closing of the call is no date of its own yet.
    """

    key = "expression"
    label = gettext_lazy("Expressions of interest to send")
    model = Dossier
    audiences = {"writers": WRITE}
    steps = {"writers": ("-7d", "-48h", "-3h")}
    is_private = True

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.filter(state=S.DRAFT, call__expression_closes__gt=now)
        return found.annotate(due_at=F("call__expression_closes")).only(
            "uid", "title", "reference", "instrument_slug", "institute", "carrier", "created_at"
        )

    def addressed_to(self, standing: Standing) -> Any:
        return Dossier.objects.written_by(standing)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            yield Due(
                self.key, one.pk, one.due_at, one.created_at, {"writers": writers_of(one)},
                reverse_lazy("dossier_express", args=[one.uid]), self.dossier_words(one), one.instrument_slug,
                one.institute_id,
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        return _("Expression of interest to send: %(dossier)s") % {"dossier": self.name(due)}

    def why(self, due: Due, audience: str) -> str:
        return _("you write this dossier, in a call that begins with an expression of interest.")

    def stops(self, due: Due) -> str:
        return _("sending the expression of interest, or filing the dossier where the call allows it.")

    def sample(self) -> Due:
        now = timezone.now()
        return Due(self.key, 1, now + timedelta(days=7), now, {"writers": (1,)}, "/dossiers/",
                   self.dossier_words(a_sample()))  # fmt: skip
