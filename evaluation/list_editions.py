"""The edition of each list: PostgreSQL writes a new one with every change of its entries, in the same transaction,
whoever makes it and however. What was read of a list of one edition holds as long as that edition stands. SQLite has
none: small houses read each time.
"""

from __future__ import annotations

from typing import Any

# each statement's rows at once: a list is written as a whole
_MAKE = (
    "CREATE FUNCTION list_edition() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE lists bigint[]; BEGIN "
    "IF TG_OP = 'INSERT' THEN lists := ARRAY(SELECT ranking_id FROM written); "
    "ELSIF TG_OP = 'DELETE' THEN lists := ARRAY(SELECT ranking_id FROM former); "
    "ELSE lists := ARRAY(SELECT ranking_id FROM written UNION SELECT ranking_id FROM former); END IF; "
    # always in one order: two transactions that write the same lists never wait for each other both
    "INSERT INTO evaluation_listedition (ranking_id, token) "
    "SELECT one, gen_random_uuid() FROM (SELECT DISTINCT unnest(lists) AS one ORDER BY one) AS changed "
    "ON CONFLICT (ranking_id) DO UPDATE SET token = EXCLUDED.token; "
    "RETURN NULL; END $$",
    *(
        f"CREATE TRIGGER list_edition_{act.lower()} AFTER {act} ON evaluation_rankentry REFERENCING {tables} "
        "FOR EACH STATEMENT EXECUTE FUNCTION list_edition()"
        for act, tables in (("INSERT", "NEW TABLE AS written"), ("DELETE", "OLD TABLE AS former"),
                            ("UPDATE", "OLD TABLE AS former NEW TABLE AS written"))
    ),
    "INSERT INTO evaluation_listedition (ranking_id, token) "
    "SELECT ranking_id, gen_random_uuid() FROM evaluation_rankentry GROUP BY ranking_id",
)  # fmt: skip


def make_triggers(_apps: Any, schema_editor: Any) -> None:
    """For a migration: PostgreSQL writes the editions, and those of the lists that stand already."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in _MAKE:
            schema_editor.execute(statement)


def drop_triggers(_apps: Any, schema_editor: Any) -> None:
    """The way back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION list_edition() CASCADE")
