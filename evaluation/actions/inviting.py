"""Inviting a reviewer: what is checked first, the mail with its link, reminders, withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.standing import paris_today
from evaluation.access import is_own
from evaluation.enums import ENDED_REVIEWS, EXCLUDING, PENDING_REVIEWS, Ruling
from evaluation.interests import found_between
from evaluation.links import withdraw_links
from evaluation.models import InterestRuling, Review, Reviewer
from instruments.steps import Step
from notifications.mails import post
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing
    from proposals.models import Filing

INVITING = frozenset({Role.INSTITUTE_OFFICER})
OPEN_TO_REVIEW = (DossierState.ADMISSIBLE, DossierState.IN_REVIEW)
# days given to answer, and to write, unless the officer says otherwise
TO_ANSWER, TO_WRITE = timedelta(days=7), timedelta(days=30)
BETWEEN_REMINDERS = timedelta(hours=20)


@dataclass(frozen=True)
class Limits:
    """What an assignment asked: reviews of each dossier, reviews in hand per person, at most."""

    per_dossier: int
    per_person: int


def objections(dossier: Dossier, reviewer: Reviewer) -> tuple[list[str], list[str]]:
    """What refuses this pair, and what the officer may pass over with a reason (product page §5)."""
    hard: list[str] = []
    soft: list[str] = []
    rulings = {
        one.ground: one.ruling for one in InterestRuling.objects.filter(dossier=dossier.pk, person=reviewer.person_id)
    }
    if Ruling.EXCLUDED in rulings.values():
        hard.append(_("The institute has ruled that an interest excludes %(name)s.") % {"name": reviewer})
    for link in found_between(dossier, reviewer.person):
        if link.ground in EXCLUDING:
            hard.append(
                _("%(name)s is excluded: %(ground)s.") % {"name": reviewer, "ground": link.ground.label.lower()}
            )
        elif link.ground not in rulings:
            soft.append(_("To be ruled on: %(ground)s.") % {"ground": link.ground.label.lower()})
    if not reviewer.is_active:
        hard.append(_("%(name)s is no longer invited.") % {"name": reviewer})
    if any(pause.is_on(paris_today()) for pause in reviewer.pauses.all()):
        hard.append(_("%(name)s pauses at the moment.") % {"name": reviewer})
    load = reviewer.reviews.filter(state__in=PENDING_REVIEWS).count()
    if load >= reviewer.most_at_once:
        sentence = ngettext("%(name)s has %(load)d review in hand and takes on %(most)d at once.",
                            "%(name)s has %(load)d reviews in hand and takes on %(most)d at once.", load)  # fmt: skip
        soft.append(sentence % {"name": reviewer, "load": load, "most": reviewer.most_at_once})
    return hard, soft


def invite(dossier: Dossier, reviewer: Reviewer, *, due: datetime, at: datetime, by: Standing, passing_over: str = "",
           limits: Limits | None = None, **more: Any) -> Review:  # fmt: skip
    """Invite this reviewer to this dossier; the first invitation opens its peer review.

    `due`: when the review is awaited (aware UTC). `passing_over`: the officer's reason when something that may be
    passed over speaks against it. `limits`: of an assignment, never passed over. `more`: columns such as `run`,
    `explanation`. Raises Refused with every objection; a pair that somebody else has just invited is refused too, and
    nothing is sent twice.
    """
    if not dossier.roles_of(by) & INVITING or is_own(dossier, by):
        raise Refused([_("Reviewers are invited by the international officer of the institute.")])
    with transaction.atomic():
        locked, reviewer = _both_locked(dossier, reviewer, due, at)
        if limits is not None:
            _keep_within(limits, locked, reviewer)
        hard, soft = objections(locked, reviewer)
        if hard or (soft and not passing_over.strip()):
            raise Refused([*hard, *soft])
        return _invited(locked, reviewer, due, at, by, passing_over, more)


def _both_locked(dossier: Dossier, reviewer: Reviewer, due: datetime, at: datetime) -> tuple[Dossier, Reviewer]:
    """The dossier, then the person: whoever invites to the same dossier, or the same person elsewhere, waits.

    The load counted from here on is the one that stands.
    """
    locked = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("version", "filing", "institute")
        .get(pk=dossier.pk)
    )
    if locked.state not in OPEN_TO_REVIEW or Step.REVIEW not in locked.rules.steps:
        raise Refused([_("This dossier is not open to peer review: it has to be admissible first.")])
    if due <= at:
        raise Refused([_("The date by which the review is awaited has passed: choose a later one.")])
    if Review.objects.in_force().filter(dossier=locked.pk, reviewer=reviewer.pk).exists():
        sentence = _("%(name)s is invited to this dossier already: somebody has just done it.")
        raise Refused([sentence % {"name": reviewer}])
    return locked, Reviewer.objects.select_for_update(of=("self",)).select_related("person").get(pk=reviewer.pk)


def _keep_within(limits: Limits, dossier: Dossier, reviewer: Reviewer) -> None:
    """Whatever was invited since the assignment was computed counts. Raises Refused."""
    if Review.objects.in_force().filter(dossier=dossier.pk).count() >= limits.per_dossier:
        said = _("%(dossier)s has by now as many reviews asked as wanted: no other is needed.")
        raise Refused([said % {"dossier": dossier.reference}])
    if reviewer.reviews.filter(state__in=PENDING_REVIEWS).count() >= limits.per_person:
        said = _("%(name)s has by now as many reviews in hand as this assignment allows.")
        raise Refused([said % {"name": reviewer}])


def _invited(locked: Dossier, reviewer: Reviewer, due: datetime, at: datetime, by: Standing, passing_over: str,
             more: dict[str, Any]) -> Review:  # fmt: skip
    if locked.state == DossierState.ADMISSIBLE:
        perform(locked, "start-review", by=by, at=at)
    review = Review.objects.create(
        dossier=locked, reviewer=reviewer, person=reviewer.person, invited_at=at, due=due,
        # an admissible dossier has its filing and its institute: the database says so
        filing=cast("Filing", locked.filing), institute=cast("Institute", locked.institute),
        invited_by_id=cast(int, by.person_id),
        answer_due=min(at + TO_ANSWER, due), state_since=at, **more,
    )  # fmt: skip
    record(review, "invite", by=by, at=at, reason=passing_over)
    post("review.invited", review, event=f"review-invited-{review.uid}")
    return review


@transaction.atomic
def remind_reviewer(review: Review, *, at: datetime, by: Standing) -> bool:
    """Write once more to the reviewer; False when somebody did in the last twenty hours."""
    locked = _organised(review, by)
    if locked.state not in PENDING_REVIEWS:
        raise Refused([_("Nothing is awaited of this reviewer any more.")])
    if locked.reminded_at is not None and at - locked.reminded_at < BETWEEN_REMINDERS:
        return False
    Review.objects.filter(pk=locked.pk).update(reminded_at=at)
    record(locked, "remind", by=by, at=at)
    post("review.reminder", locked, event=f"review-reminder-{locked.uid}-{at:%Y%m%d%H%M}")
    return True


@transaction.atomic
def postpone(review: Review, *, due: datetime, at: datetime, by: Standing) -> None:
    """Give the reviewer until `due` (aware UTC, later than now), and tell them. Raises Refused."""
    locked = _organised(review, by)
    if locked.state not in PENDING_REVIEWS:
        raise Refused([_("Nothing is awaited of this reviewer any more.")])
    if due <= at:
        raise Refused([_("The date by which the review is awaited has passed: choose a later one.")])
    locked.due = due
    # an answer that was late is awaited again
    if locked.answer_due is not None and locked.answer_due < at:
        locked.answer_due = min(at + TO_ANSWER, due)
    locked.save(update_fields=["due", "answer_due"])
    record(locked, "postpone", by=by, at=at, due=due.isoformat())
    post("review.postponed", locked, event=f"review-postponed-{locked.uid}-{due:%Y%m%d}")


@transaction.atomic
def withdraw_link(review: Review, *, at: datetime, by: Standing) -> int:
    """The links sent open nothing any more: one that went astray. Returns how many were good."""
    locked = _organised(review, by)
    record(locked, "revoke-link", by=by, at=at)
    return withdraw_links(locked)


@transaction.atomic
def renew_link(review: Review, *, at: datetime, by: Standing) -> None:
    """Withdraw the former links and send a new one."""
    locked = _organised(review, by)
    if locked.state in ENDED_REVIEWS:
        raise Refused([_("Nothing is awaited of this reviewer any more.")])
    withdraw_links(locked)
    record(locked, "renew-link", by=by, at=at)
    post("review.link", locked, event=f"review-link-{locked.uid}-{at:%Y%m%d%H%M%S}")


def _organised(review: Review, by: Standing) -> Review:
    locked = Review.objects.select_for_update(of=("self",)).select_related("dossier", "person").get(pk=review.pk)
    if not locked.roles_of(by) & INVITING:
        raise Refused([_("This belongs to the international officer of the institute that asks for the review.")])
    return locked
