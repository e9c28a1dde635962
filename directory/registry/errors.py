"""What can be wrong with a file or a record, each a sentence for the person who imports."""

from __future__ import annotations


class BadFile(Exception):
    """The whole file is refused: nothing of it is imported. The text is a sentence, in the language in force."""


class BadRecord(Exception):
    """One record is left aside and the others go in."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"{name}: {problem}")
