"""An expression of interest to send before the date that its call gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.reminding.sources import Due, register
from proposals.enums import DossierState as S
from proposals.reminders.writing import WrittenSource


@register
class Expression(WrittenSource):
    """A draft in a call that begins with an expression of interest, before the last day of these.

    Where the invitation is necessary this is the only way in, and the closing of the call is no date of its own yet.
    """

    key = "expression"
    label = gettext_lazy("Expressions of interest to send")
    steps = {"writers": ("-7d", "-48h", "-3h")}
    page = "dossier_express"

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.filter(state=S.DRAFT, call__expression_closes__gt=now)
        return found.annotate(due_at=F("call__expression_closes")).only(*self.columns, "created_at")

    def sentence(self, due: Due) -> str:
        return _("Expression of interest to send: %(dossier)s") % {"dossier": self.name(due)}

    def why(self, due: Due, audience: str) -> str:
        return _("you write this dossier, in a call that begins with an expression of interest.")

    def stops(self, due: Due) -> str:
        return _("sending the expression of interest, or filing the dossier where the call allows it.")

    def sample(self) -> Due:
        return self.sampled()
