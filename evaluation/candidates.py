"""Whom one might invite to a dossier: the best matches of the pool, with load, pause and interests found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from evaluation.enums import ENDED_REVIEWS, EXCLUDING
from evaluation.interests import Found, found
from evaluation.matching import Match, Profile, match, profile
from evaluation.models import Review, Reviewer

if TYPE_CHECKING:
    from proposals.models import Dossier

SHOWN = 30


@dataclass(frozen=True)
class Candidate:
    """One person of the pool for one dossier."""

    reviewer: Reviewer
    match: Match
    links: tuple[Found, ...]
    load: int
    is_pausing: bool
    # invited already, or has been: the state of the last request
    asked: str

    @property
    def is_excluded(self) -> bool:
        return any(link.ground in EXCLUDING for link in self.links)

    @property
    def is_full(self) -> bool:
        return self.load >= self.reviewer.most_at_once


def candidates_for(dossier: Dossier, query: str, today: date) -> list[Candidate]:
    """The best matches, those who cannot be invited last. A fixed number of queries; the pool is a few thousand."""
    # `load` is an annotation
    pool: list[Any] = list(Reviewer.objects.active().for_list().with_load().matching(query).prefetch_related("pauses"))
    wanted = profile_of(dossier)
    scored = sorted(((match(wanted, profile_of_reviewer(one)), one) for one in pool),
                    key=lambda pair: (-pair[0].points, pair[1].pk))[: SHOWN * 2]  # fmt: skip
    links = found([dossier], [one.person for _match, one in scored])
    asked = dict(Review.objects.filter(dossier=dossier.pk).order_by("invited_at").values_list("reviewer", "state"))
    made = []
    for points, one in scored:
        mine = tuple(link for link in links if link.person_id == one.person_id)
        is_pausing = any(pause.is_on(today) for pause in one.pauses.all())
        made.append(Candidate(one, points, mine, one.load, is_pausing, asked.get(one.pk, "")))
    return sorted(made, key=_rank)[:SHOWN]


def _rank(candidate: Candidate) -> tuple[bool, bool, int, int]:
    is_out = candidate.is_excluded or candidate.is_pausing
    is_asked = bool(candidate.asked) and candidate.asked not in ENDED_REVIEWS
    return (is_asked, is_out or candidate.is_full, -candidate.match.points, candidate.reviewer.pk)


def profile_of(dossier: Dossier) -> Profile:
    """What the filed version says of its subject, in both languages."""
    answers = dossier.filing.content["answers"] if dossier.filing else {}
    texts = (answers.get("abstract-fr") or "", answers.get("abstract-en") or "", dossier.title)
    # an answer is the section's number and title; a reviewer's is known by its number
    numbers = [named.split(" ", 1)[0] for named in answers.get("sections") or ()]
    return profile(numbers, answers.get("keywords") or (), texts)


def profile_of_reviewer(reviewer: Reviewer) -> Profile:
    """What the pool says of a reviewer; sections come prefetched."""
    sections = [str(section.number) for section in reviewer.sections.all()]
    return profile(sections, reviewer.keywords, (reviewer.expertise,))
