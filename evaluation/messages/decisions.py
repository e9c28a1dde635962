"""Mails about rankings signed and decisions published."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from evaluation.enums import Outcome
from evaluation.models import Decision, Ranking
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample


@register
class DecisionReleased(Mail):
    """To those who carry and write the dossier: the outcome; the letter is on the dossier's page."""

    key = "decision.released"

    def recipients(self, subject: Decision) -> list[Person]:
        people = {person.pk: person for person in subject.dossier.holders(Role.CARRIER)}
        people |= {person.pk: person for person in subject.dossier.holders(Role.COEDITOR)}
        return list(people.values())

    def subject_line(self, subject: Decision) -> str:
        return _("Result: %(reference)s") % {"reference": subject.dossier.reference}

    def context(self, subject: Decision, person: Person | Addressee) -> dict[str, Any]:
        return {"decision": subject, "dossier": subject.dossier, "path": subject.dossier.get_absolute_url()}

    def why(self, subject: Decision) -> str:
        return _("you carry this dossier, or write in it.")

    def sample(self) -> Decision:
        dossier = a_filed_sample()
        return Decision(
            dossier=dossier, outcome=Outcome.SELECTED, amount=Decimal("12000"), prepared_at=dossier.created_at
        )


@register
class RankingSigned(Mail):
    """To those who arbitrate or agree, once an institute has signed."""

    key = "ranking.signed"
    is_urgent = False

    def recipients(self, subject: Ranking) -> Any:
        return subject.holders(Role.DERCI_OFFICER)

    def subject_line(self, subject: Ranking) -> str:
        return _("%(institute)s has signed its ranking") % {"institute": subject.institute.name}

    def context(self, subject: Ranking, person: Person | Addressee) -> dict[str, Any]:
        return {"ranking": subject, "call": subject.call, "path": subject.get_absolute_url()}

    def why(self, subject: Ranking) -> str:
        return _("you follow the calls of the directorate.")

    def sample(self) -> Ranking:
        dossier = a_filed_sample()
        now = dossier.created_at + timedelta(days=90)
        return Ranking(call=dossier.call, institute=dossier.institute, created_at=now, state_since=now)
