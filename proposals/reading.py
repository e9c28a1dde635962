"""A dossier's content as a report: sections and what is answered in them, said in words. Pure, no query.

The same report is the preview, the page, the PDF and what a director reads: it takes a content (`content.py`), of the
working copy or of a filed version, and the frozen rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from instruments.spec import FieldKind, FormField, Instrument, Level
from proposals.content import Content
from proposals.enums import CofundingState, Side, Source, Status
from wording.formats import country, day, spaced

if TYPE_CHECKING:
    from proposals.checked import Checked

Choices = Mapping[str, Mapping[str, str]]
LEVELS = {Level.BLOCK: "block", Level.WARN: "warn", Level.INFORM: "info"}


@dataclass(frozen=True)
class Piece:
    """One answer. `shape` says how it is drawn: text, line, list, partners, people, budget or publications."""

    slug: str
    label: str
    shape: str
    value: Any


@dataclass(frozen=True)
class Chapter:
    """One section of the rules with what is answered in it."""

    slug: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Grid:
    """The budget: a row per source and line, a column per year, and their sums (euros)."""

    years: tuple[int, ...]
    rows: tuple[tuple[str, str, tuple[Decimal, ...], Decimal], ...]
    sources: tuple[tuple[str, tuple[Decimal, ...], Decimal], ...]
    totals: tuple[Decimal, ...]
    total: Decimal
    cofundings: tuple[dict[str, Any], ...]


def report(rules: Instrument, content: Content, language: str, choices: Choices | None = None) -> list[Chapter]:
    """The sections of `rules` with their answers, in `language` ("fr" or "en"); what is not answered is left out.

    `choices` gives the labels of answers chosen in reference data: {"institutes": {code: name}, …}.
    """
    with override(language):
        chapters = [
            Chapter(section.slug, section.title.said(language), tuple(_pieces(section.fields, rules, content, language,
                                                                              choices or {})))
            for section in rules.sections
        ]  # fmt: skip
    return [chapter for chapter in chapters if chapter.pieces]


def _pieces(fields: Any, rules: Instrument, content: Content, language: str, choices: Choices) -> list[Piece]:
    found = []
    for asked in fields:
        drawn = _drawn(asked, rules, content, language, choices)
        if drawn is not None:
            found.append(Piece(asked.slug, asked.label.said(language), *drawn))
    return found


def _drawn(asked: FormField, rules: Instrument, content: Content, language: str,
           choices: Choices) -> tuple[str, Any] | None:  # fmt: skip
    lines = {
        FieldKind.PARTNERS: ("partners", lambda: _partners(content, language)),
        FieldKind.PEOPLE: ("people", lambda: _people(content)),
        FieldKind.BUDGET: ("budget", lambda: budget(rules, content, language)),
        FieldKind.PUBLICATIONS: ("publications", lambda: list(content["publications"])),
    }
    if asked.kind in lines:
        shape, read = lines[asked.kind]
        value = read()
        return (shape, value) if value else None
    value = content["answers"].get(asked.slug)
    if value in (None, "", []):
        return None
    return _said(asked, value, language, choices)


def _said(asked: FormField, value: Any, language: str, choices: Choices) -> tuple[str, Any]:
    labels = {choice.slug: choice.label.said(language) for choice in asked.choices}
    labels |= choices.get(asked.choices_from or "", {})
    if asked.kind is FieldKind.TEXT:
        return "text", [part for part in str(value).replace("\r\n", "\n").split("\n\n") if part.strip()]
    if asked.kind is FieldKind.KEYWORDS:
        return "line", ", ".join(str(word) for word in value)
    if asked.kind is FieldKind.CHOICES:
        return "list", [labels.get(slug, slug) for slug in value]
    if asked.kind is FieldKind.YES_NO:
        words = ("Yes", "No") if language == "en" else ("Oui", "Non")
        return "line", words[0] if value else words[1]
    if asked.kind is FieldKind.DATE:
        return "line", day(date.fromisoformat(value), language, weekday=False)
    return "line", labels.get(str(value), str(value))


def _partners(content: Content, language: str) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "name": one["laboratory"] or one["institution"],
            "of": one["institution"] if one["laboratory"] else "",
            "lead": f"{one['lead_first_name']} {one['lead_last_name']}".strip(),
            "place": ", ".join(part for part in (one["city"], _country(one["country"], language)) if part),
            "side_label": str(Side(one["side"]).label),
        }
        for one in sorted(content["partners"], key=lambda one: one["side"] != Side.FOREIGN)
    ]


def _country(code: str, language: str) -> str:
    return country(code, language) if code else ""


def _people(content: Content) -> list[dict[str, Any]]:
    names = {one["uid"]: one["laboratory"] or one["institution"] for one in content["partners"]}
    return [
        {
            "name": f"{one['first_name']} {one['last_name']}",
            "side": str(Side(one["side"]).label),
            "status": str(Status(one["status"]).label),
            "email": one["email"],
            "orcid": one["orcid"],
            "role": one["role"],
            "laboratory": names.get(one["partner"], ""),
        }
        for one in sorted(content["participants"], key=lambda one: one["side"] != Side.FRENCH)
    ]


def budget(rules: Instrument, content: Content, language: str) -> Grid | None:
    """The grid with its sums; none when nothing is asked of anybody."""
    cells = content["budget"]
    if not cells and not content["cofundings"]:
        return None
    last = max([cell["year"] for cell in cells] + [(content["months"] or 12) // 12])
    years = tuple(range(1, last + 1))
    sums: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for cell in cells:
        sums[cell["source"], cell["line"]][cell["year"]] += Decimal(cell["euros"])
    labels = {line.slug: line.label.said(language) for line in rules.spending.lines}
    rows = tuple(
        (str(source.label), labels.get(line, line), *_row(sums[source, line], years))
        for source in Source
        for line in [*labels, *sorted({line for _s, line in sums} - set(labels))]
        if (source, line) in sums
    )
    sources = tuple(
        (str(source.label), *_row(_added([by for (of, _line), by in sums.items() if of == source]), years))
        for source in Source
        if any(of == source for of, _line in sums)
    )
    totals, total = _row(_added(list(sums.values())), years)
    return Grid(years, rows, sources, totals, total, tuple(_cofunding(one) for one in content["cofundings"]))


def _row(by_year: Mapping[int, Decimal], years: tuple[int, ...]) -> tuple[tuple[Decimal, ...], Decimal]:
    amounts = tuple(by_year.get(year, Decimal()) for year in years)
    return amounts, sum(amounts, Decimal())


def _added(several: list[Mapping[int, Decimal]] | list[dict[int, Decimal]]) -> dict[int, Decimal]:
    added: dict[int, Decimal] = defaultdict(Decimal)
    for by_year in several:
        for year, euros in by_year.items():
            added[year] += euros
    return added


def _cofunding(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "state_label": str(CofundingState(one["state"]).label),
        "euros": Decimal(one["euros"]),
        "amount": Decimal(one["amount"]),
        "rate_on": date.fromisoformat(one["rate_on"]) if one["rate_on"] else None,
    }


def papers(rules: Instrument, content: Content, language: str) -> list[dict[str, Any]]:
    """The documents, each under the name that the rules give it."""
    return [{**one, "label": _paper_label(rules, one["paper"], language), "name": spaced(one["name"], language)}
            for one in content["papers"]]  # fmt: skip


def _paper_label(rules: Instrument, slug: str, language: str) -> str:
    labels = {paper.slug: paper.label.said(language) for paper in rules.papers}
    return labels.get(slug, "Annex" if language == "en" else "Annexe")


def said_verdicts(found: Checked) -> list[dict[str, Any]]:
    """What the rules find, as `_verdicts.html` draws it; a document that was refused is led to where it is listed."""
    listed = {one.paper: f"d-{one.file}" for one in found.refused}
    return [{"level": LEVELS[one.level], "sentence": one.sentence, "place": listed.get(one.link, f"p-{one.link}")}
            for one in found.verdicts]  # fmt: skip


def said_refused(rules: Instrument, found: Checked, language: str) -> list[dict[str, Any]]:
    """The documents that the check refused, as `_refused.html` draws them; why, in the language being spoken."""
    return [{"name": spaced(one.name, language), "label": _paper_label(rules, one.paper, language), "at": one.at,
             "refusal": one.refusal} for one in found.refused]  # fmt: skip
