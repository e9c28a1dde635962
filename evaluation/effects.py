"""What an act of the evaluation changes besides its state, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from directory.models import Person
from evaluation.enums import DecisionState, InterestLevel, Ruling, SessionKind
from evaluation.enums import ReviewState as R
from proposals.enums import DossierState
from workflow.engine import SYSTEM, perform

if TYPE_CHECKING:
    from evaluation.models import PanelSession, Ranking, Release, Review
    from workflow.engine import Act
    from workflow.table import Effect


# -- reviews -----------------------------------------------------------------------------------------
def answer_review(review: Review, act: Act) -> None:
    """When and how the reviewer answered; the declaration stays, whatever becomes of the review."""
    from evaluation.models import Declaration

    level = act.data.get("level", InterestLevel.NONE if act.transition and act.transition.name == "accept" else "")
    if level:
        Declaration.objects.update_or_create(
            person_id=review.person_id, dossier_id=review.dossier_id,
            defaults={"level": level, "ground": act.data.get("ground", ""), "text": act.data.get("text", ""),
                      "declared_at": act.at},
        )  # fmt: skip
    review.answered_at = review.answered_at or act.at
    review.declined_because = act.reason if act.transition and act.transition.name == "decline" else ""
    review.colleague = act.data.get("colleague", "")
    review.save(update_fields=["answered_at", "declined_because", "colleague"])


def rule_allowed(review: Review, act: Act) -> None:
    _rule(review, act, Ruling.ALLOWED)


def rule_excluded(review: Review, act: Act) -> None:
    _rule(review, act, Ruling.EXCLUDED)


def _rule(review: Review, act: Act, ruling: Ruling) -> None:
    """The ruling stands for this person and dossier, so that nobody invites them again by mistake."""
    from evaluation.models import Declaration, InterestRuling

    declared = Declaration.objects.filter(person=review.person_id, dossier=review.dossier_id).first()
    ground = act.data.get("ground") or (declared.ground if declared and declared.ground else "other")
    InterestRuling.objects.update_or_create(
        person_id=review.person_id, dossier_id=review.dossier_id, ground=ground,
        defaults={"ruling": ruling, "reason": act.reason, "ruled_by_id": act.by.person_id, "ruled_at": act.at},
    )  # fmt: skip


def stamp_review(review: Review, act: Act) -> None:
    """The instant of the filing; of a review reopened, the last one."""
    review.filed_at = act.at
    review.save(update_fields=["filed_at"])


# -- sessions ----------------------------------------------------------------------------------------
def stamps(column: str) -> Effect:
    """An effect that keeps the instant of the act in `column`."""

    def stamp(session: PanelSession, act: Act) -> None:
        setattr(session, column, act.at)
        session.save(update_fields=[column])

    return stamp


def tell_screens(session: PanelSession, act: Act) -> None:
    """Every screen of the session sees that it moved."""
    session.pulse += 1
    session.save(update_fields=["pulse"])


def freeze_minutes(session: PanelSession, act: Act) -> None:
    """What the minutes print, as it stands when the chair signs."""
    from evaluation.minutes import minutes_of

    session.minutes = minutes_of(session)
    session.signed_by_id = act.by.person_id
    session.save(update_fields=["minutes", "signed_by"])


def give_opinions(session: PanelSession, act: Act) -> None:
    """A section that signs its minutes gives its opinion on each dossier; the chair's name stays in the history.

    The chair has no right on the dossiers themselves: the house does what follows from the signature.
    """
    if session.kind != SessionKind.SECTION:
        return
    chair = Person.objects.get(pk=act.by.person_id)
    for item in session.items.exclude(opinion="").select_related("dossier__version").order_by("position", "pk"):
        if any(one.name == "give-section-opinion" for one in item.dossier.workflow.leaving(item.dossier.state)):
            perform(item.dossier, "give-section-opinion", by=SYSTEM, at=act.at, opinion=item.opinion,
                    chair=str(chair), session=session.title)  # fmt: skip


# -- rankings ----------------------------------------------------------------------------------------
def sign_ranking(ranking: Ranking, act: Act) -> None:
    ranking.signed_by_id, ranking.signed_at = act.by.person_id, act.at
    ranking.save(update_fields=["signed_by", "signed_at"])


def rank_dossiers(ranking: Ranking, act: Act) -> None:
    """Each dossier of the list is ranked; what was withdrawn meanwhile stays so."""
    for entry in ranking.entries.select_related("dossier__version").order_by("position"):
        if any(one.name == "rank" for one in entry.dossier.workflow.leaving(entry.dossier.state)):
            perform(entry.dossier, "rank", by=act.by, at=act.at)


def unrank_dossiers(ranking: Ranking, act: Act) -> None:
    ranking.signed_by, ranking.signed_at = None, None
    ranking.agreed_by, ranking.agreed_at = None, None
    # the cut was placed on an order that may change: it is placed again
    ranking.cut, ranking.reserve, ranking.revision = None, 0, ranking.revision + 1
    ranking.save(update_fields=["signed_by", "signed_at", "agreed_by", "agreed_at", "cut", "reserve", "revision"])
    for entry in ranking.entries.select_related("dossier__version").order_by("position"):
        if any(one.name == "reopen-ranking" for one in entry.dossier.workflow.leaving(entry.dossier.state)):
            perform(entry.dossier, "reopen-ranking", by=act.by, at=act.at, reason=act.reason)


# -- publication of results --------------------------------------------------------------------------
def sign_release(release: Release, act: Act) -> None:
    """Who signs, in which quality, and when it will be published (at once when no later hour is given)."""
    from evaluation.signatories import signatory_of

    release.signed_by_id, release.signed_at = act.by.person_id, act.at
    release.signatory = signatory_of(release, act.by)
    release.planned_at = act.data.get("planned_at") or release.planned_at or act.at
    release.save(update_fields=["signed_by", "signed_at", "signatory", "planned_at"])


def unsign_release(release: Release, act: Act) -> None:
    release.signed_by, release.signed_at, release.signatory = None, None, {}
    release.save(update_fields=["signed_by", "signed_at", "signatory"])


def stamp_release(release: Release, act: Act) -> None:
    release.released_at = act.at
    release.save(update_fields=["released_at"])


def free_decisions(release: Release, act: Act) -> None:
    """The decisions stay prepared, to be published otherwise; a call from the reserve is given up with it."""
    from evaluation.models import Decision

    prepared = Decision.objects.filter(release=release.pk, state=DecisionState.PREPARED)
    prepared.filter(dossier__state=DossierState.RESERVE).update(state=DecisionState.CANCELLED)
    prepared.update(release=None)


def end_reviews(dossier_id: int, *, at: datetime, reason: str) -> None:
    """Nobody is awaited any more on a dossier that is over."""
    from evaluation.models import Review

    for review in Review.objects.filter(dossier=dossier_id, state__in=(R.INVITED, R.TO_RULE, R.WRITING)):
        perform(review, "remove", by=SYSTEM, at=at, reason=reason)
