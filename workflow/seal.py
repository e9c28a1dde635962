"""What is append-only is so in the database itself: triggers refuse to change or delete a row."""

from __future__ import annotations

from typing import Any

HISTORY = "workflow_historyrow"
# tables of other apps that are append-only too: each app adds its own when it is ready
_sealed = {HISTORY}


def is_append_only(table: str) -> None:
    """Make `table` known: emptying or restoring a database lifts its seal too."""
    _sealed.add(table)


def seal(connection: Any, table: str = "") -> None:
    """Set the triggers that refuse to change or delete a row of `table` (every one known); twice, nothing more."""
    for one in [table] if table else sorted(_sealed):
        _run(connection, _postgresql(one) if connection.vendor == "postgresql" else _sqlite(one))


def unseal(connection: Any, table: str = "") -> None:
    """Take the triggers away: to empty a test's database, to restore one, to undo the migration."""
    for one in [table] if table else sorted(_sealed):
        if connection.vendor == "postgresql":
            _run(connection, [_postgresql(one)[1], f"DROP FUNCTION IF EXISTS {one}_is_append_only()"])
        else:
            _run(connection, [f"DROP TRIGGER IF EXISTS {one}_refuses_{act}" for act in ACTS])


ACTS = ("update", "delete")


def _refusal(table: str) -> str:
    return "the history is append-only" if table == HISTORY else f"{table} is append-only"


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{_refusal(table)}'; END $$",
        f"DROP TRIGGER IF EXISTS {table}_refuses_change ON {table}",
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()",
    ]


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{act} BEFORE {act.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_refusal(table)}'); END"
        for act in ACTS
    ]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
