"""What one call decides by itself: number of reviews, weights, thresholds, limits of texts and papers. Pure.

The definition gives the defaults (equal weights, two reviews or three, no threshold but the essential one); a call may
announce others, and freezes them with everything else (product page §1 and §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from instruments.spec import Criterion, FormField, FormSection, Instrument, Judgement, Paper

MOST_REVIEWS = 6
HEAVIEST = 10
SHORTEST, LONGEST = 100, 50_000
MOST_PAGES = 200


@dataclass(frozen=True)
class Adjustments:
    """Only what differs from the definition: by slug of the criterion, of the question of the form, of the paper."""

    reviews: int | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    thresholds: Mapping[str, int | None] = field(default_factory=dict)
    # characters, spaces included
    limits: Mapping[str, int] = field(default_factory=dict)
    # pages of a paper at most; its size in megabytes (none: what the house takes)
    pages: Mapping[str, int] = field(default_factory=dict)
    megabytes: Mapping[str, int | None] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Adjustments:
        """From the JSON of a call; empty means the definition as it is."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """As JSON; empty parts are left out."""
        return {name: value for name, value in vars(self).items() if value}


def adjusted(instrument: Instrument, by: Adjustments) -> Instrument:
    """The instrument with the numbers of one call. Slugs that it no longer has are ignored."""
    evaluation = instrument.evaluation
    criteria = tuple(_criterion(criterion, by) for criterion in evaluation.criteria)
    return replace(
        instrument,
        evaluation=replace(evaluation, criteria=criteria, reviews=by.reviews or evaluation.reviews),
        sections=tuple(_section(section, by) for section in instrument.sections),
        papers=tuple(_paper(paper, by) for paper in instrument.papers),
    )


def adjustable_criteria(instrument: Instrument) -> tuple[Criterion, ...]:
    """The criteria that have a weight: those scored on the scale."""
    return tuple(one for one in instrument.evaluation.criteria if one.judgement is Judgement.SCORED)


def adjustable_questions(instrument: Instrument) -> tuple[FormField, ...]:
    """The questions whose answer has a length."""
    return tuple(one for section in instrument.sections for one in section.fields if one.limit)


def differences(instrument: Instrument, chosen: Adjustments) -> Adjustments:
    """`chosen` without what the definition says anyway."""
    criteria = {one.slug: one for one in instrument.evaluation.criteria}
    questions = {one.slug: one for one in adjustable_questions(instrument)}
    papers = {one.slug: one for one in instrument.papers}
    return Adjustments(
        reviews=None if chosen.reviews == instrument.evaluation.reviews else chosen.reviews,
        weights={slug: n for slug, n in chosen.weights.items() if n != criteria[slug].weight},
        thresholds={slug: n for slug, n in chosen.thresholds.items() if n != criteria[slug].threshold},
        limits={slug: n for slug, n in chosen.limits.items() if n != questions[slug].limit},
        pages={slug: n for slug, n in chosen.pages.items() if n != papers[slug].most_pages},
        megabytes={slug: n for slug, n in chosen.megabytes.items() if n != papers[slug].most_megabytes},
    )


def _criterion(criterion: Criterion, by: Adjustments) -> Criterion:
    return replace(
        criterion,
        weight=by.weights.get(criterion.slug, criterion.weight),
        threshold=by.thresholds.get(criterion.slug, criterion.threshold),
    )


def _section(section: FormSection, by: Adjustments) -> FormSection:
    fields = tuple(replace(one, limit=by.limits.get(one.slug, one.limit)) for one in section.fields)
    return replace(section, fields=fields)


def _paper(paper: Paper, by: Adjustments) -> Paper:
    return replace(
        paper,
        most_pages=by.pages.get(paper.slug, paper.most_pages),
        most_megabytes=by.megabytes.get(paper.slug, paper.most_megabytes),
    )
