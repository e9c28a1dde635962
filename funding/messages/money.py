"""Mails about tranches: told to the délégation, then paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from funding.messages.samples import a_tranche_sample
from funding.models import Tranche
from notifications.mails import Addressee, Mail, register


class OfTranche(Mail):
    """To those who carry the action and direct the unit that manages its money."""

    is_urgent = False

    def recipients(self, subject: Tranche) -> list[Person]:
        people = {one.pk: one for role in (Role.CARRIER, Role.UNIT_DIRECTOR) for one in subject.holders(role)}
        return list(people.values())

    def context(self, subject: Tranche, person: Person | Addressee) -> dict[str, Any]:
        return {"tranche": subject, "award": subject.award, "path": subject.get_absolute_url(),
                "amount": Decimal(subject.amount)}  # fmt: skip

    def why(self, subject: Tranche) -> str:
        return _("you carry this action, or direct the unit that manages its money.")


@register
class TrancheNotified(OfTranche):
    """The délégation has been told: the unit may prepare its spending."""

    key = "tranche.notified"

    def subject_line(self, subject: Tranche) -> str:
        return _("%(reference)s: tranche %(number)d is notified") % {
            "reference": subject.award.reference, "number": subject.number,
        }  # fmt: skip

    def sample(self) -> Tranche:
        return a_tranche_sample()


@register
class TranchePaid(OfTranche):
    """The money is on the unit's account."""

    key = "tranche.paid"

    def subject_line(self, subject: Tranche) -> str:
        return _("%(reference)s: tranche %(number)d is paid") % {
            "reference": subject.award.reference, "number": subject.number,
        }  # fmt: skip

    def sample(self) -> Tranche:
        return a_tranche_sample()
