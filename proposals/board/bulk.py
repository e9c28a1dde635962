"""What can be done on several dossiers at once: the acts, what each would do, what undoes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from directory.relations import roles_of
from notifications.mails import mail_of
from proposals import conditions
from proposals.access import BOARD_OWN
from proposals.actions.visas import BETWEEN_REMINDERS
from proposals.enums import DossierState as S
from proposals.enums import VisaState
from proposals.workflow import DOSSIER
from workflow.engine import Act

if TYPE_CHECKING:
    from directory.standing import Standing
    from proposals.board.frame import Frame
    from proposals.models import Dossier

MOST_AT_ONCE = 200
UNDONE_WITHIN = timedelta(minutes=30)
REMIND = "remind"
INFORM = "inform"


@dataclass(frozen=True)
class Reverse:
    """The transition that takes a dossier back to where an act found it, and until when, in words."""

    act: str
    until: Any


# an act that is not here cannot be undone
REVERSE = {
    "admit": Reverse("reconsider", gettext_lazy(
        "Once done, it can be undone for %(minutes)d minutes, for each dossier to which nothing else happened."
    )),
    # whoever asks reviewers registers what refuses it (`conditions.py`)
    "start-review": Reverse("close-review", gettext_lazy(
        "Once done, it can be undone for %(minutes)d minutes, for each dossier on which no reviewer is asked and to "
        "which nothing else happened."
    )),
}  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One act on several: a transition of the table that is meant for it, a reminder to directors, or informing."""

    name: str
    label: Any
    sources: frozenset[str]
    roles: frozenset[str]
    needs_reason: bool = False
    # the keys of the mails that it posts; `mails` adds those of the layers above
    messages: tuple[str, ...] = ()

    @property
    def is_transition(self) -> bool:
        return self.name not in (REMIND, INFORM)

    @property
    def asks_institute(self) -> bool:
        return self.name == INFORM

    @property
    def mails(self) -> tuple[str, ...]:
        """The keys of the mails that leave when it is done on a dossier."""
        return self.messages + conditions.posted_above(self.name)

    @property
    def audiences(self) -> list[str]:
        """Whom these mails reach, in words, each once."""
        return list(dict.fromkeys(mail_of(key).audience() for key in self.mails))

    @property
    def undoing(self) -> str:
        """Whether it can be undone, and until when, in words: said before it is done, and after."""
        if self.name not in REVERSE:
            return cannot_be_undone(self.name)
        reverse = REVERSE[self.name]
        said = reverse.until % {"minutes": minutes_to_undo()}
        if DOSSIER.transition(reverse.act).messages:
            said += " " + _("If you undo it, whoever was written to is told that it no longer holds.")
        return said


@dataclass(frozen=True)
class Planned:
    """What the act would do to one dossier: its new state in words, or the sentences that refuse it."""

    dossier: Dossier
    becomes: str = ""
    reasons: tuple[str, ...] = ()


def _works() -> dict[str, Work]:
    """Acts of the same name (one per deciding body) are one."""
    found: dict[str, Work] = {}
    for one in DOSSIER.transitions:
        if one.is_bulk and one.is_offered:
            before = found.get(one.name)
            sources = frozenset(one.sources) | (before.sources if before else frozenset())
            roles = frozenset(one.roles) | (before.roles if before else frozenset())
            found[one.name] = Work(one.name, one.label, sources, roles, one.needs_reason, one.messages)
    found[REMIND] = Work(
        REMIND, gettext_lazy("Remind the units’ directors"), frozenset({S.FILED, S.COMPLETION, S.ROUTED}),
        frozenset({Role.INSTITUTE_OFFICER}), messages=("visa.reminder",),
    )  # fmt: skip
    living = frozenset(state.slug for state in DOSSIER.states if not state.is_final)
    found[INFORM] = Work(
        INFORM,
        gettext_lazy("Inform another institute"),
        living,
        frozenset({Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER}),
        messages=("dossier.informed",),
    )
    return found


def minutes_to_undo() -> int:
    """For how many minutes an act can be undone."""
    return UNDONE_WITHIN // timedelta(minutes=1)


def cannot_be_undone(act: str) -> str:
    """Why an act that has no reverse stays done, in words."""
    if act in WORKS and WORKS[act].mails:
        return _("This act cannot be undone: its mails leave at once.")
    return _("This act cannot be undone here: each dossier then goes on by itself.")


WORKS = _works()


def acts_offered(frame: Frame, in_states: Iterable[str]) -> list[Work]:
    """The acts of the reader's offices that some dossier in these states can undergo."""
    present = frozenset(in_states)
    return [work for work in WORKS.values() if work.roles & frame.roles and work.sources & present]


def planned(work: Work, dossier: Dossier, *, by: Standing, at: datetime) -> Planned:
    """What would happen to `dossier`; refuses as the act itself would."""
    if not work.roles & roles_of(BOARD_OWN, dossier, by):
        return Planned(dossier, reasons=(_("This act belongs to another role than yours."),))
    if work.asks_institute:
        return Planned(dossier, _("Its officers read it from then on."))
    if not work.is_transition:
        return _reminded(dossier, at)
    life = dossier.workflow
    try:
        transition = life.transition(work.name)
    except KeyError:
        return Planned(dossier, reasons=(_("This instrument has no such act."),))
    if dossier.state not in transition.sources:
        state = life.state(dossier.state).label
        return Planned(dossier, reasons=(_("It is now: %(state)s. This act does not apply.") % {"state": state},))
    act = Act(transition, by, at)
    reasons = tuple(str(said) for guard in transition.guards for said in guard(dossier, act))
    return Planned(dossier, str(life.state(transition.target).label), reasons)


def _reminded(dossier: Dossier, at: datetime) -> Planned:
    visa = dossier.visas.in_force().first()
    if visa is None or visa.state != VisaState.ASKED:
        return Planned(dossier, reasons=(_("No opinion of a director is awaited."),))
    if visa.reminded_at is not None and at - visa.reminded_at < BETWEEN_REMINDERS:
        return Planned(dossier, reasons=(_("The director was reminded less than a day ago."),))
    return Planned(dossier, _("A reminder leaves for the director."))
