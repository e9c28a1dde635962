"""Queries that every request asks: Django writes their SQL once, then only the values change.

Writing the SQL of a query costs Python ten times what the database takes to answer it. Where the shape of a query never
changes, and a page asks it each time it is opened, the query is made once:

    NOTES = Prepared(lambda: Note.objects.filter(dossier=Given("dossier")).select_related("author"))
    NOTES.objects(dossier=dossier.pk)

It is the same queryset, with the same rules in it; only the moment when its SQL is written differs. PostgreSQL too
reads and plans it once per connection (`PREPARE`) where single values are to come: of a row found by its key, planning
takes ten times what finding takes. A list is planned each time, for its length.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import UpdateQuery
from django.db.transaction import TransactionManagementError

from workflow.kept import Kept

# as Django writes it after `IN`; PostgreSQL is then asked `= ANY(…)`, which it plans as a list and not as a table
MANY = "(SELECT unnest(%s::bigint[]))"


class Given(models.Expression):
    """The place of a value that comes when the query is asked; a number (an id) unless `field` says otherwise."""

    def __init__(self, name: str, field: models.Field | None = None) -> None:
        super().__init__(output_field=field or models.BigIntegerField())
        self.name = name

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    @property
    def kind(self) -> str:
        """Its type in PostgreSQL, without a length: a value too long must find nothing, not what it begins with."""
        return str(self.output_field.db_type(connection)).partition("(")[0]


class GivenMany(Given):
    """The place of a list of ids, however many, after `__in`: an `IN` of so many places would be another query."""

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        return MANY, (self,)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        return "(SELECT value FROM json_each(%s))", [self]


@dataclass(frozen=True)
class _Written:
    """A query in the words of one kind of database."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: SQLCompiler
    # what turns a column into a Python value, by its place
    converters: dict[int, Any]
    # what a connection that prepared it knows it by
    name: str

    @cached_property
    def places(self) -> dict[tuple[str, str], Given]:
        """The values to come, each once, by name and type."""
        return {(one.name, one.kind): one for one in self.parameters if isinstance(one, Given)}

    @cached_property
    def is_kept_by_server(self) -> bool:
        """Without a value to come, the text is that of one question among many: a connection would keep them all."""
        return bool(self.places) and not any(isinstance(one, GivenMany) for one in self.parameters)

    @cached_property
    def execution(self) -> str:
        """What asks a connection that prepared it."""
        return f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.places))})"

    @cached_property
    def shape(self) -> _Shape:
        """How its rows become instances."""
        select, about = self.compiler.select, self.compiler.klass_info
        first, last = about["select_fields"][0], about["select_fields"][-1] + 1
        # as Django 5.2 has it: the types are those of the version after, which wants one thing more
        populators = cast("Callable[[Any, Any, str], list[Any]]", get_related_populators)
        related = populators(about, select, DEFAULT_DB_ALIAS)
        return _Shape(
            model=about["model"], first=first, last=last, related=tuple(related),
            names=[column.target.attname for column, _sql, _alias in select[first:last]],
            annotated=tuple(self.compiler.annotation_col_map.items()), is_locked=self.compiler.query.select_for_update,
        )  # fmt: skip


@dataclass(frozen=True)
class _Shape:
    """Of a query whose rows are instances: the model and its columns, what is joined, what is annotated."""

    model: type[models.Model]
    # the columns of the model itself, by their place in a row, and their names
    first: int
    last: int
    names: list[str]
    # what makes the instances of `select_related`
    related: tuple[Any, ...]
    annotated: tuple[tuple[str, int], ...]
    is_locked: bool

    def instance(self, row: tuple[Any, ...]) -> Any:
        """A row as Django makes it."""
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.first : self.last])
        for one in self.related:
            one.populate(row, made)
        for name, place in self.annotated:
            setattr(made, name, row[place])
        return made


class Prepared:
    """A query of one shape. `make` gives its queryset, with a `Given` for each value to come."""

    def __init__(self, make: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._written: dict[str, _Written] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a `values_list`. One query."""
        here = connections[DEFAULT_DB_ALIAS]
        return list(_asked(here, self._words(here), given))

    def objects(self, **given: Any) -> list[Any]:
        """The rows as instances, with those of `select_related` and what is annotated. One query; no prefetching.

        Rows that are locked stay so for a transaction: TransactionManagementError outside of one, as Django's.
        """
        here = connections[DEFAULT_DB_ALIAS]
        words = self._words(here)
        shape = words.shape
        if shape.is_locked and not here.in_atomic_block:
            raise TransactionManagementError("rows are locked in a transaction alone")
        return [shape.instance(row) for row in _asked(here, words, given)]

    def first(self, **given: Any) -> Any:
        """The first instance, or None. One query."""
        return next(iter(self.objects(**given)), None)

    def write(self) -> None:
        """Write the SQL now, if it is not."""
        self._words(connections[DEFAULT_DB_ALIAS])

    def _words(self, here: BaseDatabaseWrapper) -> _Written:
        return self._written.get(here.vendor) or self._write(here)

    def _write(self, here: BaseDatabaseWrapper) -> _Written:
        compiler = self._make().query.get_compiler(connection=here)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        sql = sql.replace(f"IN {MANY}", "= ANY(%s::bigint[])")
        return self._written.setdefault(here.vendor, _Written(sql, tuple(parameters), compiler, converters, _name()))


class PreparedChange:
    """An UPDATE of one shape: `make` gives its rows, with a `Given` for each value to come; `values` is what is written
    in which column, of which a `Given` comes too. As `QuerySet.update`, it sends no signal."""

    def __init__(self, make: Callable[[], models.QuerySet[Any, Any]], **values: Any) -> None:
        self._make, self._values = make, values
        self._written: dict[str, _Written] = {}

    def change(self, **given: Any) -> int:
        """Write it; how many rows there were. One query."""
        here = connections[DEFAULT_DB_ALIAS]
        words = self._written.get(here.vendor) or self._write(here)
        with here.cursor() as cursor:
            cursor.execute(*_asking(here, words, given))
            return int(cursor.rowcount)

    def _write(self, here: BaseDatabaseWrapper) -> _Written:
        query = cast("UpdateQuery", self._make().query.chain(UpdateQuery))
        query.add_update_values(self._values)
        compiler = query.get_compiler(connection=here)
        sql, parameters = compiler.as_sql()
        return self._written.setdefault(here.vendor, _Written(sql, tuple(parameters), compiler, {}, _name()))


class PreparedByKey:
    """Queries of many shapes, each written when it is first asked: for lists that many open with the same filters.

    The key says everything that the rows depend on but the rows of the database themselves: who may read what, what is
    asked, in which order. The oldest are forgotten when there are more than `most`.
    """

    def __init__(self, most: int) -> None:
        self._kept: Kept[Hashable, Prepared] = Kept(most)

    def rows(self, key: Hashable, make: Callable[[], models.QuerySet[Any, Any]], **given: Any) -> list[tuple[Any, ...]]:
        """The rows of the `values_list` that `make` gives. One query; none when no row can answer."""
        try:
            return self._kept.get_or(key, lambda: Prepared(make)).rows(**given)
        except EmptyResultSet:
            return []

    def rows_where(
        self, condition: models.Q, make: Callable[[models.Q], models.QuerySet[Any, Any]], *key: Hashable, **given: Any
    ) -> list[tuple[Any, ...]]:
        """The same of rows under a condition on ids, such as who may read them: equal shapes of it are one query."""
        made, values, shape = lifted(condition)
        return self.rows((shape, *key), lambda: make(made), **values, **given)


def lifted(condition: models.Q, prefix: str = "lifted") -> tuple[models.Q, dict[str, Any], tuple[Any, ...]]:
    """A condition on ids with a place for each of its values, the values, and its shape: equal shapes are one query.

    What somebody may read is such a condition: whoever reads by the same offices has the same query written once.
    """
    made, values = models.Q(_connector=condition.connector, _negated=condition.negated), dict[str, Any]()
    shape: list[Any] = [condition.connector, condition.negated]
    for place, child in enumerate(condition.children):
        name = f"{prefix}_{place}"
        if isinstance(child, models.Q):
            inner, given, told = lifted(child, name)
            made.children.append(inner)
            values |= given
            shape.append(told)
            continue
        lookup, value = cast("tuple[str, Any]", child)
        made.children.append((lookup, GivenMany(name) if lookup.endswith("__in") else Given(name)))
        values[name] = value
        shape.append(lookup)
    return made, values, tuple(shape)


def _name() -> str:
    """What connections know one more query by."""
    return f"prepared_{next(_numbers)}"


_numbers = itertools.count(1)
# the names that each connection of this process has prepared
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def _asked(here: BaseDatabaseWrapper, words: _Written, given: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    with here.cursor() as cursor:
        cursor.execute(*_asking(here, words, given))
        found = cursor.fetchall()
    if not words.converters or not found:
        return found
    return (tuple(row) for row in words.compiler.apply_converters(found, words.converters))


def _asking(here: BaseDatabaseWrapper, words: _Written, given: dict[str, Any]) -> tuple[str, list[Any]]:
    """What is sent: the name of the query where the server keeps it, else its text; and the values."""
    if here.vendor != "postgresql" or not words.is_kept_by_server:
        return words.sql, [_value(here, one, given) for one in words.parameters]
    kept = _prepared.setdefault(here.connection, set())
    if words.name not in kept:
        _prepare(here, words)
        kept.add(words.name)
    return words.execution, [_value(here, one, given) for one in words.places.values()]


def _prepare(here: BaseDatabaseWrapper, words: _Written) -> None:
    """Give the query to the server, on this connection. It is no query of its own: it reads nothing."""
    places = list(words.places)
    kinds = ", ".join(kind for _name, kind in places)
    with here.wrap_database_errors, here.connection.cursor() as cursor:
        said = tuple(
            f"${places.index((one.name, one.kind)) + 1}" if isinstance(one, Given)
            else cursor.mogrify("%s", [one]).decode() for one in words.parameters
        )  # fmt: skip
        cursor.execute(f"PREPARE {words.name} ({kinds}) AS {words.sql}" % said)


def _value(here: BaseDatabaseWrapper, parameter: Any, given: dict[str, Any]) -> Any:
    if not isinstance(parameter, Given):
        return parameter
    value = given[parameter.name]
    if isinstance(parameter, GivenMany):
        return list(value) if here.vendor == "postgresql" else json.dumps(list(value))
    return parameter.output_field.get_db_prep_value(value, here)
