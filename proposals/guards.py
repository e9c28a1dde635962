"""What refuses an act on a dossier, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from instruments.checks import CARRIER, DURATION, INSTITUTE
from instruments.spec import Level
from proposals.content import KEPT_IN
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion, VisaState
from proposals.facts import expression_verdicts, verdicts
from wording.formats import moment
from wording.languages import shown_language
from workflow.history import of_subject

if TYPE_CHECKING:
    from instruments.checks import Problem
    from proposals.content import Content
    from proposals.models import Dossier, Visa
    from workflow.engine import Act


def is_in_time(dossier: Dossier, act: Act) -> Iterator[str]:
    """`received_at` decides: [opens, closes), with the grace that the call states (product page §3)."""
    if dossier.may_be_received_at(act.at):
        return
    if dossier.closes is not None and act.at >= dossier.closes:
        language = shown_language()
        sentence = _("The call closed on %(moment)s. Your dossier is kept; if this seems wrong, write to the service.")
        yield sentence % {"moment": moment(dossier.closes, language)}
    else:
        yield _("The call is not open at this moment: the dossier can be written, not filed.")


def expression_is_in_time(dossier: Dossier, act: Act) -> Iterator[str]:
    """An expression of interest has its own closing when the call gives one."""
    closes = dossier.call.expression_closes
    if closes is not None and act.at >= closes:
        if dossier.call.is_invitation_necessary:
            yield _("Expressions of interest are closed, and this call asks for one before any filing.")
        else:
            yield _(
                "Expressions of interest are closed. You may file the dossier itself until the closing of the call."
            )
    yield from is_in_time(dossier, act)


def is_invited_if_needed(dossier: Dossier, act: Act) -> Iterator[str]:
    """Only a call that says so makes the invitation necessary (product page §1)."""
    if dossier.lacks_invitation:
        yield _("This call asks for an expression of interest first: the institute then invites you to file.")


def nothing_blocks(dossier: Dossier, act: Act) -> Iterator[str]:
    """What the rules block is mended before filing; each problem stands on the page of what is missing."""
    yield from _blocking(verdicts(dossier.rules, dossier.working_content))


def nothing_blocks_expression(dossier: Dossier, act: Act) -> Iterator[str]:
    yield from _blocking(expression_verdicts(dossier.rules, dossier.working_content))


def visa_is_settled(dossier: Dossier, act: Act) -> Iterator[str]:
    """No opinion stops a dossier, a missing one holds up admission until it is waived (product page §3)."""
    visa = dossier.visas.in_force().first()
    if visa is None:
        yield _("The unit’s director has not been asked yet: ask for the opinion, or waive it with a reason.")
    elif visa.state in (VisaState.PREPARED, VisaState.ASKED):
        yield _("The opinion of the unit’s director is missing: remind the director, or waive it with a reason.")


def is_in_its_hands(dossier: Dossier, act: Act) -> Iterator[str]:
    """A dossier being passed is taken over by the institute that it is passed to, by nobody else."""
    if dossier.routed_to_id not in _institutes_of(act):
        yield _("This act belongs to the institute to which the dossier is passed.")


def goes_elsewhere(dossier: Dossier, act: Act) -> Iterator[str]:
    """It is passed to another institute than its own."""
    if act.data and getattr(act.data.get("institute"), "pk", None) in (None, dossier.institute_id):
        yield _("Choose another institute than the one that has the dossier.")


def names_parts_and_a_date(dossier: Dossier, act: Act) -> Iterator[str]:
    """A completion names what is asked, and until when; the rest of the dossier stays locked."""
    if not act.data:
        return
    if not act.data.get("parts"):
        yield _("Name at least one part of the dossier: the carrier can change nothing else.")
    due = act.data.get("due")
    if due is None or due <= act.at:
        yield _("The date has passed: give the carrier a date to come.")


def completion_changes_something(dossier: Dossier, act: Act) -> Iterator[str]:
    """The answer changes at least one of the parts asked, and leaves nothing blocking in them."""
    from proposals.enums import CompletionState

    asked = dossier.latest_completion
    if asked is None or asked.state != CompletionState.ASKED:
        yield _("No completion is asked any more.")
        return
    found = [one for one in verdicts(dossier.rules, dossier.working_content) if one.link in asked.parts]
    yield from _blocking(tuple(found))
    if not _differ(dossier, asked.parts, asked.before.content, dossier.working_content):
        yield _("Nothing has changed yet in the parts that are asked: complete them first.")


FRAME = {CARRIER: ("carrier", "unit", "delegation", "director"), INSTITUTE: ("institute",), DURATION: ("months",)}


def _differ(dossier: Dossier, parts: Iterable[str], before: Content, after: Content) -> bool:
    """Whether one of these parts is not the same; what changed elsewhere (a partner's word) does not count."""
    kinds = {asked.slug: asked.kind for asked in dossier.rules.fields}
    for part in parts:
        keys = FRAME.get(part) or KEPT_IN.get(kinds[part], ()) if part in FRAME or part in kinds else ()
        if any(before[key] != after[key] for key in keys):
            return True
        if before["answers"].get(part) != after["answers"].get(part) or _sent(part, before) != _sent(part, after):
            return True
    return False


def _sent(paper: str, content: Content) -> list[str]:
    return [one["sha256"] for one in content["papers"] if one["paper"] == paper]


def _institutes_of(act: Act) -> frozenset[int]:
    from directory.enums import Role, Scope

    return act.by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE) if act.by.person_id else frozenset()


def is_not_taken_back(dossier: Dossier, act: Act) -> Iterator[str]:
    """While the carrier corrects a working copy, the filed version may still be replaced: until the closing, if any."""
    if dossier.taken_back_at is None:
        return
    if dossier.closes is not None:
        yield _("The carrier has taken the dossier back to correct it: wait for the new filing or the closing.")
    else:
        yield _(
            "The carrier has taken the dossier back to correct it, and no closing is to come: wait for the new filing, "
            "or end the correction from the page of the dossier."
        )


def was_admissible(dossier: Dossier, act: Act) -> Iterator[str]:
    """It was passed on once admissible, and comes back as it was: the last act of passing says from where."""
    passed = of_subject(dossier).filter(act="route").order_by("-seq").first()
    if passed is None or passed.source != S.ADMISSIBLE:
        yield _("This dossier was passed on before it was examined: it is examined first.")


def is_on_a_filing(visa: Visa, act: Act) -> Iterator[str]:
    """A draft that is shown early holds up nothing: there is no opinion to do without."""
    if visa.filing_id is None:
        yield _("The dossier is not filed: its director reads the draft, and no opinion is asked yet.")


def opinion_is_said(visa: Visa, act: Act) -> Iterator[str]:
    """One of the three opinions; a reserved or unfavourable one says why."""
    opinion = act.data.get("opinion", "")
    if not act.data:
        return
    if opinion not in VisaOpinion.values:
        yield _("Choose one of the three opinions.")
    elif opinion != VisaOpinion.FAVOURABLE and not act.data.get("comment", "").strip():
        yield _("Say in a few words what the reservation or refusal rests on: the carrier and the institute read it.")


def _blocking(found: tuple[Problem, ...]) -> Iterator[str]:
    blocking = [one for one in found if one.level is Level.BLOCK]
    if blocking:
        yield ngettext(
            "%(count)d thing is missing or to be corrected before filing.",
            "%(count)d things are missing or to be corrected before filing.",
            len(blocking),
        ) % {"count": len(blocking)}
        yield from (str(one.sentence) for one in blocking[:5])
