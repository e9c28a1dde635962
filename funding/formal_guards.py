"""What refuses an act that formalises: a letter, a security opinion, the start of the action. Sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.standing import PARIS
from funding.enums import CommitmentState, SecurityOutcome
from funding.querysets.of_dossier import PARTIES, SET_UP, opinion_in_force, required_letters
from proposals.access import WRITERS
from proposals.enums import DossierState
from wording.formats import short_day
from wording.languages import shown_language

if TYPE_CHECKING:
    from funding.models import Commitment, SecurityOpinion
    from proposals.models import Dossier
    from workflow.engine import Act

# acts that a security opinion holds up
HELD = ("notify", "open-letters", "start", "open-set-up", "extend-set-up", "sign-convention")
# the formalisation has begun: the opinion has been acted upon
FORMALISED = (DossierState.STARTED,)


# -- letters -------------------------------------------------------------------------------------------------
def letters_are_gathered(commitment: Commitment, act: Act) -> Iterator[str]:
    """Lines move only while the dossier gathers its letters."""
    if commitment.dossier.state != DossierState.LETTERS:
        yield _("The letters of this dossier are no longer gathered: nothing changes in them.")
    elif act.by.person_id and commitment.dossier.roles_of(act.by) & WRITERS:
        yield _own()


def has_an_address(commitment: Commitment, act: Act) -> Iterator[str]:
    if not commitment.email:
        yield _("Give the e-mail of the person to write to first: the link is sent there.")


# -- security ------------------------------------------------------------------------------------------------
def security_opinion_is_said(opinion: SecurityOpinion, act: Act) -> Iterator[str]:
    outcome, text = act.data.get("outcome", ""), str(act.data.get("text", "")).strip()
    if outcome not in SecurityOutcome.values:
        yield _("Choose one of the three opinions.")
    elif outcome != SecurityOutcome.FAVOURABLE and not text:
        yield _("Write the conditions, or the reasons: those who examine the dossier act on them.")


def is_not_formalised(opinion: SecurityOpinion, act: Act) -> Iterator[str]:
    if opinion.dossier.current_state.is_final:
        yield _("This dossier is over or its action has started: the opinion stays as it was given.")


def is_unfavourable(opinion: SecurityOpinion, act: Act) -> Iterator[str]:
    if opinion.outcome != SecurityOutcome.UNFAVOURABLE:
        yield _("This opinion holds nothing up: there is nothing to set aside.")


# -- conditions of the acts of a dossier (`proposals/conditions.py`) -------------------------------------------
def security_lets_pass(dossier: Dossier, act: Act) -> Iterator[str]:
    """An opinion awaited, or unfavourable and not set aside, holds the formalisation up."""
    if act.by.person_id and dossier.roles_of(act.by) & WRITERS:
        # whoever writes a dossier formalises it no more than they evaluate it, and learns nothing of an opinion
        yield _own()
        return
    found = opinion_in_force(dossier)
    if found is None or not found.holds:
        return
    if found.outcome == SecurityOutcome.UNFAVOURABLE and found.given_at and found.state != "asked":
        yield _("The security opinion is unfavourable: the directorate’s director alone can set it aside.")
    else:
        yield _("The security opinion is asked and not given yet.")


def letters_are_signed(dossier: Dossier, act: Act) -> Iterator[str]:
    """The set minimum: every institution whose letter is needed has signed, and the file was checked."""
    required = required_letters(dossier)
    if not required:
        yield _("No institution is marked as needed: say first whose letters the action cannot start without.")
        return
    ready = {one.pk for one in required
             if any(letter.removed_at is None and letter.file.is_ready for letter in one.letters_kept)}  # fmt: skip
    lacking = [one for one in required if one.state != CommitmentState.SIGNED]
    unchecked = [one for one in required if one.state == CommitmentState.SIGNED and one.pk not in ready]
    if lacking:
        names = ", ".join(str(one) for one in lacking)
        yield ngettext(
            "One letter that is needed is not signed: %(names)s.",
            "%(count)d letters that are needed are not signed: %(names)s.", len(lacking),
        ) % {"count": len(lacking), "names": names}  # fmt: skip
    for one in unchecked:
        yield _("The letter of %(institution)s is still being checked: wait a moment.") % {"institution": one}


def convention_is_signed(dossier: Dossier, act: Act) -> Iterator[str]:
    """Every party's signature is dated, on both sides, and the convention has its date."""
    found = SET_UP.first_of(dossier)
    if found is None:
        yield _("The set-up year has no parties yet: name them first.")
        return
    parties = PARTIES.of(dossier)
    if len({one.side for one in parties}) < 2:
        yield _("A convention binds a French party and a foreign one at least: name them.")
    unsigned = [str(one) for one in parties if one.signed_on is None]
    if unsigned:
        yield ngettext(
            "One signature is not dated: %(names)s.", "%(count)d signatures are not dated: %(names)s.", len(unsigned)
        ) % {"count": len(unsigned), "names": ", ".join(unsigned)}
    if found.convention_on is None:
        yield _("Give the date of the convention: the action starts on that day.")
    if not found.unit_kind:
        yield _("Say whether the laboratory stands in a host unit or in a dedicated one.")


def starts_in_the_limits(dossier: Dossier, act: Act) -> Iterator[str]:
    """A start given with the act is inside the limits shown; none: the default stands."""
    from funding.actions.formalising import start_limits

    starts_on = act.data.get("starts_on")
    if starts_on is None:
        return
    first, last = start_limits(dossier, act.at)
    if not first <= starts_on <= last:
        yield _("The action starts between %(first)s and %(last)s: choose a day between them.") % {
            "first": said(first), "last": said(last),
        }  # fmt: skip


def extension_is_allowed(dossier: Dossier, act: Act) -> Iterator[str]:
    """Once, and at most the months of the rules; past its day, the set-up has gone back already."""
    found = SET_UP.first_of(dossier)
    most = dossier.rules.formalisation.set_up_extension_months or 0
    months = act.data.get("months")
    if found is None or not most:
        yield _("The rules of this dossier allow no extension.")
    elif found.extended_until:
        yield _("The set-up year was extended once already: past it, the dossier goes back to the collège.")
    elif act.at.astimezone(PARIS).date() > found.due_on:
        yield _("The set-up year ended on %(day)s: the dossier goes back to the collège.") % {"day": said(found.due_on)}
    elif months is not None and not 1 <= months <= most:
        yield _("Extend by one to %(most)d months.") % {"most": most}


def said(day: date) -> str:
    return short_day(day, shown_language())


def _own() -> str:
    return _("Nobody formalises a dossier that they write: somebody else of the institute does.")
