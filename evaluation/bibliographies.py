"""Publications as people paste them: DOIs, references that hold one, or BibTeX exported from ORCID. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.traits import Paper
from proposals.identifiers import NotADoi, read_doi

_ENTRY = re.compile(r"^\s*@\s*\w+\s*\{", re.MULTILINE)
_FIELD = re.compile(r"""(\w+)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|"([^"]*)"|(\d+))""")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>{}]+", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.])(19\d\d|20\d\d)(?![\d/])")
LONGEST_TITLE, MOST_AUTHORS, LONGEST_NAME = 500, 60, 120


def read_works(text: str) -> tuple[list[Paper], list[str]]:
    """The publications in `text`, each DOI once, and the lines (or BibTeX entries) in which there is no DOI."""
    found: dict[str, Paper] = {}
    unread: list[str] = []
    for piece, is_entry in _pieces(text):
        paper = _of_entry(piece) if is_entry else _of_line(piece)
        if paper is None:
            unread.append(" ".join(piece.split())[:80])
        else:
            found.setdefault(paper.doi, paper)
    return list(found.values()), unread


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    if not _ENTRY.search(text):
        yield from ((line, False) for line in text.splitlines() if line.strip())
        return
    starts = [match.start() for match in _ENTRY.finditer(text)]
    yield from ((line, False) for line in text[: starts[0]].splitlines() if line.strip())
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield text[start:end], True


def _of_line(line: str) -> Paper | None:
    match = _DOI.search(line)
    doi = _doi(match.group() if match else line)
    if not doi:
        return None
    rest = _YEAR.findall(line.replace(match.group(), " ") if match else line)
    return Paper(doi, year=int(rest[-1]) if rest else None)


def _of_entry(entry: str) -> Paper | None:
    fields = {name.lower(): " ".join((braced or quoted or bare).replace("{", "").replace("}", "").split())
              for name, braced, quoted, bare in _FIELD.findall(entry)}  # fmt: skip
    doi = _doi(fields.get("doi", "") or next(iter(_DOI.findall(entry)), ""))
    if not doi:
        return None
    years = _YEAR.findall(fields.get("year", ""))
    authors = tuple(_in_order(name)[:LONGEST_NAME] for name in re.split(r"\s+and\s+", fields.get("author", "")) if name)
    return Paper(doi, fields.get("title", "")[:LONGEST_TITLE], int(years[0]) if years else None,
                 authors[:MOST_AUTHORS])  # fmt: skip


def _in_order(name: str) -> str:
    """« Martin, Jeanne » is Jeanne Martin."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name.strip()


def _doi(typed: str) -> str:
    text = typed.rstrip(")]")
    try:
        return read_doi(text)
    except NotADoi:
        return ""
