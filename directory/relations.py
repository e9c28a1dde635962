"""A right is one row, read in three directions: which subjects, which roles, which people.

An aggregate's `access.py` lists its relations:

    RELATIONS = (ByLink(Role.CARRIER, "carrier"), ByOffice(Role.UNIT_DIRECTOR, Scope.UNIT, "unit"),
                 ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL), ToEveryone(Q(state="open"), lambda call: …))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any, Protocol

from django.apps import apps
from django.db.models import DateField, Expression, Model, Q, QuerySet

from directory.enums import Role, Scope
from directory.models import Office, Person, StandIn
from directory.querysets import held_on
from directory.standing import Standing, paris_today
from workflow.prepared import Given, Prepared

NONE = Q(pk__in=())
Day = date | Expression


class Relation(Protocol):
    """One way of standing towards a subject, read three ways."""

    @property
    def role(self) -> Role: ...

    def subjects(self, standing: Standing) -> Q | None:
        """Which subjects `standing` has this relation to: a condition, Q() for all, None for none."""

    def is_held(self, subject: Any, standing: Standing) -> bool:
        """Whether `standing` has this relation to `subject`; reads no further table."""

    def names(self, subject: Any) -> bool:
        """Whether this relation names people of `subject` at all; reads no further table."""

    def holders(self, subject: Any, day: Day) -> Q:
        """Which people have this relation to `subject` on `day`: a condition on Person.

        It reads ids of `subject` alone, so that one without values (`_Any`) gives the words of the question.
        """


@dataclass(frozen=True)
class ByLink:
    """The person named by a foreign key of the subject."""

    role: Role
    field: str

    def subjects(self, standing: Standing) -> Q | None:
        return Q(**{self.field: standing.person_id}) if standing.person_id else None

    def is_held(self, subject: Any, standing: Standing) -> bool:
        return standing.person_id is not None and getattr(subject, f"{self.field}_id") == standing.person_id

    def names(self, subject: Any) -> bool:
        return True

    def holders(self, subject: Any, day: Day) -> Q:
        return Q(pk=getattr(subject, f"{self.field}_id"))


@dataclass(frozen=True)
class ByOffice:
    """Whoever holds `role` over the unit, institute… in the subject's own `column`; national needs none."""

    role: Role
    scope: Scope
    column: str = ""
    # a further condition on the subject, as a query and as a test of one instance: (Q, callable)
    where: tuple[Q, Callable[[Any], bool]] | None = None

    def subjects(self, standing: Standing) -> Q | None:
        if self.scope is Scope.NATIONAL:
            return self._where() if standing.holds_nationally(self.role) else None
        ids = standing.scope_ids(self.role, self.scope)
        return Q(**{f"{self.column}__in": sorted(ids)}) & self._where() if ids else None

    def is_held(self, subject: Any, standing: Standing) -> bool:
        if self.where and not self.where[1](subject):
            return False
        if self.scope is Scope.NATIONAL:
            return standing.holds_nationally(self.role)
        return getattr(subject, f"{self.column}_id") in standing.scope_ids(self.role, self.scope)

    def names(self, subject: Any) -> bool:
        if self.where and not self.where[1](subject):
            return False
        return self.scope is Scope.NATIONAL or getattr(subject, f"{self.column}_id") is not None

    def holders(self, subject: Any, day: Day) -> Q:
        offices = Office.objects.held_on(day).filter(role=self.role)
        if self.scope is not Scope.NATIONAL:
            offices = offices.filter(**{self.scope.value: getattr(subject, f"{self.column}_id")})
        else:
            offices = offices.filter(unit=None, institute=None, section=None, delegation=None)
        return _exercising(offices, day)

    def _where(self) -> Q:
        return self.where[0] if self.where else Q()


@dataclass(frozen=True)
class ByRows:
    """The people named by rows that point to the subject (co-editors): `model` is "app.Model".

    The ids are read first, so that a list is filtered by a few numbers and not by one more EXISTS.
    """

    role: Role
    model: str
    subject: str
    person: str = "person"
    where: Q = field(default_factory=Q)

    def subjects(self, standing: Standing) -> Q | None:
        if standing.person_id is None:
            return None
        found = [pk for (pk,) in self._mine.rows(person=standing.person_id)]
        return Q(pk__in=found) if found else None

    def is_held(self, subject: Any, standing: Standing) -> bool:
        return standing.person_id is not None and standing.person_id in ids_kept(subject, self, self._ids_of)

    def names(self, subject: Any) -> bool:
        return True

    def holders(self, subject: Any, day: Day) -> Q:
        return Q(pk__in=self._rows().filter(**{self.subject: subject.pk}).values(self.person))

    def _ids_of(self, subject: Any) -> frozenset[int]:
        return frozenset(pk for (pk,) in self._people.rows(subject=subject.pk))

    @cached_property
    def _mine(self) -> Prepared:
        """Of a person, the subjects."""
        return Prepared(lambda: self._rows().filter(**{self.person: Given("person")}).values_list(self.subject))

    @cached_property
    def _people(self) -> Prepared:
        """Of a subject, the people."""
        return Prepared(lambda: self._rows().filter(**{self.subject: Given("subject")}).values_list(self.person))

    def _rows(self) -> QuerySet[Any]:
        # unordered: the order of a model may join what it points to
        return apps.get_model(self.model)._base_manager.filter(self.where).order_by()


@dataclass(frozen=True)
class ByOfficeRows:
    """Whoever holds `office` over one of the institutes named by rows that point to the subject."""

    role: Role
    office: Role
    scope: Scope
    model: str
    subject: str
    column: str

    def subjects(self, standing: Standing) -> Q | None:
        ids = standing.scope_ids(self.office, self.scope)
        if not ids:
            return None
        return Q(pk__in=self._rows().filter(**{f"{self.column}__in": sorted(ids)}).values(self.subject))

    def is_held(self, subject: Any, standing: Standing) -> bool:
        ids = standing.scope_ids(self.office, self.scope)
        return bool(ids) and bool(ids & ids_kept(subject, self, self._ids_of))

    def names(self, subject: Any) -> bool:
        return True

    def holders(self, subject: Any, day: Day) -> Q:
        over = self._rows().filter(**{self.subject: subject.pk}).values(self.column)
        offices = Office.objects.held_on(day).filter(role=self.office, **{f"{self.scope.value}__in": over})
        return _exercising(offices, day)

    def _ids_of(self, subject: Any) -> frozenset[int]:
        return frozenset(pk for (pk,) in self._named.rows(subject=subject.pk))

    @cached_property
    def _named(self) -> Prepared:
        """Of a subject, the institutes."""
        return Prepared(lambda: self._rows().filter(**{self.subject: Given("subject")}).values_list(self.column))

    def _rows(self) -> QuerySet[Any]:
        return apps.get_model(self.model)._base_manager.order_by()


def _exercising(offices: QuerySet[Office], day: Day) -> Q:
    """Who holds one of these offices or stands in for it on `day`: a condition on Person that joins nothing.

    A join of all people with all offices would be read in full for one dossier's director.
    """
    standing_in = StandIn.objects.filter(held_on(day), office__in=offices.values("pk"))
    people = offices.order_by().values("person").union(standing_in.order_by().values("person"))
    return Q(pk__in=people)


def ids_kept(subject: Any, relation: Any, read: Callable[[Any], frozenset[int]]) -> frozenset[int]:
    """What `read` answers for this instance, read once: a page asks the same question for every button."""
    kept = _kept(subject)
    key = (type(relation).__name__, relation.role)
    if key not in kept:
        kept[key] = read(subject)
    return kept[key]


def know(subject: Any, role: Role, ids: Iterable[int], by: type = ByRows) -> None:
    """Tell an instance who has `role` towards it by rows read already (`by`: ByRows, or ByOfficeRows for institutes).

    For a list that reads the rows of all its subjects together, and for a page that shows those rows.
    """
    _kept(subject)[by.__name__, role] = frozenset(ids)


def known(subject: Any, role: Role) -> frozenset[int] | None:
    """Who has `role` by rows towards this instance, None when nobody asked yet."""
    return _kept(subject).get((ByRows.__name__, role))


def _kept(subject: Any) -> dict[tuple[str, Role], frozenset[int]]:
    found: dict[tuple[str, Role], frozenset[int]] = subject.__dict__.setdefault("_related_ids", {})
    return found


@dataclass(frozen=True)
class ToEveryone:
    """What the public reads: a condition on the subject, as a query and as a test of one instance."""

    where: Q
    test: Callable[[Any], bool]
    role: Role = Role.PUBLIC

    def subjects(self, standing: Standing) -> Q | None:
        return self.where

    def is_held(self, subject: Any, standing: Standing) -> bool:
        return self.test(subject)

    def names(self, subject: Any) -> bool:
        return False

    def holders(self, subject: Any, day: Day) -> Q:
        return NONE


def visible(relations: Iterable[Relation], standing: Standing) -> Q:
    """The condition under which a subject is visible to `standing`; for `visible_to` of a queryset."""
    standing, conditions = standing.itself, list[Q]()
    # rows are asked for last: whoever reads everything has them read for nothing
    for relation in sorted(relations, key=lambda one: isinstance(one, ByRows)):
        found = relation.subjects(standing)
        if found is None:
            continue
        if not found:  # an empty Q: everything
            return found
        conditions.append(found)
    return reduce(or_, conditions, NONE) if conditions else NONE


def visible_apart(relations: Iterable[Relation], standing: Standing) -> list[Q]:
    """The condition of `visible` in parts that no subject is in twice: each is counted from an index of its own, where
    an "or" of two columns would read the table."""
    relations = tuple(relations)
    whole = visible(relations, standing)
    if not whole:
        return [whole]
    parts: list[Q] = []
    for relation in relations:
        found = relation.subjects(standing.itself)
        if found is not None and found not in parts:
            parts.append(found)
    apart: list[Q] = []
    before = NONE
    for part in parts:
        apart.append(part & ~before if apart else part)
        before |= part
    return apart


def roles_of(relations: Iterable[Relation], subject: Model, standing: Standing) -> frozenset[Role]:
    """What `standing` is towards `subject`: it decides the transitions offered and the parts read."""
    standing = standing.itself
    return frozenset(relation.role for relation in relations if relation.is_held(subject, standing))


def holders(relations: Iterable[Relation], subject: Model, role: Role) -> Any:
    """The people who have `role` towards `subject` today (a queryset of active Person, each once)."""
    naming = _naming(relations, subject, role)
    return _people(naming, subject, paris_today()) if naming else Person.objects.none()


def people_of(relations: Iterable[Relation], subject: Model, role: Role) -> list[Person]:
    """The same, read: every act that tells people asks it, so its SQL is written once. One query, none for nobody."""
    naming = _naming(relations, subject, role)
    if not naming:
        return []
    asked = _asked.get(naming)
    if asked is None:
        asked = _asked[naming] = _Question(naming)
    return asked.people(subject)


class _Question:
    """Who stands in one of these relations to a subject: the query, and which ids of the subject it needs."""

    def __init__(self, naming: tuple[Relation, ...]) -> None:
        self._of_any = _Any()
        self._prepared = Prepared(lambda: _people(naming, self._of_any, Given("day", DateField())))

    def people(self, subject: Model) -> list[Person]:
        # writing the query names the ids
        self._prepared.write()
        ids = {name: getattr(subject, name) for name in self._of_any.named}
        return self._prepared.objects(day=paris_today(), **ids)


# one per set of relations that the code names together
_asked: dict[tuple[Relation, ...], _Question] = {}


class _Any:
    """Any subject: an id that is read of it is a value to come."""

    def __init__(self) -> None:
        self.named: set[str] = set()

    def __getattr__(self, name: str) -> Given:
        self.named.add(name)
        return Given(name)


def _naming(relations: Iterable[Relation], subject: Model, role: Role) -> tuple[Relation, ...]:
    return tuple(relation for relation in relations if relation.role == role and relation.names(subject))


def _people(naming: tuple[Relation, ...], subject: Any, day: Day) -> QuerySet[Person]:
    return Person.objects.filter(reduce(or_, (one.holders(subject, day) for one in naming)), is_active=True)


def parts_of(parts: Mapping[Any, frozenset[Role]], roles: frozenset[Role]) -> frozenset[str]:
    """The named parts of a subject that somebody with these roles reads."""
    return frozenset(name for name, readers in parts.items() if readers & roles)
