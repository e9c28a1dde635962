"""Decisions drawn from rankings or recorded for the collège; nothing of them shows before their publication."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from evaluation.access import own_places
from evaluation.actions.ranking import is_drawn
from evaluation.deciding import ACTS, deciding_step, proposals_of
from evaluation.enums import DecisionState, Outcome, RankingState, ReleaseState
from evaluation.envelopes import exceeded
from evaluation.models import Decision, Ranking, Release
from evaluation.reasons import reasons_for
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import Refused, perform

if TYPE_CHECKING:
    from directory.standing import Standing
    from evaluation.models import RankEntry
    from instruments.models import Call


@transaction.atomic
def close_arbitration(call: Call, *, at: datetime, by: Standing) -> list[Decision]:
    """Draw the decisions of every institute's list of this call, as their cuts stand.

    Raises Refused with everything that is not ready: a list not signed, a cut not placed, an envelope exceeded, a
    dossier of the call that nobody has ranked.
    """
    if not by.holds_nationally(Role.DERCI_OFFICER) or any(place[0] == call.pk for place in own_places(by)):
        raise Refused([_("This belongs to another role than yours.")])
    rankings = list(_locked(call.rankings.all()))
    problems = [problem for ranking in rankings for problem in _not_ready(ranking, needs_agreement=False)]
    left = Dossier.objects.filter(undecided(call)).exclude(state=DossierState.RANKED).count()
    if left:
        sentence = ngettext("%(count)d dossier of the call is not ranked yet by its institute.",
                            "%(count)d dossiers of the call are not ranked yet by their institute.", left)  # fmt: skip
        problems.append(sentence % {"count": left})
    if not rankings:
        problems.append(_("No institute has ranked anything in this call yet."))
    if problems:
        raise Refused(problems)
    return [one for ranking in rankings for one in _drawn(ranking, Step.ARBITRATION, at, by)]


@transaction.atomic
def close_decision(ranking: Ranking, *, at: datetime, by: Standing) -> list[Decision]:
    """Draw the decisions of one institute, which decides with the directorate: its agreement comes first."""
    locked = next(iter(_locked(Ranking.objects.filter(pk=ranking.pk))))
    if Role.INSTITUTE_DIRECTION not in locked.roles_of(by):
        raise Refused([_("This belongs to another role than yours.")])
    problems = _not_ready(locked, needs_agreement=True)
    if problems:
        raise Refused(problems)
    return _drawn(locked, Step.INSTITUTE_DECISION, at, by)


def _locked(rankings: QuerySet[Ranking]) -> list[Ranking]:
    return list(rankings.select_for_update(of=("self",)).select_related("call", "institute").order_by("pk"))


def _not_ready(ranking: Ranking, *, needs_agreement: bool) -> list[str]:
    said = {"institute": ranking.institute.name}
    if ranking.state == RankingState.OPEN:
        return [_("%(institute)s: the ranking is not signed.") % said]
    if ranking.state == RankingState.CLOSED or is_drawn(ranking):
        return [_("%(institute)s: the decisions are drawn already.") % said]
    if ranking.cut is None:
        return [_("%(institute)s: the cut is not placed.") % said]
    if needs_agreement and ranking.agreed_at is None:
        return [_("%(institute)s: the directorate has not given its agreement yet.") % said]
    over = [str(year.year) for year in exceeded(ranking)]
    if over:
        sentence = _("%(institute)s: the envelope is exceeded in %(years)s. Move the cut, or change the amounts.")
        return [sentence % {**said, "years": ", ".join(over)}]
    return []


def _drawn(ranking: Ranking, step: Step, at: datetime, by: Standing) -> list[Decision]:
    made = []
    entries = list(ranking.entries.select_related("dossier__version", "dossier__call").order_by("position"))
    proposed = proposals_of(entries, ranking.cut, ranking.reserve)
    for entry in entries:
        dossier = entry.dossier
        if not any(one.name == ACTS[step].closes for one in dossier.workflow.leaving(dossier.state)):
            continue  # withdrawn meanwhile
        perform(dossier, ACTS[step].closes, by=by, at=at)
        made.append(_decision(entry, *proposed[entry.pk], step, at, by))
    return made


def _decision(entry: RankEntry, outcome: str, reserve: int | None, step: Step, at: datetime,
              by: Standing) -> Decision:  # fmt: skip
    reasons = reasons_for(entry.dossier)
    return Decision.objects.create(
        dossier=entry.dossier, step=step, outcome=outcome or Outcome.NOT_SELECTED, reserve_rank=reserve,
        amount=entry.amount if outcome == Outcome.SELECTED else None, reasons_fr=reasons.fr, reasons_en=reasons.en,
        prepared_at=at, prepared_by_id=by.person_id or 0,
    )  # fmt: skip


@transaction.atomic
def record_college(dossier: Dossier, *, outcome: str, amount: Decimal | None, reasons_fr: str, reasons_en: str,
                   at: datetime, by: Standing) -> Decision:  # fmt: skip
    """Record what the collège de direction decided of one dossier: selected with its amount, or not.

    Raises Refused when the amount is outside the instrument's bounds or the reasons of a refusal are missing.
    """
    problems = _unfit(dossier, outcome, amount, reasons_fr, reasons_en)
    if problems:
        raise Refused(problems)
    perform(dossier, ACTS[Step.COLLEGE].closes, by=by, at=at)
    try:
        with transaction.atomic():
            return Decision.objects.create(
                dossier=dossier, step=Step.COLLEGE, outcome=outcome, reasons_fr=reasons_fr.strip(),
                reasons_en=reasons_en.strip(), amount=amount if outcome == Outcome.SELECTED else None,
                prepared_at=at, prepared_by_id=by.person_id or 0,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([_("A decision is recorded already for this dossier.")]) from error


def _unfit(dossier: Dossier, outcome: str, amount: Decimal | None, reasons_fr: str, reasons_en: str) -> list[str]:
    if outcome not in (Outcome.SELECTED, Outcome.NOT_SELECTED):
        return [_("Choose what the collège decided: selected, or not selected.")]
    bounds = dossier.rules.credits
    if outcome == Outcome.SELECTED and (amount is None or not bounds.allows(amount)):
        return [_("The amount granted has to be inside the bounds of the instrument: %(bounds)s.") % {"bounds": bounds}]
    if outcome == Outcome.NOT_SELECTED and not (reasons_fr.strip() and reasons_en.strip()):
        return [_("Write the reasons in French and in English: the carrier will read them.")]
    return []


@transaction.atomic
def change_decision(decision: Decision, *, reasons_fr: str, reasons_en: str, revision: int, by: Standing) -> Decision:
    """Change the reasons of a decision that is not signed yet. Raises Refused, also when somebody else changed them."""
    # the publication first: nobody signs what is being changed
    list(Release.objects.select_for_update().filter(decisions=decision))
    locked = Decision.objects.select_for_update(of=("self",)).select_related("dossier", "release").get(pk=decision.pk)
    if not Decision.objects.visible_to(by).filter(pk=locked.pk).exists():
        raise Refused([_("This belongs to another role than yours.")])
    if locked.state != DecisionState.PREPARED or (locked.release and locked.release.state != ReleaseState.PREPARED):
        raise Refused([_("This decision is signed: hold the publication first.")])
    if locked.revision != revision:
        raise Refused([_("Somebody else changed these reasons meanwhile: the letters show theirs, the form keeps "
                         "yours. Sent again, yours replace them.")])  # fmt: skip
    locked.reasons_fr, locked.reasons_en, locked.revision = reasons_fr.strip(), reasons_en.strip(), revision + 1
    locked.save(update_fields=["reasons_fr", "reasons_en", "revision"])
    return locked


@transaction.atomic
def reopen(decisions: Iterable[Decision], *, reason: str, at: datetime, by: Standing) -> int:
    """Take prepared decisions back to the ranking they came from. Raises Refused when one is signed or published."""
    keys = [one.pk for one in decisions]
    list(Release.objects.select_for_update().filter(decisions__in=keys).order_by("pk"))
    found = list(Decision.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
                 .select_related("dossier__version", "release"))  # fmt: skip
    if not all(_is_free(one) for one in found):
        raise Refused([_("Some of these decisions are signed or published: they can no longer be taken back.")])
    for one in found:
        act = ACTS[Step(one.step)].reopens
        if any(each.name == act for each in one.dossier.workflow.leaving(one.dossier.state)):
            perform(one.dossier, act, by=by, at=at, reason=reason)
    return Decision.objects.filter(pk__in=keys).update(state=DecisionState.CANCELLED, release=None)


def _is_free(decision: Decision) -> bool:
    """Neither signed nor published, nor a call from the reserve: those are given up with their publication."""
    is_signed = decision.release and decision.release.state not in (ReleaseState.PREPARED, ReleaseState.CANCELLED)
    is_prepared = decision.state == DecisionState.PREPARED
    return is_prepared and not is_signed and decision.dossier.state != DossierState.RESERVE


def undecided(call: Call) -> Q:
    """The dossiers of this call that are evaluated and not decided: none may be left before the results are out."""
    return Q(call=call.pk, state__in=("admissible", "in-review", "in-section", "section-heard", "ranked",
                                      "before-college"))  # fmt: skip


__all__ = ["change_decision", "close_arbitration", "close_decision", "deciding_step", "record_college", "reopen",
           "undecided"]  # fmt: skip
