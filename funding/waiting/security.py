"""Security opinions to give, and those that hold a formalisation up: nobody else knows that there are any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from funding.enums import SecurityOutcome, SecurityState
from funding.models import SecurityOpinion
from proposals.enums import DossierState
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

# from the results to the action
FORMALISED = (DossierState.SELECTED, DossierState.LETTERS, DossierState.SET_UP, DossierState.SET_UP_EXTENDED)


def singly(standing: Standing) -> Iterator[Waiting]:
    """One query for the security officer, one for the director of the Derci, none for the others."""
    if standing.holds_nationally(Role.SECURITY_OFFICER):
        yield from _opinions(standing)
    if standing.holds_nationally(Role.DERCI_DIRECTOR):
        yield from _held(standing)


def _opinions(standing: Standing) -> Iterator[Waiting]:
    found = list(SecurityOpinion.objects.visible_to(standing).awaited().order_by("asked_at", "pk"))
    if found:
        yield Waiting(
            number=len(found), url=found[0].get_absolute_url() if len(found) == 1 else reverse("security_list"),
            sentence=ngettext("Opinion to give, in confidence", "Opinions to give, in confidence", len(found)),
            why=_("The formalisation of the dossier is held up until then."),
        )  # fmt: skip


def _held(standing: Standing) -> Iterator[Waiting]:
    against = SecurityOpinion.objects.visible_to(standing).filter(
        state=SecurityState.GIVEN, outcome=SecurityOutcome.UNFAVOURABLE,
        dossier__state__in=FORMALISED,
    )  # fmt: skip
    found = list(against.order_by("given_at", "pk"))
    if found:
        yield Waiting(
            number=len(found), url=found[0].get_absolute_url(),
            sentence=ngettext("Formalisation held up by a security opinion",
                              "Formalisations held up by a security opinion", len(found)),
            why=_("You alone can set the opinion aside, with a reason."),
        )  # fmt: skip
