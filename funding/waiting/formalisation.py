"""What waits around formalisation: notifications, letters, set-up years, security opinions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.standing import PARIS
from funding.enums import CommitmentState, SecurityOutcome, SecurityState
from funding.models import Commitment, SecurityOpinion, SetUp
from instruments.registry import all_instruments, instrument
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.waiting import Waiting, tallies

if TYPE_CHECKING:
    from directory.standing import Standing

OPEN = (DossierState.SET_UP, DossierState.SET_UP_EXTENDED)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One to three queries for each office held; what waits for an institute's officer is counted in `officer.py`."""
    if standing.holds_nationally(Role.DERCI_OFFICER):
        yield from _to_notify(standing)
        found = tallies(set_up=(set_ups_of(standing, None), "due_on"))
        yield from set_ups(*found.get("set_up", (0, None)))
    if standing.holds_nationally(Role.SECURITY_OFFICER):
        yield from _opinions(standing)
    if standing.holds_nationally(Role.DERCI_DIRECTOR):
        yield from _held(standing)


def _selected(standing: Standing, steps: frozenset[str]) -> int:
    """How many selected dossiers, not their own, begin by one of these steps. One query: counts by instrument."""
    found = Dossier.objects.filter(state=DossierState.SELECTED).exclude(carrier=standing.person_id)
    counted = found.order_by().values_list("instrument_slug").annotate(number=Count("pk"))
    return sum(number for slug, number in counted if steps & set(instrument(slug).steps))


def selected_of(standing: Standing, institutes: list[int]) -> dict[str, QuerySet[Dossier]]:
    """Instrument -> selected dossiers of these institutes, not their own, that letters or a set-up year formalise."""
    found = Dossier.objects.filter(state=DossierState.SELECTED, institute__in=institutes)
    mine = found.exclude(carrier=standing.person_id)
    steps = {Step.LETTERS, Step.SET_UP}
    return {one.slug: mine.filter(instrument_slug=one.slug) for one in all_instruments() if steps & set(one.steps)}


def to_open(number: int) -> Iterator[Waiting]:
    """The row of the selected dossiers to formalise."""
    if number:
        yield Waiting(
            number=number, url=_board("selected"),
            sentence=ngettext("Selected dossier to formalise", "Selected dossiers to formalise", number),
            why=_("Ask for the commitment letters, or open the set-up year."),
        )  # fmt: skip


def unasked_of(standing: Standing, institutes: list[int]) -> QuerySet[Commitment]:
    """Lines of the boards of letters for which nothing left yet."""
    lines = Commitment.objects.on_board().filter(dossier__institute__in=institutes, dossier__state=DossierState.LETTERS)
    return lines.filter(state=CommitmentState.TO_ASK).exclude(dossier__carrier=standing.person_id)


def ready_of(standing: Standing, institutes: list[int]) -> QuerySet[Dossier]:
    """Dossiers of which every letter of the set minimum is signed: their action may start."""
    required = Commitment.objects.on_board().filter(dossier=OuterRef("pk"), is_required=True)
    gathered = Dossier.objects.filter(institute__in=institutes, state=DossierState.LETTERS)
    return gathered.exclude(carrier=standing.person_id).filter(
        Exists(required), ~Exists(required.exclude(state=CommitmentState.SIGNED))
    )  # fmt: skip


def letters(unasked: int, ready: int) -> Iterator[Waiting]:
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
            why=_("Choose the first day of the action."),
        )  # fmt: skip


def set_ups_of(standing: Standing, institutes: list[int] | None) -> QuerySet[SetUp]:
    """Set-up years that run, not their own."""
    running = SetUp.objects.filter(dossier__state__in=OPEN).exclude(dossier__carrier=standing.person_id)
    return running if institutes is None else running.filter(dossier__institute__in=institutes)


def set_ups(number: int, due: date | None) -> Iterator[Waiting]:
    """The row of the set-up years."""
    if number:
        yield Waiting(
            number=number, url=_board("set-up"),
            due=datetime.combine(due + timedelta(days=1), time(), tzinfo=PARIS) if due else None,
            sentence=ngettext("Set-up year to bring to its convention", "Set-up years to bring to their convention",
                              number),
            why=_("Parties, versions, signatures; past its day the dossier goes back to the collège."),
        )  # fmt: skip


def _to_notify(standing: Standing) -> Iterator[Waiting]:
    number = _selected(standing, frozenset({Step.NOTIFICATION}))
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


def _board(state: str) -> str:
    return f"{reverse('triage_board')}?state={state}"
