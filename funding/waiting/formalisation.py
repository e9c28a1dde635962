"""What waits around formalisation: notifications, letters, set-up years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from directory.standing import PARIS
from funding.enums import CommitmentState
from funding.models import Commitment, SetUp
from instruments.registry import all_instruments
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing

OPEN = (DossierState.SET_UP, DossierState.SET_UP_EXTENDED)


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts, for an institute's officer and for the Derci; never their own dossiers. No query."""
    found: dict[str, Any] = {}
    is_derci = standing.holds_nationally(Role.DERCI_OFFICER)
    if institutes := sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)):
        found |= _selected(standing, "open", {Step.LETTERS, Step.SET_UP}, institutes)
        found |= {"unasked": _unasked(standing, institutes), "ready": _ready(standing, institutes)}
    if is_derci:
        found |= _selected(standing, "notify", {Step.NOTIFICATION}, None)
    if is_derci or institutes:
        found["set_up"] = (_set_ups(standing, None if is_derci else institutes), "due_on")
    return found


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The rows of the dossiers to notify and to formalise, of the letters, of the set-up years."""
    yield from _to_notify(number_of(counted, *_names("notify")))
    yield from _to_open(number_of(counted, *_names("open")))
    yield from _letters(number_of(counted, "unasked"), number_of(counted, "ready"))
    yield from _of_set_up(*counted.get("set_up", (0, None)))


def _selected(standing: Standing, act: str, steps: set[Step], institutes: list[int] | None) -> dict[str, Any]:
    """Selected dossiers, not their own, of each instrument that begins by one of these steps, named by the act."""
    found = Dossier.objects.filter(state=DossierState.SELECTED).exclude(carrier=standing.person_id)
    if institutes is not None:
        found = found.filter(institute__in=institutes)
    return {f"{act}_{one.slug}": found.filter(instrument_slug=one.slug)
            for one in all_instruments() if steps & set(one.steps)}  # fmt: skip


def _names(act: str) -> list[str]:
    return [f"{act}_{one.slug}" for one in all_instruments()]


def _to_open(number: int) -> Iterator[Waiting]:
    """The row of the selected dossiers to formalise."""
    if number:
        yield Waiting(
            number=number, url=_board("selected"),
            sentence=ngettext("Selected dossier to formalise", "Selected dossiers to formalise", number),
            why=_("Ask for the commitment letters, or open the set-up year."),
        )  # fmt: skip


def _unasked(standing: Standing, institutes: list[int]) -> QuerySet[Commitment]:
    """Lines of the boards of letters for which nothing left yet."""
    lines = Commitment.objects.on_board().filter(dossier__institute__in=institutes, dossier__state=DossierState.LETTERS)
    return lines.filter(state=CommitmentState.TO_ASK).exclude(dossier__carrier=standing.person_id)


def _ready(standing: Standing, institutes: list[int]) -> QuerySet[Dossier]:
    """Dossiers of which every letter of the set minimum is signed: their action may start."""
    required = Commitment.objects.on_board().filter(dossier=OuterRef("pk"), is_required=True)
    gathered = Dossier.objects.filter(institute__in=institutes, state=DossierState.LETTERS)
    return gathered.exclude(carrier=standing.person_id).filter(
        Exists(required), ~Exists(required.exclude(state=CommitmentState.SIGNED))
    )  # fmt: skip


def _letters(unasked: int, ready: int) -> Iterator[Waiting]:
    """The rows of the commitment letters."""
    if unasked:
        yield Waiting(
            number=unasked, url=_board("letters"),
            sentence=ngettext("Commitment letter to ask for", "Commitment letters to ask for", unasked),
            why=_("Nothing left yet for these institutions."),
        )  # fmt: skip
    if ready:
        yield Waiting(
            number=ready, url=_board("letters"),
            sentence=ngettext("Action to start: the letters are signed", "Actions to start: the letters are signed",
                              ready),
            why=ngettext("Choose the first day of the action.", "Choose the first day of each action.", ready),
        )  # fmt: skip


def _set_ups(standing: Standing, institutes: list[int] | None) -> QuerySet[SetUp]:
    """Set-up years that run, not their own."""
    running = SetUp.objects.filter(dossier__state__in=OPEN).exclude(dossier__carrier=standing.person_id)
    return running if institutes is None else running.filter(dossier__institute__in=institutes)


def _of_set_up(number: int, due: date | None) -> Iterator[Waiting]:
    """The row of the set-up years."""
    if number:
        yield Waiting(
            number=number, url=_board("set-up"),
            due=datetime.combine(due + timedelta(days=1), time(), tzinfo=PARIS) if due else None,
            sentence=ngettext("Set-up year to bring to its convention", "Set-up years to bring to their convention",
                              number),
            why=_("Parties, versions, signatures; past its day the dossier goes back to the collège."),
        )  # fmt: skip


def _to_notify(number: int) -> Iterator[Waiting]:
    if number:
        yield Waiting(
            number=number, url=reverse("notify_campaign"),
            sentence=ngettext("Selected dossier to notify", "Selected dossiers to notify", number),
            why=_("The notification starts the action."),
        )  # fmt: skip


def _board(state: str) -> str:
    return f"{reverse('triage_board')}?state={state}"
