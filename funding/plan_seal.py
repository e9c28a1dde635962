"""The plan of an action sums to its grant: held by the database too.

PostgreSQL asks at the end of each transaction that all tranches (cancelled ones included: they keep what is given up)
sum to the grant to the cent. SQLite cannot wait so long: it refuses at once any sum above the grant, so that whoever
changes a plan lowers before they raise; equality is then the act's alone.
"""

from __future__ import annotations

from typing import Any

SUM = "(SELECT COALESCE(SUM(amount), 0) FROM funding_tranche WHERE award_id = {of})"
REFUSAL = "the plan does not sum to the grant"
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION funding_plan_is_the_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  award bigint;
  granted numeric;
BEGIN
  IF TG_TABLE_NAME = 'funding_award' THEN
    award := NEW.id;
  ELSIF TG_OP = 'DELETE' THEN
    award := OLD.award_id;
  ELSE
    award := NEW.award_id;
  END IF;
  SELECT a.granted INTO granted FROM funding_award a WHERE a.id = award;
  IF granted IS NOT NULL AND granted <> {SUM.format(of="award")} THEN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$""",  # noqa: S608 (constants of this module alone)
    "CREATE CONSTRAINT TRIGGER funding_plan_follows AFTER INSERT OR DELETE OR UPDATE OF amount, award_id "
    "ON funding_tranche DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_plan_is_the_grant()",
    "CREATE CONSTRAINT TRIGGER funding_grant_follows AFTER INSERT OR UPDATE OF granted ON funding_award "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_plan_is_the_grant()",
)
TRIGGERS = (("funding_plan_follows", "funding_tranche"), ("funding_grant_follows", "funding_award"))
_TOO_MUCH = (
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}') WHERE {SUM.format(of='NEW.{of}')} > "  # noqa: S608 (as above)
    "(SELECT granted FROM funding_award WHERE id = NEW.{of}) + 0.001; END"
)
SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS funding_plan_follows_insert AFTER INSERT ON funding_tranche "
    + _TOO_MUCH.format(of="award_id"),
    "CREATE TRIGGER IF NOT EXISTS funding_plan_follows AFTER UPDATE OF amount ON funding_tranche "
    + _TOO_MUCH.format(of="award_id"),
    "CREATE TRIGGER IF NOT EXISTS funding_grant_follows AFTER UPDATE OF granted ON funding_award "
    + _TOO_MUCH.format(of="id"),
)


def hold(connection: Any) -> None:
    """Set the triggers; twice, nothing more."""
    if connection.vendor == "postgresql":
        if not _is_held(connection):
            _drop(connection)
            _run(connection, POSTGRESQL)
    else:
        _run(connection, SQLITE)


def _is_held(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname IN (%s, %s)", [name for name, _of in TRIGGERS])
        return bool(cursor.fetchone()[0] == len(TRIGGERS))


def let_go(connection: Any) -> None:
    """Take them away: SQLite refuses to make a table anew while a trigger reads it."""
    if connection.vendor == "postgresql":
        _drop(connection)
        _run(connection, ("DROP FUNCTION IF EXISTS funding_plan_is_the_grant()",))
    else:
        names = ("funding_plan_follows_insert", "funding_plan_follows", "funding_grant_follows")
        _run(connection, tuple(f"DROP TRIGGER IF EXISTS {name}" for name in names))


def _drop(connection: Any) -> None:
    _run(connection, tuple(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in TRIGGERS))


def _run(connection: Any, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
