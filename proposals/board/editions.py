"""What the board has counted holds until a dossier on it changes: the edition of the board says whether one has.

Counting by state reads an entry of an index for every dossier found; orders and pages of one list, and readers with
the same offices, count the same. PostgreSQL writes a new edition with every change, in the same transaction, whoever
changes a dossier or an opinion and however. SQLite has none: small houses count each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps

from workflow.prepared import Prepared

T = TypeVar("T")
MOST_KEPT = 500
# the columns of a dossier that say whether it is on a board, in which state, and under which filters
COUNTED = (
    "filing_id", "is_with_institute", "state", "institute_id", "routed_to_id", "asked", "blocks", "warns",
    "instrument_slug", "state_since", "taken_back_at", "call_id", "delegation_id", "listed_countries", "unit_key",
    "search_text",
)  # fmt: skip
# a row that another transaction is writing is left to it: nobody waits for somebody else's dossier
_MAKE = (
    "CREATE FUNCTION board_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE proposals_boardedition SET token = gen_random_uuid() "
    "WHERE id = (SELECT id FROM proposals_boardedition LIMIT 1 FOR UPDATE SKIP LOCKED); "
    "IF NOT FOUND THEN INSERT INTO proposals_boardedition (token) VALUES (gen_random_uuid()); END IF; "
    "RETURN NULL; END $$",
    f"CREATE TRIGGER board_edition AFTER INSERT OR DELETE OR UPDATE OF {', '.join(COUNTED)} ON proposals_dossier "
    "FOR EACH STATEMENT EXECUTE FUNCTION board_edition()",
    "CREATE TRIGGER board_edition AFTER INSERT OR DELETE OR UPDATE OF dossier_id, state, opinion ON proposals_visa "
    "FOR EACH STATEMENT EXECUTE FUNCTION board_edition()",
    # what stands there before the first change is an edition too
    "INSERT INTO proposals_boardedition (token) VALUES (gen_random_uuid())",
)
_UNMAKE = ("DROP FUNCTION board_edition() CASCADE",)
_EDITION = Prepared(lambda: apps.get_model("proposals", "BoardEdition").objects.order_by("pk").values_list("token"))
_kept: dict[Hashable, tuple[tuple[UUID, ...], Any]] = {}


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


def of_edition(key: Hashable, count: Callable[[], T]) -> T:
    """What `count` answers about the dossiers of the board; kept under `key` as long as no dossier changes.

    The edition is read first: what is counted after it may be newer, never older. One query, and those of `count`
    where nothing is kept.
    """
    edition = tuple(token for (token,) in _EDITION.rows())
    if not edition:
        return count()
    kept = _kept.get(key)
    if kept is None or kept[0] != edition:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        kept = _kept[key] = (edition, count())
    found: T = kept[1]
    return found
