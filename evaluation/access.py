"""Who stands how towards reviews, sessions, rankings and publications of results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from directory.enums import Role, Scope
from directory.relations import ByLink, ByOffice, ByRows, know
from proposals.access import DOSSIER_RELATIONS, WRITERS
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from directory.standing import Standing

# who writes a dossier, without what else one may be towards it
WRITING = tuple(relation for relation in DOSSIER_RELATIONS if relation.role in WRITERS)

REVIEW_RELATIONS = (
    ByLink(Role.REVIEWER, "person"),
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute"),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
    ByOffice(Role.DERCI_DIRECTOR, Scope.NATIONAL),
)
# those who organise the reviews and read them all
REVIEW_STAFF = frozenset({
    Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR,
})  # fmt: skip
SESSION_RELATIONS = (
    ByRows(Role.SECTION_CHAIR, "evaluation.Seat", "session", where=Q(role="chair")),
    ByRows(Role.SECTION_MEMBER, "evaluation.Seat", "session", where=Q(role__in=["member", "chair", "secretary"])),
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute"),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
)
RANKING_RELATIONS = (
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute"),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
    ByOffice(Role.DERCI_DIRECTOR, Scope.NATIONAL),
)
RELEASE_RELATIONS = (
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute"),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
    ByOffice(Role.DERCI_DIRECTOR, Scope.NATIONAL),
    ByOffice(Role.PRESIDENT, Scope.NATIONAL, where=(Q(signs=Role.PRESIDENT), lambda one: one.signs == Role.PRESIDENT)),
    ByOffice(Role.COLLEGE_SECRETARY, Scope.NATIONAL, where=(Q(step="college"), lambda one: one.step == "college")),
)


def is_own(dossier: Any, standing: Standing) -> bool:
    """Whether this person carries the dossier or writes in it: they never learn who evaluates it, nor how.

    At most one query, kept on the instance.
    """
    if standing.person_id is None:
        return False
    return any(relation.is_held(dossier, standing) for relation in WRITING)


def know_writers(dossiers: Iterable[Any]) -> None:
    """Read the co-editors of these dossiers in one query, so that a list asks `is_own` of each for nothing."""
    from proposals.models import Coeditor

    by_dossier: dict[int, set[int]] = {one.pk: set() for one in dossiers}
    rows = Coeditor.objects.filter(dossier__in=list(by_dossier), person__isnull=False, removed_at=None)
    for dossier_id, person_id in rows.values_list("dossier", "person"):
        by_dossier[dossier_id].add(person_id)
    for one in dossiers:
        know(one, Role.COEDITOR, by_dossier[one.pk])


def own_dossiers(standing: Standing, prefix: str = "dossier") -> Q:
    """The condition for the dossiers this person carries or writes in: excluded from every list of the evaluation.

    `prefix` is the way from the row to its dossier; "self" when the rows are dossiers.
    """
    return Q(pk__in=()) if standing.person_id is None else _written_by(standing.person_id, prefix)


def _written_by(person: int, prefix: str) -> Q:
    written = _written(person)
    if prefix == "self":
        return Q(carrier=person) | Q(pk__in=written)
    return Q(**{f"{prefix}__carrier": person}) | Q(**{f"{prefix}__in": written})


def _written(person: int | Given) -> QuerySet[Any, Any]:
    """The dossiers in which this person writes without carrying them."""
    from proposals.models import Coeditor

    return Coeditor.objects.filter(person=person, removed_at=None).order_by().values("dossier")


def know_not_own(rows: Iterable[Any], standing: Standing) -> None:
    """Rows read through `visible_to` hold nothing of this person's own: their states are told without asking again."""
    for one in rows:
        one.__dict__.setdefault("_is_own", {})[standing.person_id] = False


def own_places(standing: Standing) -> frozenset[tuple[int, int | None]]:
    """(call, institute) of the dossiers this person has filed or writes: there they neither rank nor decide.

    One query.
    """
    return frozenset() if standing.person_id is None else frozenset(_PLACES.rows(person=standing.person_id))


def _places() -> QuerySet[Any, tuple[Any, ...]]:
    from proposals.models import Dossier

    # two lists put together: of one condition with an `or`, PostgreSQL reads every dossier filed
    carried = Dossier.objects.filter(carrier=Given("person")).order_by().values("pk")
    own = Dossier.objects.filter(pk__in=carried.union(_written(Given("person"))), filing__isnull=False)
    return own.order_by("pk").values_list("call", "institute")


# every page of lists and decisions asks it
_PLACES = Prepared(_places)
