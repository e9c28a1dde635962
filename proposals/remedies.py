"""What can be done about documents of a filed dossier that their check refused: by whoever reads its page, now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import Role
from proposals.access import STAFF, WRITERS
from proposals.enums import CompletionState
from proposals.enums import DossierState as S

if TYPE_CHECKING:
    from proposals.checked import Checked
    from proposals.models import Dossier

MESSAGES = "#messages"


@dataclass(frozen=True)
class Remedy:
    """One sentence, and the link to the act where there is one for this reader."""

    sentence: str
    url: str = ""
    act: str = ""


def remedy(dossier: Dossier, found: Checked, roles: Collection[str], at: datetime) -> Remedy | None:
    """What somebody who is `roles` towards a filed `dossier` can do at `at`; None where nothing was refused, or where
    the dossier is over. One query where something was refused and a completion is asked.

    A completion is asked of a dossier that is filed and examined, and of parts that the rules name (product page §4);
    before its closing the carrier takes it back (§3).
    """
    if not found.refused or dossier.filing_id is None or dossier.current_state.is_final:
        return None
    roles = frozenset(roles)
    if roles & WRITERS:
        return _of_writers(dossier, found.lost, roles, at)
    if roles & STAFF:
        return _of_staff(dossier, found.lost, roles)
    return Remedy(_("The institute can ask the carrier for what is lacking."))


def _of_writers(dossier: Dossier, lost: list[str], roles: frozenset[str], at: datetime) -> Remedy:
    ask = _("Write to the institute")
    if dossier.state == S.COMPLETION:
        if _is_asked_again(dossier, lost):
            return Remedy(_("The institute asks for what is lacking: send a sound file, then send the completion."),
                          reverse("dossier_papers", args=[dossier.uid]), _("Send a sound file"))  # fmt: skip
        return Remedy(_("The completion asked does not name this document: write to the institute, which can ask for "
                        "it too."), MESSAGES, ask)  # fmt: skip
    if dossier.state == S.FILED and dossier.may_be_received_at(at):
        if Role.CARRIER in roles:
            return Remedy(_("The dossier stays filed. Take it back, send a sound file, then file it again."),
                          reverse("dossier_take_back", args=[dossier.uid]),
                          _("Take the dossier back to correct it"))  # fmt: skip
        return Remedy(_("The dossier stays filed. Its carrier can take it back to send a sound file, and file it "
                        "again."))  # fmt: skip
    return Remedy(_("The dossier stays filed. The institute says whether it needs this document again: you may write "
                    "to it."), MESSAGES, ask)  # fmt: skip


def _of_staff(dossier: Dossier, lost: list[str], roles: frozenset[str]) -> Remedy:
    write = _("Write to the carrier")
    if dossier.taken_back_at is not None:
        return Remedy(_("The carrier is correcting the dossier, and may send a sound file: wait for the new filing."))
    if not lost:
        return Remedy(_("The rules lack nothing without it. If you need it, write to the carrier."), MESSAGES, write)
    if dossier.state == S.COMPLETION and _is_asked_again(dossier, lost):
        return Remedy(_("The completion asked names what is lacking: wait for the carrier’s answer."))
    if dossier.state not in (S.FILED, S.COMPLETION, S.ADMISSIBLE):
        return Remedy(_("No completion can be asked any more at this stage: write to the carrier."), MESSAGES, write)
    if Role.INSTITUTE_OFFICER not in roles:
        return Remedy(_("The international service of the institute can ask the carrier for what is lacking."))
    return _of_officer(dossier)


def _of_officer(dossier: Dossier) -> Remedy:
    """The way to a completion that names what is lacking, from each state that leads to one."""
    if dossier.state == S.COMPLETION:
        return Remedy(_("The completion asked does not name what is lacking. Resume without it, then ask for another "
                        "one."), dossier.get_transition_url("resume"),
                      _("Resume without the completion"))  # fmt: skip
    if dossier.state == S.ADMISSIBLE:
        return Remedy(_("The dossier was declared admissible. To ask for what is lacking, examine it again first."),
                      dossier.get_transition_url("reconsider"), _("Examine again"))  # fmt: skip
    return Remedy(_("Ask the carrier for what is lacking, by a completion."),
                  dossier.get_transition_url("ask-completion"), _("Ask for completion"))  # fmt: skip


def _is_asked_again(dossier: Dossier, lost: list[str]) -> bool:
    asked = dossier.latest_completion
    return asked is not None and asked.state == CompletionState.ASKED and bool(lost) and set(lost) <= set(asked.parts)
