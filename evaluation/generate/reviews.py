"""Three reviews of each invented dossier: filed when it has left the peer review, in every state while it is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

from evaluation.enums import InterestGround, InterestLevel, Outcome
from evaluation.enums import ReviewState as R
from evaluation.generate.lists import Case, Listed
from evaluation.generate.pool import Pool
from evaluation.models import Declaration, Review, Reviewer, ReviewMark
from instruments.spec import Judgement
from proposals.generate.chains import Chains
from proposals.generate.parts import random_uid
from proposals.models import Filing

EACH = 3
BATCH = 2000
# lowest and highest mark in halves, by what is decided: a list in the order of its totals has the selected above
RANGES = {Outcome.SELECTED: (8, 10), Outcome.RESERVE: (7, 7), Outcome.NOT_SELECTED: (2, 6), None: (6, 9)}
# while a dossier is in peer review: how often each state is met
STATES = {R.FILED: 9, R.WRITING: 8, R.INVITED: 5, R.TO_RULE: 3}
ENDED = (R.DECLINED, R.EXCLUDED, R.REMOVED)
# the acts that lead to each state, from the invitation
PATHS: dict[str, tuple[tuple[str, str, str], ...]] = {
    R.INVITED: (),
    R.WRITING: (("accept", R.INVITED, R.WRITING),),
    R.FILED: (("accept", R.INVITED, R.WRITING), ("file", R.WRITING, R.FILED)),
    R.TO_RULE: (("accept-with-interest", R.INVITED, R.TO_RULE),),
    R.DECLINED: (("decline", R.INVITED, R.DECLINED),),
    R.EXCLUDED: (("recuse", R.INVITED, R.EXCLUDED),),
    R.REMOVED: (("remove", R.INVITED, R.REMOVED),),
}
BY_OFFICER = frozenset({"remove"})
COMMENTS = (
    "Le projet est clair et l’équipe se complète ; le calendrier de la deuxième année reste à préciser.",
    "Une collaboration bien construite, dont les jeunes chercheurs profitent ; le risque de terrain est traité.",
    "The project is sound and the partnership balanced; the first year could be lighter.",
    "L’apport de chaque partenaire est réel ; la justification financière est complète.",
)


@dataclass
class Written:
    """Rows to insert together."""

    reviews: list[Review] = field(default_factory=list)
    marks: list[ReviewMark] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    acts: list[tuple[Review, tuple[tuple[str, str, str], ...]]] = field(default_factory=list)


def write_reviews(place: Listed, pool: Pool, chains: Chains, rng: Random) -> None:
    """The reviews of one institute's part of a call, their marks, declarations and histories."""
    rows = Written()
    for case in place.cases:
        _of_case(case, place, pool, rows, rng)
    Review.objects.bulk_create(rows.reviews, batch_size=BATCH)
    ReviewMark.objects.bulk_create(rows.marks, batch_size=BATCH)
    Declaration.objects.bulk_create(rows.declarations, batch_size=BATCH)
    for review, path in rows.acts:
        _tell(review, path, chains)


def _of_case(case: Case, place: Listed, pool: Pool, rows: Written, rng: Random) -> None:
    begun = case.when["start-review"]
    wanted = pool.some(EACH + (rng.random() < 0.25), rng)
    for turn, reviewer in enumerate(wanted):
        state = rng.choice(ENDED) if turn == EACH else _state(case, reviewer, pool, rng)
        if state in (R.INVITED, R.WRITING, R.TO_RULE):
            pool.give(reviewer)
        review = _review(case, place, reviewer, state, begun, rng)
        rows.reviews.append(review)
        rows.acts.append((review, PATHS[state]))
        if state in (R.FILED, R.WRITING):
            rows.marks += _marks(review, case, rng, is_whole=state == R.FILED)
        level = {R.DECLINED: "", R.INVITED: "", R.REMOVED: "", R.TO_RULE: InterestLevel.MINOR,
                 R.EXCLUDED: InterestLevel.EXCLUDING}.get(R(state), InterestLevel.NONE)  # fmt: skip
        if level:
            rows.declarations.append(_declared(review, level))
        if state == R.FILED:
            case.words.append(review.comment)


def _state(case: Case, reviewer: Reviewer, pool: Pool, rng: Random) -> str:
    """In hand only as far as the reviewer takes on so many at once."""
    if case.is_done or not pool.can_take(reviewer):
        return R.FILED
    return rng.choices(list(STATES), list(STATES.values()))[0]


def _review(case: Case, place: Listed, reviewer: Reviewer, state: str, begun: datetime, rng: Random) -> Review:
    """Invited when the peer review opens; the dates follow each other before the dossier leaves it."""
    dossier = case.dossier
    left = next((case.when[act] for act in ("rank", "send-to-section") if act in case.when), begun + timedelta(days=20))
    answered = begun + (left - begun) * 0.2
    filed = begun + (left - begun) * (0.4 + 0.5 * rng.random())
    since = {R.INVITED: begun, R.FILED: filed}.get(R(state), answered)
    # dossier.filing and reviewer.person are there: an admissible dossier has the first, a profile the second
    return Review(
        uid=random_uid(rng), token=random_uid(rng), dossier=dossier, filing=cast(Filing, dossier.filing),
        reviewer=reviewer, person_id=reviewer.person_id, institute=place.institute, invited_by=place.officer,
        invited_at=begun,
        answer_due=begun + timedelta(days=7), due=begun + timedelta(days=30), state=state, state_since=since,
        answered_at=None if state in (R.INVITED, R.REMOVED) else answered, filed_at=filed if state == R.FILED else None,
        comment=rng.choice(COMMENTS) if state == R.FILED else "", changed_at=since,
        confidential_note="À comparer avec le dossier voisin." if state == R.FILED and rng.random() < 0.1 else "",
        declined_because="Je suis en mission." if state == R.DECLINED else "",
    )  # fmt: skip


def _marks(review: Review, case: Case, rng: Random, *, is_whole: bool) -> list[ReviewMark]:
    evaluation = review.rules.evaluation
    lowest, highest = RANGES[case.outcome]
    step = Decimal("0.5") if evaluation.scale.halves else Decimal(1)
    made = []
    for criterion in evaluation.criteria:
        if not is_whole and rng.random() < 0.5:
            continue
        mark = ReviewMark(review=review, criterion=criterion.slug, changed_at=review.state_since, mark_revision=1)
        if criterion.judgement is Judgement.IN_WORDS:
            mark.word = 0 if rng.random() < 0.9 else 1
        else:
            halves = Decimal(rng.randint(lowest, highest)) / 2
            floor = Decimal(criterion.threshold or 0) if case.outcome is not Outcome.NOT_SELECTED else Decimal(0)
            given = max(halves, floor, Decimal(evaluation.scale.lowest))
            mark.mark = min(given - given % step, Decimal(evaluation.scale.highest))
        made.append(mark)
    return made


def _declared(review: Review, level: str) -> Declaration:
    ground = "" if level == InterestLevel.NONE else InterestGround.OTHER
    return Declaration(person_id=review.person_id, dossier=review.dossier, level=level, ground=ground,
                       text="Nous avons siégé ensemble." if ground else "",
                       declared_at=review.answered_at or review.invited_at)  # fmt: skip


def _tell(review: Review, path: tuple[tuple[str, str, str], ...], chains: Chains) -> None:
    chains.add(review, "invite", at=review.invited_at, person_id=review.invited_by_id)
    for act, source, target in path:
        at: Any = review.filed_at if act == "file" else review.answered_at or review.invited_at
        by = review.invited_by_id if act in BY_OFFICER else review.person_id
        reason = "Motif inventé, en une phrase." if act in ("decline", "remove") else ""
        chains.add(review, act, at=at, person_id=by, source=source, target=target, reason=reason)
