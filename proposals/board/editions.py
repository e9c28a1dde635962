"""What the board has counted holds until a dossier on it changes: the edition of the board says which have.

Counting by state reads an entry of an index for every dossier found; orders and pages of one list, and readers with
the same offices, count the same. PostgreSQL writes with every change, in the same transaction, which dossiers changed,
whoever changes a dossier or an opinion and however: a list that is asked again and again then looks at those alone.
SQLite writes none: small houses count each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from django.apps import apps

from proposals.workflow import STATES
from workflow.kept import Kept
from workflow.prepared import Prepared

# a row of the edition tells of its last changes alone, in a kilobyte when each is of one dossier; of a change of many,
# not of which
MOST_TOLD, MOST_NAMED = 60, 20
# the columns of a dossier that say whether it is on a board, in which state, and under which filters
COUNTED = (
    "filing_id", "is_with_institute", "state", "institute_id", "routed_to_id", "asked", "blocks", "warns",
    "instrument_slug", "state_since", "taken_back_at", "call_id", "delegation_id", "listed_countries", "unit_key",
    "search_text",
)  # fmt: skip
OPINION = ("dossier_id", "state", "opinion")


def _told(table: str, dossier: str, columns: Iterable[str], counts: str) -> str:
    """What tells the dossiers of the rows of `table` that a statement changed: of an update, those of which one of
    `columns` is no longer what it was."""
    was, now = (", ".join(f"{name}.{column}" for column in columns) for name in ("was", "now"))
    either = f"({counts.format('was')} OR {counts.format('now')})"
    rows = {
        "INSERT": f"now.{dossier}) INTO changed FROM now WHERE {counts.format('now')}",
        "DELETE": f"was.{dossier}) INTO changed FROM was WHERE {counts.format('was')}",
        "UPDATE": "one) INTO changed FROM was FULL JOIN now USING (id), "
                  f"unnest(ARRAY[was.{dossier}, now.{dossier}]) AS one "
                  f"WHERE one IS NOT NULL AND {either} AND ({was}) IS DISTINCT FROM ({now})",
    }  # fmt: skip
    acts = " ELSIF ".join(f"TG_OP = '{act}' THEN SELECT array_agg(DISTINCT {asked};" for act, asked in rows.items())
    return (
        f"CREATE FUNCTION {table}_on_board() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE changed bigint[]; BEGIN "
        f"IF {acts} END IF; IF changed IS NOT NULL THEN PERFORM board_changed(changed); END IF; RETURN NULL; END $$"
    )


def _triggers(table: str) -> list[str]:
    """One for each kind of statement: PostgreSQL tells a trigger of several nothing of the rows."""
    rows = {"INSERT": "NEW TABLE AS now", "DELETE": "OLD TABLE AS was", "UPDATE": "OLD TABLE AS was NEW TABLE AS now"}
    return [
        f"CREATE TRIGGER board_edition_{act.lower()} AFTER {act} ON {table} REFERENCING {named} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_on_board()"
        for act, named in rows.items()
    ]


# a row that another transaction is writing is left to it: nobody waits for somebody else's dossier. A token is never
# given twice: that of a change which was rolled back is found in no row
_CHANGED = f"""CREATE FUNCTION board_changed(dossiers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mine record;
    named text := CASE WHEN cardinality(dossiers) > {MOST_NAMED} THEN '*' ELSE array_to_string(dossiers, ':') END;
    told text := right(gen_random_uuid()::text, 12) || ':' || named;
BEGIN
    SELECT id, changes INTO mine FROM proposals_boardedition LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        INSERT INTO proposals_boardedition (changes) VALUES (told);
    ELSE
        told := array_to_string((told || string_to_array(mine.changes, ' '))[1:{MOST_TOLD}], ' ');
        UPDATE proposals_boardedition SET changes = told WHERE id = mine.id;
    END IF;
END $$"""  # noqa: S608 (constants of this module alone)
_MAKE = (
    _CHANGED,
    _told("proposals_dossier", "id", COUNTED, "{}.filing_id IS NOT NULL"),
    _told("proposals_visa", "dossier_id", OPINION, "true"),
    *_triggers("proposals_dossier"), *_triggers("proposals_visa"),
    # what stands there before the first change is an edition too
    "DELETE FROM proposals_boardedition",
    "INSERT INTO proposals_boardedition (changes) VALUES ('before:*')",
)  # fmt: skip
_UNMAKE = (
    "DROP FUNCTION proposals_dossier_on_board() CASCADE", "DROP FUNCTION proposals_visa_on_board() CASCADE",
    "DROP FUNCTION board_changed(bigint[])", "DELETE FROM proposals_boardedition",
)  # fmt: skip
_EDITION = Prepared(
    lambda: apps.get_model("proposals", "BoardEdition").objects.order_by("pk").values_list("pk", "changes")
)
Edition = dict[int, str]
# states and the dossiers in each, of all that are found, or among some
Places = Callable[[list[int] | None], Iterable[tuple[str, list[int]]]]
_CODES = {state.slug: code for code, state in enumerate(STATES, 1)}


def make_triggers(_apps: Any, schema_editor: Any) -> None:
    """For a migration: PostgreSQL writes the editions."""
    _run(schema_editor, _MAKE)


def drop_triggers(_apps: Any, schema_editor: Any) -> None:
    """The way back."""
    _run(schema_editor, _UNMAKE)


def _run(schema_editor: Any, statements: tuple[str, ...]) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class _Counted(NamedTuple):
    """What was counted, and the edition read before; `places`, once it was counted twice: a byte for each dossier up to
    the last one found, the code of its state, or 0. It is never written again: others may be reading it."""

    edition: Edition
    counts: Counter[str]
    places: bytes | None = None


_kept: Kept[Hashable, _Counted] = Kept(500)


def of_edition(key: Hashable, count: Callable[[], Counter[str]], places: Places) -> Counter[str]:
    """How many of the dossiers that are found are in each state; kept under `key` as long as no dossier changes.

    The edition is read first: what is counted after it may be newer, never older. One query, and one more where
    something changed: `count` the first time, then all `places`, then those of the dossiers that changed.
    """
    edition: Edition = dict(_EDITION.rows())
    if not edition:
        return count()
    kept = _kept.get(key)
    if kept is None or kept.edition != edition:
        changed = None if kept is None else changed_since(kept.edition, edition)
        if kept is None or changed is None:
            kept = _Counted(edition, count())
        else:
            kept = _followed(edition, kept.places, places, changed)
        _kept.keep(key, kept)
    return kept.counts


def forget() -> None:
    """Keep nothing any more."""
    _kept.clear()


def changed_since(before: Edition, edition: Edition) -> set[int] | None:
    """The dossiers that changed since `before`; None when that is no longer said."""
    if before.keys() != edition.keys():
        return None
    changed: set[int] = set()
    for row, told in edition.items():
        if told == before[row]:
            continue
        last = before[row].partition(" ")[0]
        newer, found, _older = f" {told} ".partition(f" {last} ")
        if not found or "*" in newer:
            return None
        changed.update(int(dossier) for change in newer.split() for dossier in change.split(":")[1:])
    return changed


def _followed(edition: Edition, known: bytes | None, places: Places, changed: set[int]) -> _Counted:
    """What is known of the places, with those of the dossiers that changed as they are now."""
    now = bytearray(known or b"")
    if known is not None:
        for dossier in changed:
            if dossier < len(now):
                now[dossier] = 0
    for state, dossiers in places(None if known is None else sorted(changed)):
        last = max(dossiers)
        if last >= len(now):
            now.extend(bytes(last + 1 - len(now)))
        code = _CODES[state]
        for dossier in dossiers:
            now[dossier] = code
    counts = {state: now.count(code) for state, code in _CODES.items()}
    return _Counted(edition, Counter({state: count for state, count in counts.items() if count}), bytes(now))
