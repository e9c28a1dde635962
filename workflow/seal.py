"""The history is append-only in the database itself: triggers refuse to change or delete a row."""

from __future__ import annotations

from typing import Any

TABLE = "workflow_historyrow"
REFUSAL = "the history is append-only"
SQLITE = {
    f"history_refuses_{act}": f"BEFORE {act.upper()} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")
}
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"DROP TRIGGER IF EXISTS history_refuses_change ON {TABLE}",
    f"CREATE TRIGGER history_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION history_is_append_only()",
)


def seal(connection: Any) -> None:
    """Set the triggers; done twice, nothing more happens."""
    _run(connection, POSTGRESQL if connection.vendor == "postgresql" else _sqlite_triggers())


def unseal(connection: Any) -> None:
    """Take the triggers away: to empty a test's database, to undo the migration."""
    if connection.vendor == "postgresql":
        _run(connection, (POSTGRESQL[1], "DROP FUNCTION IF EXISTS history_is_append_only()"))
    else:
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE])


def _sqlite_triggers() -> list[str]:
    return [f"CREATE TRIGGER IF NOT EXISTS {name} {body}" for name, body in SQLITE.items()]


def _run(connection: Any, statements: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
