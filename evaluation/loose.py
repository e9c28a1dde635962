"""What the results leave to do: decisions prepared that no publication holds, reserve lists that may be called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from directory.enums import Role
from evaluation.access import own_dossiers
from evaluation.enums import DecisionState, Outcome
from evaluation.models import Decision
from instruments.steps import Step
from proposals.enums import DossierState

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing
    from instruments.models import Call

PREPARED, RELEASED = Q(state=DecisionState.PREPARED), Q(state=DecisionState.RELEASED)
# prepared, and in no publication: it was given up
LOOSE = PREPARED & Q(release=None)
# selected, then withdrawn: a place is free; a place is taken again by whoever is called
FREED = RELEASED & Q(outcome=Outcome.SELECTED, dossier__state=DossierState.WITHDRAWN)
CALLED = (PREPARED & Q(outcome=Outcome.SELECTED, dossier__state=DossierState.RESERVE)) | Q(
    state=DecisionState.CANCELLED, outcome=Outcome.RESERVE, released_at__isnull=False
)
WAITING = RELEASED & Q(outcome=Outcome.RESERVE, dossier__state=DossierState.RESERVE)
# who prepares publications, hence what is left of them
PREPARERS = frozenset({
    Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR, Role.COLLEGE_SECRETARY,
})  # fmt: skip


@dataclass(frozen=True)
class Left:
    """How many decisions are in no publication, how many reserve lists may be called."""

    loose: int
    lists: frozenset[tuple[int, int]]


@dataclass
class Batch:
    """Decisions that would be published together."""

    call: Call
    step: Step
    institute: Institute | None
    decisions: list[Decision] = field(default_factory=list)

    @property
    def title(self) -> str:
        """As the publications drawn from a ranking, an arbitration or the collège are called."""
        if self.step is Step.COLLEGE:
            return str(self.decisions[0].dossier)
        return f"{self.call.title}, {self.institute.name}" if self.institute else self.call.title

    @property
    def key(self) -> str:
        """One decision of the batch names it."""
        return str(self.decisions[0].uid)


def left(standing: Standing) -> Left:
    """What is left for whoever prepares publications; one query, none for the others."""
    if not standing.roles & PREPARERS:
        return Left(0, frozenset())
    rows = (
        Decision.objects.visible_to(standing).filter(LOOSE | FREED | CALLED | WAITING).order_by()
        .values("dossier__call", "dossier__institute")
        .annotate(loose=Count("pk", filter=LOOSE), freed=Count("pk", filter=FREED),
                  called=Count("pk", filter=CALLED), waiting=Count("pk", filter=WAITING))
    )  # fmt: skip
    found = list(rows)
    lists = {(row["dossier__call"], row["dossier__institute"]) for row in found
             if row["freed"] > row["called"] and row["waiting"]}  # fmt: skip
    return Left(sum(row["loose"] for row in found), frozenset(lists))


def batches(standing: Standing) -> list[Batch]:
    """The decisions in no publication, as they would be published; the collège's one by one."""
    if not standing.roles & PREPARERS:
        return []
    found: dict[tuple[int, str, int], Batch] = {}
    for one in Decision.objects.visible_to(standing).filter(LOOSE).for_list():
        dossier, step = one.dossier, Step(one.step)
        own = dossier.institute_id if step is Step.INSTITUTE_DECISION else one.pk if step is Step.COLLEGE else 0
        institute = dossier.institute if step is Step.INSTITUTE_DECISION else None
        batch = found.setdefault((dossier.call_id, step.value, own or 0), Batch(dossier.call, step, institute))
        batch.decisions.append(one)
    return list(found.values())


def batch_of(standing: Standing, key: str) -> Batch | None:
    """The batch that this decision names; none once somebody took care of it."""
    return next((one for one in batches(standing) if any(str(each.uid) == key for each in one.decisions)), None)


def firsts(lists: frozenset[tuple[int, int]], standing: Standing) -> list[Decision]:
    """The first of each of these reserve lists, in the order of the lists. One query."""
    if not lists:
        return []
    called = Decision.objects.filter(CALLED & PREPARED)
    places = Q(pk__in=())
    for call, institute in lists:
        places |= Q(dossier__call=call, dossier__institute=institute)
    rows = (
        Decision.objects.filter(places & WAITING).exclude(dossier__in=called.values("dossier"))
        .exclude(own_dossiers(standing)).for_list()
    )  # fmt: skip
    found: dict[tuple[int, int | None], Decision] = {}
    for one in rows:
        found.setdefault((one.dossier.call_id, one.dossier.institute_id), one)
    return list(found.values())
