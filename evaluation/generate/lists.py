"""The dossiers of one call and institute, with when each was reviewed, heard, ranked, decided and published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from directory.models import Institute, Person
from evaluation.enums import Outcome
from instruments.steps import Step
from proposals.models import Dossier
from workflow.models import HistoryRow

if TYPE_CHECKING:
    from instruments.models import Call
    from instruments.spec import Instrument
    from proposals.generate.world import World

# the act that draws the decision, by its step; the act that publishes it, by its outcome
DRAWN = {"arbitrate": Step.ARBITRATION, "decide": Step.INSTITUTE_DECISION, "record-decision": Step.COLLEGE}
PUBLISHED = {"select": Outcome.SELECTED, "put-in-reserve": Outcome.RESERVE, "not-select": Outcome.NOT_SELECTED}


@dataclass
class Case:
    """One dossier and the instants of its acts."""

    dossier: Dossier
    when: dict[str, datetime]
    # what it will be: published, or drawn for a decision that is only prepared
    outcome: Outcome | None = None
    words: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether its reviews are all in: it has left the peer review."""
        return bool({"rank", "send-to-section"} & set(self.when))

    @property
    def step(self) -> Step | None:
        return next((step for act, step in DRAWN.items() if act in self.when), None)

    @property
    def drawn_at(self) -> datetime | None:
        return next((self.when[act] for act in DRAWN if act in self.when), None)

    @property
    def published_at(self) -> datetime | None:
        return next((self.when[act] for act in PUBLISHED if act in self.when), None)


@dataclass
class Listed:
    """One institute's part of one call."""

    world: World
    call: Call
    institute: Institute
    rules: Instrument
    cases: list[Case]

    @property
    def officer(self) -> Person:
        return self.world.officers[self.institute.pk]

    @property
    def direction(self) -> Person:
        return self.world.directions[self.institute.pk]


def listed(world: World, call: Call, institute: Institute) -> Listed:
    """The dossiers whose peer review has begun, in the order of their references. Two queries."""
    rows = Dossier.objects.filter(call=call, institute=institute, filing__isnull=False).exclude(state="withdrawn")
    dossiers = list(rows.select_related("carrier", "filing", "unit").order_by("reference", "pk"))
    when: dict[str, dict[str, datetime]] = defaultdict(dict)
    history = HistoryRow.objects.filter(
        subject_type=Dossier._meta.label_lower, subject_id__in=[str(one.pk) for one in dossiers]
    )  # fmt: skip
    for key, act, at in history.order_by("subject_id", "seq").values_list("subject_id", "act", "at"):
        when[key][act] = at
    version = call.latest_version
    if version is None:
        raise ValueError("a call of the generator is open, hence has a version")
    cases = []
    for dossier in dossiers:
        dossier.call, dossier.institute, dossier.version = call, institute, version
        times = when[str(dossier.pk)]
        if "start-review" in times:
            cases.append(Case(dossier, times, _outcome(dossier, times)))
    return Listed(world, call, institute, call.rules, cases)


def _outcome(dossier: Dossier, times: dict[str, datetime]) -> Outcome | None:
    said = next((outcome for act, outcome in PUBLISHED.items() if act in times), None)
    if said is None and set(DRAWN) & set(times):
        # prepared and out of sight: one in two
        said = Outcome.SELECTED if dossier.pk % 2 else Outcome.NOT_SELECTED
    return said
