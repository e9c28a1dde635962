"""Whom one might invite to a dossier: the nearest of the pool, each with its reasons, load, pause, interests found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from evaluation.affinity import Affinities, Affinity
from evaluation.enums import ENDED_REVIEWS, Ruling
from evaluation.interests import Found, found
from evaluation.models import InterestRuling, Review, Reviewer, Work
from evaluation.subjects import subject_of_content, subject_of_reviewer

if TYPE_CHECKING:
    from evaluation.affinity import Subject
    from proposals.models import Dossier

SHOWN = 30


@dataclass(frozen=True)
class Candidate:
    """One person of the pool for one dossier."""

    reviewer: Reviewer
    match: Affinity
    links: tuple[Found, ...]
    load: int
    is_pausing: bool
    # invited already, or has been: the state of the last request
    asked: str
    # grounds ruled on: ground → ruling
    rulings: dict[str, str]

    @property
    def is_excluded(self) -> bool:
        return any(link.is_excluding for link in self.links) or Ruling.EXCLUDED in self.rulings.values()

    @property
    def is_full(self) -> bool:
        return self.load >= self.reviewer.most_at_once

    @property
    def is_asked(self) -> bool:
        """Whether a request is under way."""
        return bool(self.asked) and self.asked not in ENDED_REVIEWS

    @property
    def can_be_ticked(self) -> bool:
        return not (self.is_excluded or self.is_pausing or self.is_asked)

    @property
    def to_rule(self) -> tuple[Found, ...]:
        """Links that speak against, and that nobody has ruled on."""
        return tuple(link for link in self.links if not link.is_excluding and link.ground not in self.rulings)


@dataclass(frozen=True)
class Suggested:
    """Whom one might invite, and whom first: those who can take one more and against whom nothing speaks."""

    candidates: tuple[Candidate, ...]
    # the best for the reviews that are still to be found, then the next best
    first: frozenset[int]
    next_best: int | None


def pool() -> Any:
    """Everybody who may be asked, with what `subjects` and the lists read. Four queries."""
    titled = Prefetch("works", Work.objects.exclude(title="").only("reviewer", "title"))
    return Reviewer.objects.active().for_list().with_load().prefetch_related("pauses", titled)


def suggested(dossier: Dossier, query: str, today: date) -> Suggested:
    """The nearest of the pool, those who cannot be invited last. A fixed number of queries."""
    # `load` is an annotation; nearness is measured within the whole pool, whatever is searched
    everybody: list[Any] = list(pool())
    sought = everybody if not query.strip() else list(pool().matching(query))
    affinities = Affinities({one.pk: subject_of_reviewer(one) for one in everybody})
    subject = subject_of(dossier)
    near = affinities.near(subject)
    nearest = sorted(sought, key=lambda one: (-near.get(one.pk, 0.0), one.pk))[: SHOWN * 2]
    links = found([dossier], [one.person for one in nearest])
    asked = dict(Review.objects.filter(dossier=dossier.pk).order_by("invited_at").values_list("reviewer", "state"))
    ruled: dict[int, dict[str, str]] = {}
    for person, ground, ruling in InterestRuling.objects.filter(dossier=dossier.pk).values_list(
        "person", "ground", "ruling"
    ):
        ruled.setdefault(person, {})[ground] = ruling
    made = [
        Candidate(
            one, affinities.explained(subject, one.pk, near.get(one.pk, 0.0)),
            tuple(link for link in links if link.person_id == one.person_id), one.load,
            any(pause.is_on(today) for pause in one.pauses.all()), asked.get(one.pk, ""), ruled.get(one.person_id, {}),
        )
        for one in nearest
    ]  # fmt: skip
    shown = sorted(made, key=_rank)[:SHOWN]
    return Suggested(tuple(shown), *_best(dossier, shown, asked))


def _best(dossier: Dossier, shown: list[Candidate], asked: dict[int, str]) -> tuple[frozenset[int], int | None]:
    """Who would make up the reviews that are wanted, and who would come next."""
    free = [one.reviewer.pk for one in shown if one.can_be_ticked and not (one.is_full or one.to_rule or one.asked)]
    under_way = sum(state not in ENDED_REVIEWS for state in asked.values())
    left = max(0, dossier.rules.evaluation.reviews - under_way)
    return frozenset(free[:left]), free[left] if len(free) > left else None


def _rank(candidate: Candidate) -> tuple[bool, bool, float, int]:
    is_out = candidate.is_excluded or candidate.is_pausing or candidate.is_full
    return (candidate.is_asked, is_out, -candidate.match.value, candidate.reviewer.pk)


def subject_of(dossier: Dossier) -> Subject:
    """What the filed version says of its subject."""
    return subject_of_content(dossier.title, dossier.filing.content if dossier.filing else {})
