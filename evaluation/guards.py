"""What refuses an act of the evaluation, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums import DecisionState, InterestLevel, Outcome, Ruling, SeatRole, SessionKind
from evaluation.interests import found_between
from instruments.spec import Judgement
from proposals.enums import DossierState
from proposals.workflow import STATES

if TYPE_CHECKING:
    from evaluation.models import (
        AgendaItem,
        Decision,
        Declaration,
        PanelSession,
        RankEntry,
        Ranking,
        Release,
        Review,
    )
    from proposals.models import Dossier
    from workflow.engine import Act


# -- reviews -----------------------------------------------------------------------------------------
def nothing_excludes(review: Review, act: Act) -> Iterator[str]:
    """A link that excludes, or a ruling that does, keeps the dossier closed (product page §5)."""
    from evaluation.models import InterestRuling

    if any(one.is_excluding for one in found_between(review.dossier, review.person)):
        yield _("A link between you and this dossier excludes you from evaluating it: please recuse yourself instead.")
    elif InterestRuling.objects.filter(
        dossier=review.dossier_id, person=review.person_id, ruling=Ruling.EXCLUDED
    ).exists():
        yield _("The institute has ruled that an interest excludes you from evaluating this dossier.")


def declares_none(review: Review, act: Act) -> Iterator[str]:
    if act.data.get("level", InterestLevel.NONE) != InterestLevel.NONE:
        yield _("An interest is declared: the officer has to rule on it before the dossier opens.")


def declares_minor(review: Review, act: Act) -> Iterator[str]:
    yield from _declared(act, InterestLevel.MINOR)


def declares_excluding(review: Review, act: Act) -> Iterator[str]:
    yield from _declared(act, InterestLevel.EXCLUDING)


def _declared(act: Act, level: InterestLevel) -> Iterator[str]:
    if act.data and act.data.get("level", level) != level:
        yield _("What is declared does not match this answer: choose the answer again.")
    if "level" in act.data and not act.data.get("ground"):
        yield _("Say what the interest rests on: choose one of the grounds.")


def review_is_complete(review: Review, act: Act) -> Iterator[str]:
    """Each scored criterion has its mark, each criterion in words its word; texts are asked, not required."""
    given = {mark.criterion: mark for mark in review.marks.all()}
    missing = [
        str(one.label) for one in review.rules.evaluation.criteria if not _is_judged(given.get(one.slug), one.judgement)
    ]
    if missing:
        sentence = ngettext("This criterion is not judged yet: %(names)s.",
                            "These criteria are not judged yet: %(names)s.", len(missing))  # fmt: skip
        yield sentence % {"names": ", ".join(missing)}
    if not review.comment.strip():
        yield _("Write the assessment as a whole: a few lines that the carrier will read, without your name.")


def _is_judged(mark: object, judgement: Judgement) -> bool:
    if mark is None:
        return False
    return getattr(mark, "mark" if judgement is Judgement.SCORED else "word") is not None


def dossier_is_in_review(review: Review, act: Act) -> Iterator[str]:
    if review.dossier.state not in (DossierState.ADMISSIBLE, DossierState.IN_REVIEW, DossierState.IN_SECTION):
        yield _("The dossier has left the peer review: its reviews can no longer change.")


def nobody_was_asked(dossier: Dossier, act: Act) -> Iterator[str]:
    """The peer review of a dossier is taken back as long as nobody was asked for it, and it stands in no ranking."""
    from evaluation.enums import PinKind
    from evaluation.models import Pin, RankEntry, Review

    if Review.objects.filter(dossier=dossier.pk).exists():
        yield _("A reviewer has been asked already: the peer review goes on.")
    elif Pin.objects.filter(dossier=dossier.pk, kind=PinKind.ALWAYS).exists():
        yield _("A reviewer is assigned already: the peer review goes on.")
    if RankEntry.objects.filter(dossier=dossier.pk).exists():
        yield _("It stands in a ranking already: the peer review goes on.")


# -- sessions ----------------------------------------------------------------------------------------
def session_can_open(session: PanelSession, act: Act) -> Iterator[str]:
    voting = session.seats.exclude(role=SeatRole.SECRETARY)
    present = voting.filter(is_present=True).count()
    if not session.items.exists():
        yield _("The agenda is empty: put at least one dossier on it.")
    if not session.seats.filter(role=SeatRole.CHAIR).exists():
        yield _("Nobody chairs the session: name a chair among those who sit.")
    if present < session.quorum:
        sentence = ngettext("The quorum is %(quorum)d and %(present)d person is present: note who is there.",
                            "The quorum is %(quorum)d and %(present)d are present: note who is there.",
                            present)  # fmt: skip
        yield sentence % {"quorum": session.quorum, "present": present}
    unruled = minor_interests_to_rule(session).count()
    if unruled:
        said = ngettext("%(count)d declared interest is not ruled on yet.",
                        "%(count)d declared interests are not ruled on yet.", unruled)  # fmt: skip
        yield said % {"count": unruled}


def minor_interests_to_rule(session: PanelSession) -> QuerySet[Declaration]:
    """Minor interests declared by those who sit, on dossiers of the agenda, that nobody has ruled on."""
    from evaluation.models import Declaration, InterestRuling

    ruled = InterestRuling.objects.filter(person=OuterRef("person"), dossier=OuterRef("dossier"))
    return Declaration.objects.filter(
        ~Exists(ruled), dossier__in=session.items.values("dossier"), person__in=session.seats.values("person"),
        level=InterestLevel.MINOR,
    )  # fmt: skip


def everything_is_concluded(session: PanelSession, act: Act) -> Iterator[str]:
    """Each dossier that is still evaluated has its conclusion; of a panel, its place, and ties broken say how."""
    standing = session.items.exclude(dossier__state__in=[state.slug for state in STATES if state.is_final])
    left = standing.filter(concluded_at=None).count()
    if left:
        yield ngettext("%(count)d dossier is not concluded.", "%(count)d dossiers are not concluded.", left) % {
            "count": left
        }
    if session.kind == SessionKind.PANEL and not left:
        yield from _places_are_whole(list(standing.filter(is_unranked=False).for_marks()))


def _places_are_whole(items: list[AgendaItem]) -> Iterator[str]:
    """Everybody has a rank; whoever stands before an equal mark says why (product page §5)."""
    from evaluation.score_table import overall_marks

    unplaced = sum(item.rank is None for item in items)
    if unplaced:
        said = ngettext("%(count)d dossier has no rank: give it one, or say that it is not ranked.",
                        "%(count)d dossiers have no rank: give them one, or say that they are not ranked.",
                        unplaced)  # fmt: skip
        yield said % {"count": unplaced}
        return
    marks = overall_marks(items)
    for one in items:
        mark, rank = marks[one.pk], one.rank or 0
        equals = [two for two in items if mark is not None and marks[two.pk] == mark]
        if any((two.rank or 0) > rank for two in equals) and not one.tie_break.strip():
            yield _("%(dossier)s stands before another of the same mark: write what broke the tie.") % {
                "dossier": one.dossier
            }


# -- rankings ----------------------------------------------------------------------------------------
def ranking_is_whole(ranking: Ranking, act: Act) -> Iterator[str]:
    """Every dossier of the institute in this call is ranked, or said not to be."""
    entries = ranking.entries.select_related("dossier")
    if not entries:
        yield _("The ranking is empty.")
    left = [one for one in entries if one.rank is None and not one.is_unranked]
    if left:
        said = ngettext("%(count)d dossier is neither ranked nor set aside.",
                        "%(count)d dossiers are neither ranked nor set aside.", len(left))  # fmt: skip
        yield said % {"count": len(left)}
    yield from _ties_are_said(list(entries))
    behind = ranking.dossiers_to_rank().exclude(pk__in=[one.dossier_id for one in entries]).count()
    if behind:
        said = ngettext("%(count)d dossier of the call is not in the list yet.",
                        "%(count)d dossiers of the call are not in the list yet.", behind)  # fmt: skip
        yield said % {"count": behind}


def _ties_are_said(entries: list[RankEntry]) -> Iterator[str]:
    """Of equal scores that do not share their rank, whoever stands before says why (product page §5)."""
    last = {one.total: one.rank for one in sorted(entries, key=lambda one: one.rank or 0) if one.rank is not None}
    for one in entries:
        if one.rank is not None and one.total is not None and one.rank < last[one.total] and not one.tie_break.strip():
            yield _("%(dossier)s stands before another of the same score: write what broke the tie.") % {
                "dossier": one.dossier
            }


def nothing_is_arbitrated(ranking: Ranking, act: Act) -> Iterator[str]:
    if ranking.entries.exclude(dossier__state__in=(DossierState.RANKED, DossierState.WITHDRAWN)).exists():
        yield _("Decisions are already drawn from this ranking: reopen them first.")


# -- publication of results --------------------------------------------------------------------------
def signs_in_office(release: Release, act: Act) -> Iterator[str]:
    """The rules of the call say whose office signs (product page §5)."""
    if release.signs not in release.roles_of(act.by):
        yield _("These decisions are signed by another office than yours.")


def release_is_whole(release: Release, act: Act) -> Iterator[str]:
    """Nothing undecided, nothing outside the bounds, reasons in both languages."""
    decisions = list(release.decisions.exclude(state=DecisionState.CANCELLED).select_related("dossier__version"))
    if not decisions:
        yield _("There is no decision to publish.")
    for one in decisions:
        if one.outcome == Outcome.SELECTED and not one.dossier.rules.credits.allows(one.amount or 0):
            sentence = _("%(dossier)s: the amount is outside the bounds of the instrument, %(bounds)s.")
            yield sentence % {"dossier": one.dossier, "bounds": one.dossier.rules.credits}
        if one.outcome != Outcome.SELECTED and not (one.reasons_fr.strip() and one.reasons_en.strip()):
            yield _("%(dossier)s: the reasons are missing, in French or in English.") % {"dossier": one.dossier}
    yield from _envelopes_hold(release, decisions)


def _envelopes_hold(release: Release, decisions: list[Decision]) -> Iterator[str]:
    """What the institutes concerned grant in this call, this publication included, stays within their envelopes."""
    from evaluation.envelopes import exceeded_by_decisions

    institutes = {one.dossier.institute_id for one in decisions if one.outcome == Outcome.SELECTED}
    for name, years in exceeded_by_decisions(release.call, institutes):
        sentence = _("%(institute)s: the envelope is exceeded in %(years)s.")
        yield sentence % {"institute": name, "years": ", ".join(str(year) for year in years)}
