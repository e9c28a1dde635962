"""What waits around formalisation: notifications, letters, set-up years, security opinions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from funding.enums import CommitmentState, SecurityOutcome, SecurityState
from funding.models import Commitment, SecurityOpinion, SetUp
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

OPEN = (DossierState.SET_UP, DossierState.SET_UP_EXTENDED)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """A few queries for each office held, none for the others."""
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    if institutes:
        yield from _to_open(standing, institutes)
        yield from _letters(standing, institutes)
    if institutes or standing.holds_nationally(Role.DERCI_OFFICER):
        yield from _set_ups(standing)
    if standing.holds_nationally(Role.DERCI_OFFICER):
        yield from _to_notify(standing)
    if standing.holds_nationally(Role.SECURITY_OFFICER):
        yield from _opinions(standing)
    if standing.holds_nationally(Role.DERCI_DIRECTOR):
        yield from _held(standing)


def _selected(standing: Standing) -> list[Dossier]:
    found = Dossier.objects.visible_to(standing).for_rules().filter(state=DossierState.SELECTED)
    return list(found.exclude(carrier=standing.person_id).order_by("pk"))


def _to_open(standing: Standing, institutes: list[int]) -> Iterator[Waiting]:
    found = [one for one in _selected(standing) if one.institute_id in institutes
             and {Step.LETTERS, Step.SET_UP} & set(one.rules.steps)]  # fmt: skip
    if found:
        yield Waiting(
            number=len(found), url=found[0].get_absolute_url() if len(found) == 1 else _board("selected"),
            sentence=ngettext("Selected dossier to formalise", "Selected dossiers to formalise", len(found)),
            why=_("Ask for the commitment letters, or open the set-up year."),
        )  # fmt: skip


def _letters(standing: Standing, institutes: list[int]) -> Iterator[Waiting]:
    lines = Commitment.objects.visible_to(standing).filter(
        dossier__institute__in=institutes, dossier__state=DossierState.LETTERS
    )
    to_ask = lines.filter(state=CommitmentState.TO_ASK).order_by("dossier").values_list("dossier__uid", flat=True)
    if to_ask:
        dossiers = sorted({str(uid) for uid in to_ask})
        yield Waiting(
            number=len(to_ask), url=_page(dossiers, "letters"),
            sentence=ngettext("Commitment letter to ask for", "Commitment letters to ask for", len(to_ask)),
            why=_("Nothing left yet for these institutions."),
        )  # fmt: skip
    ready = _ready(lines)
    if ready:
        yield Waiting(
            number=len(ready), url=_page(ready, "letters"),
            sentence=ngettext("Action to start: the letters are signed", "Actions to start: the letters are signed",
                              len(ready)),
            why=_("Choose the first day of the action."),
        )  # fmt: skip


def _ready(lines: object) -> list[str]:
    """Dossiers all of whose needed letters are signed."""
    by_dossier: dict[str, set[str]] = {}
    rows = lines.on_board().filter(is_required=True)  # type: ignore[attr-defined]
    for uid, state in rows.order_by("pk").values_list("dossier__uid", "state"):
        by_dossier.setdefault(str(uid), set()).add(state)
    return sorted(uid for uid, states in by_dossier.items() if states == {CommitmentState.SIGNED})


def _set_ups(standing: Standing) -> Iterator[Waiting]:
    dossiers = Dossier.objects.visible_to(standing).filter(state__in=OPEN).exclude(carrier=standing.person_id)
    found = list(SetUp.objects.filter(dossier__in=dossiers).select_related("dossier").order_by("due_on", "pk"))
    if found:
        from funding.views.set_up import ends_at

        soonest = min(found, key=lambda one: one.ends_on)
        yield Waiting(
            number=len(found), url=soonest.get_absolute_url(), due=ends_at(soonest),
            sentence=ngettext("Set-up year to bring to its convention", "Set-up years to bring to their convention",
                              len(found)),
            why=_("Parties, versions, signatures; past its day the dossier goes back to the collège."),
        )  # fmt: skip


def _to_notify(standing: Standing) -> Iterator[Waiting]:
    found = [one for one in _selected(standing) if Step.NOTIFICATION in one.rules.steps]
    if found:
        yield Waiting(
            number=len(found), url=reverse("notify_campaign"),
            sentence=ngettext("Selected dossier to notify", "Selected dossiers to notify", len(found)),
            why=_("The notification starts the action."),
        )  # fmt: skip


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
        dossier__state__in=(DossierState.SELECTED, DossierState.LETTERS, *OPEN),
    )  # fmt: skip
    found = list(against.order_by("given_at", "pk"))
    if found:
        yield Waiting(
            number=len(found), url=found[0].get_absolute_url(),
            sentence=ngettext("Formalisation held up by a security opinion",
                              "Formalisations held up by a security opinion", len(found)),
            why=_("You alone can set the opinion aside, with a reason."),
        )  # fmt: skip


def _page(uids: list[str], state: str) -> str:
    return reverse("dossier", args=[uids[0]]) if len(uids) == 1 else _board(state)


def _board(state: str) -> str:
    return f"{reverse('triage_board')}?state={state}"
