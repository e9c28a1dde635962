"""The evaluation of every call of an invented world, one institute at a time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction

from directory.models import Institute, Section
from evaluation.generate.decisions import write_decisions
from evaluation.generate.lists import listed
from evaluation.generate.pool import make_pool
from evaluation.generate.rankings import Costs, count_costs, write_envelopes, write_ranking
from evaluation.generate.reviews import write_reviews
from evaluation.generate.sessions import write_sessions
from proposals.generate.chains import Chains

if TYPE_CHECKING:
    from proposals.generate.world import World


def write(world: World, rng: Random) -> Iterator[str]:
    """Reviews, sessions, rankings, decisions; nothing without reviewers. Yields a line per call."""
    if not world.reviewers:
        return
    with transaction.atomic():
        pool = make_pool(world, rng)
    institutes = list(Institute.objects.order_by("code"))
    sections = list(Section.objects.present().order_by("number"))
    costs: Costs = {}
    for call in world.calls:
        with transaction.atomic():
            places = [listed(world, call, institute) for institute in institutes]
            chains = Chains(rng)
            for place in places:
                write_reviews(place, pool, chains, rng)
                write_sessions(place, pool, sections, chains, rng)
                write_ranking(place, chains, rng)
                count_costs(place, costs)
            write_decisions(world, places, chains, rng)
            chains.write()
        yield f"{call.title_fr}: {sum(len(place.cases) for place in places)} evaluated"
    write_envelopes(world, costs)
