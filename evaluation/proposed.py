"""A proposed assignment as its pages show it: the pairs of a page of dossiers, what lacks, what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evaluation.access import own_dossiers
from evaluation.affinity import Affinity
from evaluation.enums import ENDED_REVIEWS, InterestGround, ReviewState
from evaluation.models import Pin, Review, Reviewer
from proposals.models import Dossier

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from directory.standing import Standing
    from evaluation.models import AssignmentRun


@dataclass(frozen=True)
class Proposed:
    """One pair of the proposal; `review` once it is invited, `refused` when it was not, and why."""

    reviewer: Reviewer
    match: Affinity
    load: int
    most: int
    next_best: Reviewer | None
    pin: str
    review: Review | None
    refused: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """One dossier with the people proposed for it and those who are asked already."""

    dossier: Dossier
    pairs: tuple[Proposed, ...]
    kept: tuple[Review, ...]


@dataclass(frozen=True)
class Lacking:
    """A dossier for which the reviews cannot all be found, as its sentence reads it."""

    dossier: Dossier
    wanted: int
    possible: int
    forbidden: int
    full: int
    rivals: int
    sharing: int
    places: int


def readable(run: AssignmentRun, standing: Standing) -> QuerySet[Dossier]:
    """The dossiers of this run that this person may read the reviewers of: never those they carry or write in."""
    keys = {one["dossier"] for part in ("pairs", "lacks") for one in run.plan.get(part, ())}
    return Dossier.objects.filter(pk__in=keys).exclude(own_dossiers(standing, "self")).order_by("reference", "pk")


def served(run: AssignmentRun, dossiers: Iterable[Dossier]) -> list[Served]:
    """The pairs of these dossiers. Four queries."""
    given = list(dossiers)
    keys = {one.pk for one in given}
    rows = [one for one in run.plan.get("pairs", ()) if one["dossier"] in keys]
    people = _people([one["reviewer"] for one in rows] + [one["next"] for one in rows if one["next"]])
    refused = {(one["dossier"], one["reviewer"]): tuple(one["reasons"]) for one in run.refused}
    asked = _asked(keys)
    pins = {(one, two): kind for one, two, kind in
            Pin.objects.filter(dossier__in=keys).values_list("dossier", "reviewer", "kind")}  # fmt: skip
    invited = {(one.dossier_id, one.reviewer_id): one for one in asked if one.run_id == run.pk}
    found = []
    for dossier in given:
        pairs = [
            _pair(one, people, pins.get((dossier.pk, one["reviewer"]), ""),
                  invited.get((dossier.pk, one["reviewer"])), refused.get((dossier.pk, one["reviewer"]), ()))
            for one in rows if one["dossier"] == dossier.pk and one["reviewer"] in people
        ]  # fmt: skip
        kept = [one for one in asked if one.dossier_id == dossier.pk and one.run_id != run.pk]
        for one in (*kept, *(pair.review for pair in pairs if pair.review)):
            one.dossier = dossier
        found.append(Served(dossier, tuple(sorted(pairs, key=lambda pair: -pair.match.value)), tuple(kept)))
    return found


def _pair(row: Mapping[str, Any], people: Mapping[int, Reviewer], pin: str, review: Review | None,
          refused: tuple[str, ...]) -> Proposed:  # fmt: skip
    why = Affinity(row["value"], tuple(row["sections"]), tuple(row["keywords"]), tuple(row["terms"]))
    return Proposed(people[row["reviewer"]], why, row["load"], row["most"], people.get(row["next"] or 0), pin, review,
                    refused)  # fmt: skip


def _people(keys: Iterable[int]) -> dict[int, Reviewer]:
    return Reviewer.objects.select_related("person").in_bulk(set(keys))


def _asked(dossiers: Iterable[int]) -> list[Review]:
    """Requests in force, and those of the run whatever became of them."""
    rows = Review.objects.filter(dossier__in=list(dossiers)).select_related("person", "reviewer")
    rows = rows.order_by("invited_at", "pk")
    return [one for one in rows if one.run_id or one.state not in ENDED_REVIEWS]


def lacking(run: AssignmentRun, dossiers: Iterable[Dossier]) -> list[Lacking]:
    """What lacks for these dossiers."""
    by = {one["dossier"]: one for one in run.plan.get("lacks", ())}
    names = ("forbidden", "full", "rivals", "sharing", "places")
    return [
        Lacking(one, by[one.pk]["wanted"] + by[one.pk]["kept"], by[one.pk]["possible"] + by[one.pk]["kept"],
                *(by[one.pk][name] for name in names))
        for one in dossiers if one.pk in by
    ]  # fmt: skip


# what set a pair aside, when it is no ground of interest
GROUNDS = {one.value: one.label for one in InterestGround} | {one.value: one.label for one in ReviewState}


def broken(run: AssignmentRun, standing: Standing) -> list[tuple[Dossier, Reviewer, str]]:
    """Pairs decided by hand that a hard limit forbids: what forbids them is a ground, `away` or `full`."""
    rows = run.plan.get("broken", ())
    seen = {one.pk: one for one in Dossier.objects.filter(pk__in=[row[0] for row in rows])
            .exclude(own_dossiers(standing, "self"))}  # fmt: skip
    people = _people(row[1] for row in rows)
    return [(seen[one], people[two], str(GROUNDS.get(ground, ground))) for one, two, ground in rows
            if one in seen and two in people]  # fmt: skip
