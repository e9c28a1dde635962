"""After a test that commits: only the tables it wrote are emptied.

Django's own way truncates every table, then writes the content types and permissions again: half a second for each of
the tests that commit. Here these two stay (no test writes them), and rows are deleted where there are any.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.management.color import no_style
from django.db import connections, transaction
from django.test import TransactionTestCase

from workflow.seal import seal, unseal

KEPT = frozenset({"django_content_type", "auth_permission"})


def empty_only_what_was_written() -> None:
    """From now on, what follows each test that commits."""
    TransactionTestCase._fixture_teardown = _empty_each  # type: ignore[method-assign]


def _empty_each(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        empty(connections[alias])


def empty(connection: Any) -> None:
    """Leave no row in any table of ours but those `KEPT`."""
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.alias))
        written = [row[0] for row in cursor.fetchall()]
    if not written:
        return
    if connection.vendor == "sqlite":
        _delete_on_sqlite(connection, written)
    else:
        _delete_on_postgresql(connection, written)


@cache
def _question(alias: str) -> str:
    """One query that names the tables which hold a row."""
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connections[alias].ops.quote_name(table)})"
        for table in _tables(alias)
    )


@cache
def _tables(alias: str) -> list[str]:
    names = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - KEPT)


@cache
def _is_superuser(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _delete_on_postgresql(connection: Any, written: list[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if _is_superuser(connection.alias):
            # neither foreign keys nor the seal of the history are asked: everything that is written goes
            cursor.execute("SET LOCAL session_replication_role = replica")
            statements = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in written]
        else:
            statements = connection.ops.sql_flush(no_style(), [*_tables(connection.alias), *KEPT])
        cursor.execute("; ".join(statements))


def _delete_on_sqlite(connection: Any, written: list[str]) -> None:
    unseal(connection)
    using = connection.alias
    with connection.constraint_checks_disabled(), transaction.atomic(using), connection.cursor() as cursor:
        for table in written:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    seal(connection)
