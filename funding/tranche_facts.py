"""What a list of tranches reads of their action, reports and derogations, kept on each tranche by the database itself.

Whether a tranche may be paid is asked of the pure `payable.py`; lists of thousands count and order by these columns,
which join nothing. Nobody writes them: whoever changes a report, a derogation or an action, by an act or by hand, has
the database find the columns anew (PostgreSQL also refuses to be told otherwise). A test draws everything at random and
holds both readings equal.
"""

from __future__ import annotations

from typing import Any

from funding.enums import AwardState, ReportKind, ReportState

# a report that is no longer asked for holds nothing up
SETTLED = (ReportState.ACCEPTED, ReportState.NOT_NEEDED)
_SETTLED = ", ".join(f"'{one}'" for one in SETTLED)
_OF_AWARD = "(SELECT {column} FROM funding_award a WHERE a.id = {award})"
_AWAITS = (
    "({number} > 1 AND NOT EXISTS (SELECT 1 FROM funding_report r WHERE r.award_id = {award} "
    "AND r.year = {number} - 1 AND r.kind = '{kind}' AND r.state IN ({settled})))"
).replace("{settled}", _SETTLED)
# column -> what it is, of a tranche
FACTS = {
    "runs": _OF_AWARD.replace("{column}", f"a.state = '{AwardState.RUNNING}'"),
    "institute_id": _OF_AWARD.replace("{column}", "a.institute_id"),
    "delegation_id": _OF_AWARD.replace("{column}", "a.delegation_id"),
    "instrument_slug": _OF_AWARD.replace("{column}", "a.instrument_slug"),
    "reference": _OF_AWARD.replace("{column}", "a.reference"),
    "awaits_scientific": _AWAITS.replace("{kind}", ReportKind.SCIENTIFIC),
    "awaits_financial": _AWAITS.replace("{kind}", ReportKind.FINANCIAL),
    "derogated_until": "(SELECT d.ends_on FROM funding_derogation d WHERE d.tranche_id = {pk} AND d.ended_at IS NULL)",
}


def _found(row: str) -> dict[str, str]:
    """The columns as SQL, of the tranche called `row` there (its columns alone when empty)."""
    at = f"{row}." if row else "funding_tranche."
    places = {"award": f"{at}award_id", "number": f"{at}number", "pk": f"{at}id"}
    return {column: sql.format(**places) for column, sql in FACTS.items()}


def _again(where: str) -> str:
    """The statement that finds them anew."""
    said = ", ".join(f"{column} = {sql}" for column, sql in _found("").items())
    return f"UPDATE funding_tranche SET {said} WHERE {where}"  # noqa: S608 (constants of this module alone)


_OF_REPORT = "award_id = {row}.award_id AND number = {row}.year + 1"
_CHANGED = f"(OLD.state IN ({_SETTLED})) <> (NEW.state IN ({_SETTLED}))"
# name, moment, table, condition, which tranches
_MOVES = (
    ("award", "UPDATE OF state, institute_id, delegation_id, instrument_slug, reference", "funding_award", "",
     "award_id = NEW.id"),
    ("report_made", "INSERT", "funding_report", f"NEW.state IN ({_SETTLED})", _OF_REPORT.format(row="NEW")),
    ("report_moved", "UPDATE OF state", "funding_report", _CHANGED, _OF_REPORT.format(row="NEW")),
    ("report_gone", "DELETE", "funding_report", f"OLD.state IN ({_SETTLED})", _OF_REPORT.format(row="OLD")),
    ("derogation_made", "INSERT", "funding_derogation", "", "id = NEW.tranche_id"),
    ("derogation_moved", "UPDATE", "funding_derogation", "", "id = NEW.tranche_id"),
    ("derogation_gone", "DELETE", "funding_derogation", "", "id = OLD.tranche_id"),
)  # fmt: skip
OWN = "funding_tranche_facts"


def hold(connection: Any) -> None:
    """Set the triggers and find what was written without them; twice, nothing more."""
    if connection.vendor == "postgresql" and _is_held(connection):
        return
    if not _has_columns(connection):  # an earlier version of the tables
        return
    if connection.vendor == "postgresql":
        _run(connection, [*_postgresql(), "UPDATE funding_tranche SET runs = runs"])
    else:
        _run(connection, [*_sqlite(), _again("1 = 1")])


def let_go(connection: Any) -> None:
    """Take them away before the tables change: they name columns, and may say something else afterwards."""
    if connection.vendor == "postgresql":
        names = (OWN, *(_name(one[0]) for one in _MOVES))
        _run(connection, [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in names])
    else:
        _run(connection, [f"DROP TRIGGER IF EXISTS {_name(name)}" for name in ("made", *(one[0] for one in _MOVES))])


def _name(move: str) -> str:
    return f"{OWN}_{move}"


def _sqlite() -> list[str]:
    made = ("made", "INSERT", "funding_tranche", "", "id = NEW.id")
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_name(name)} AFTER {moment} ON {table} "
        f"{f'WHEN {condition} ' if condition else ''}BEGIN {_again(where)}; END"
        for name, moment, table, condition, where in (made, *_MOVES)
    ]


def _postgresql() -> list[str]:
    """Before a tranche is written its columns are found; whatever moves elsewhere writes it again."""
    found = " ".join(f"NEW.{column} := {sql};" for column, sql in _found("NEW").items())
    written = ", ".join((*FACTS, "number", "award_id"))
    statements = [
        f"CREATE OR REPLACE FUNCTION {OWN}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {found} RETURN NEW; END $$",
        f"CREATE TRIGGER {OWN} BEFORE INSERT OR UPDATE OF {written} ON funding_tranche "
        f"FOR EACH ROW EXECUTE FUNCTION {OWN}()",
    ]
    for name, moment, table, condition, where in _MOVES:
        body = f"UPDATE funding_tranche SET runs = runs WHERE {where}"  # noqa: S608 (constants of this module alone)
        statements += [
            f"CREATE OR REPLACE FUNCTION {_name(name)}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body}; RETURN NULL; END $$",
            f"CREATE TRIGGER {_name(name)} AFTER {moment} ON {table} FOR EACH ROW "
            f"{f'WHEN ({condition}) ' if condition else ''}EXECUTE FUNCTION {_name(name)}()",
        ]
    return statements


def _is_held(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s", [f"{OWN}%"])
        return bool(cursor.fetchone()[0] == len(_MOVES) + 1)


def _has_columns(connection: Any) -> bool:
    with connection.cursor() as cursor:
        found = {one.name for one in connection.introspection.get_table_description(cursor, "funding_tranche")}
    return found >= FACTS.keys()


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
