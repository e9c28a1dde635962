"""What waits around formalisation: notifications, letters, set-up years, security opinions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from funding.enums import CommitmentState, SecurityOutcome, SecurityState
from funding.models import Commitment, SecurityOpinion, SetUp
from instruments.registry import instrument
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

OPEN = (DossierState.SET_UP, DossierState.SET_UP_EXTENDED)
SIGNED = {CommitmentState.SIGNED}


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One to three queries for each office held, none for the others."""
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    is_derci = standing.holds_nationally(Role.DERCI_OFFICER)
    if institutes:
        yield from _to_open(standing, institutes)
        yield from _letters(standing, institutes)
    if institutes or is_derci:
        yield from _set_ups(standing, None if is_derci else institutes)
    if is_derci:
        yield from _to_notify(standing)
    if standing.holds_nationally(Role.SECURITY_OFFICER):
        yield from _opinions(standing)
    if standing.holds_nationally(Role.DERCI_DIRECTOR):
        yield from _held(standing)


def _selected(standing: Standing, steps: frozenset[str], institutes: list[int] | None) -> int:
    """How many selected dossiers, not their own, begin by one of these steps. One query: counts by instrument."""
    found = Dossier.objects.filter(state=DossierState.SELECTED).exclude(carrier=standing.person_id)
    if institutes is not None:
        found = found.filter(institute__in=institutes)
    counted = found.order_by().values_list("instrument_slug").annotate(number=Count("pk"))
    return sum(number for slug, number in counted if steps & set(instrument(slug).steps))


def _to_open(standing: Standing, institutes: list[int]) -> Iterator[Waiting]:
    number = _selected(standing, frozenset({Step.LETTERS, Step.SET_UP}), institutes)
    if number:
        yield Waiting(
            number=number, url=_board("selected"),
            sentence=ngettext("Selected dossier to formalise", "Selected dossiers to formalise", number),
            why=_("Ask for the commitment letters, or open the set-up year."),
        )  # fmt: skip


def _letters(standing: Standing, institutes: list[int]) -> Iterator[Waiting]:
    """What is to be asked, and what may start. One query."""
    lines = Commitment.objects.on_board().filter(dossier__institute__in=institutes, dossier__state=DossierState.LETTERS)
    found: dict[str, list[tuple[str, bool]]] = {}
    rows = lines.exclude(dossier__carrier=standing.person_id).order_by("pk")
    for uid, state, is_required in rows.values_list("dossier__uid", "state", "is_required"):
        found.setdefault(str(uid), []).append((state, is_required))
    to_ask = {uid: sum(state == CommitmentState.TO_ASK for state, _needed in of) for uid, of in found.items()}
    unasked, number = sorted(uid for uid, count in to_ask.items() if count), sum(to_ask.values())
    if number:
        yield Waiting(
            number=number, url=_page(unasked, "letters"),
            sentence=ngettext("Commitment letter to ask for", "Commitment letters to ask for", number),
            why=_("Nothing left yet for these institutions."),
        )  # fmt: skip
    ready = sorted(uid for uid, of in found.items() if {state for state, needed in of if needed} == SIGNED)
    if ready:
        yield Waiting(
            number=len(ready), url=_page(ready, "letters"),
            sentence=ngettext("Action to start: the letters are signed", "Actions to start: the letters are signed",
                              len(ready)),
            why=_("Choose the first day of the action."),
        )  # fmt: skip


def _set_ups(standing: Standing, institutes: list[int] | None) -> Iterator[Waiting]:
    running = SetUp.objects.filter(dossier__state__in=OPEN).exclude(dossier__carrier=standing.person_id)
    if institutes is not None:
        running = running.filter(dossier__institute__in=institutes)
    found = list(running.select_related("dossier").order_by("due_on", "pk"))
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
    number = _selected(standing, frozenset({Step.NOTIFICATION}), None)
    if number:
        yield Waiting(
            number=number, url=reverse("notify_campaign"),
            sentence=ngettext("Selected dossier to notify", "Selected dossiers to notify", number),
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
