"""The search of the board: every word typed is the beginning of a word of the dossier.

PostgreSQL finds rare words from an index of all words; SQLite, and PostgreSQL for words that most dossiers have, read
the text. The words are folded and ready in the column `search_text`, one space before each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

# a word longer than this is found by its beginning (an index refuses words of kilobytes): as the function below says
LONGEST_WORD = 200
INDEXES = ("board_words", "board_most_asked")
_FILED = "WHERE filing_id IS NOT NULL AND is_with_institute"
# dear, so that the planner makes the words of a row only when the index is no help
_MAKE = (
    "CREATE FUNCTION words_of_board(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$ "
    "SELECT array_to_tsvector(ARRAY(SELECT left(word, 200) "
    "FROM unnest(string_to_array($1, ' ')) AS word WHERE word <> '')) $$",
    f"CREATE INDEX board_words ON proposals_dossier USING gin (words_of_board(search_text)) {_FILED}",
    # the order of the sums, largest first, as SQLite cannot index it
    f"CREATE INDEX board_most_asked ON proposals_dossier (asked DESC NULLS LAST, id DESC) {_FILED}",
)
_UNMAKE = (*(f"DROP INDEX {name}" for name in INDEXES), "DROP FUNCTION words_of_board(text)")


def make_indexes(_apps: Any, schema_editor: Any) -> None:
    """For a migration: what PostgreSQL alone has."""
    _run(schema_editor, _MAKE)


def drop_indexes(_apps: Any, schema_editor: Any) -> None:
    """The way back."""
    _run(schema_editor, _UNMAKE)


def _run(schema_editor: Any, statements: tuple[str, ...]) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class HasWords(Func):
    """Whether a dossier has a word that begins so for each of `words` (folded, at least one), asked of the index."""

    output_field = BooleanField()

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        super().__init__(F("search_text"))

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        text, parameters = compiler.compile(self.source_expressions[0])
        asked = " & ".join(f"{_quoted(word[:LONGEST_WORD])}:*" for word in self.words)
        return f"words_of_board({text}) @@ %s::tsquery", (*parameters, asked)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = compiler.compile(self.read().resolve_expression(compiler.query))
        return sql, tuple(parameters)

    def read(self) -> Q:
        """The same, read from the text of each row: for words that most rows have.

        The longest, which tells most, first. A position in the text is found twice as fast as a LIKE in many scripts
        is matched; the text is a few hundred characters of ready words.
        """
        found = Q()
        for word in sorted(self.words, key=len, reverse=True):
            found &= Q(GreaterThan(StrIndex("search_text", Value(f" {word}")), 0))
        return found


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
