"""The tables of PostgreSQL, copied out and in with COPY: no program of the same version is needed, and no superuser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from psycopg2 import sql

from workflow.seal import seal, unseal

# how far the migrations went: the schema of the archive, compared and never copied; and the editions of the board and
# of the ranked lists, which PostgreSQL writes anew as rows are put back
NOT_COPIED = frozenset({"django_migrations", "proposals_boardedition", "evaluation_listedition"})


def copied_tables() -> list[str]:
    """Every table of ours in the database, in alphabetical order."""
    return sorted(set(connection.introspection.table_names()) - NOT_COPIED)


def copy_out(folder: Path) -> None:
    """Write each table as `<table>.copy` under `folder`, all as they were at one instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in copied_tables():
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _columns(cursor, table))
            with (folder / f"{table}.copy").open("wb") as file:
                cursor.copy_expert(statement, file)


def copy_in(folder: Path) -> None:
    """Put back what `copy_out` wrote, in the place of everything that is there, in one transaction."""
    tables = copied_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        unseal(connection)
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        # rows point to rows of tables not yet filled
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _columns(cursor, table))
            with (folder / f"{table}.copy").open("rb") as file:
                cursor.copy_expert(statement, file)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _set_counters(cursor, tables)
        seal(connection)


def _columns(cursor: Any, table: str) -> sql.Composed:
    # by name and in one order: two databases that migrated differently may keep their columns in another order
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = '' ORDER BY attname",
        [connection.ops.quote_name(table)],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())


def _set_counters(cursor: Any, tables: list[str]) -> None:
    """The next number of each table follows the highest one put back."""
    from django.apps import apps

    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)
