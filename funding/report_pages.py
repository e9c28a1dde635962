"""How the parts of a report are shown: the same for whoever writes it and whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from funding.report_checks import by_line
from funding.report_content import line_as_plain
from funding.report_parts import FORECAST, SPENT, TRUED, Part, PartKind, parts
from proposals.enums import Status
from proposals.facts import length
from wording.formats import figure, have_cents
from wording.languages import shown_language

if TYPE_CHECKING:
    from funding.models import Report

COLUMNS = (TRUED, SPENT, FORECAST)


@dataclass(frozen=True)
class Cell:
    """One figure to type: what stands there, and its revision."""

    part: Part
    value: Any
    revision: int
    url: str

    @property
    def column(self) -> str:
        """Which column it stands in."""
        return next(prefix for prefix in COLUMNS if self.part.slug.startswith(prefix))


@dataclass(frozen=True)
class Row:
    """One line of the rules: its cells in order, what was notified and spent since the start."""

    label: Any
    is_eligible: bool
    cells: list[Cell]
    notified: Decimal
    spent: Decimal
    # one writing for the whole grid: with cents as soon as one of its figures has some
    has_cents: bool


@dataclass(frozen=True)
class Asked:
    """A text or a list of the report."""

    part: Part
    value: str
    revision: int
    url: str
    lines: list[Any]
    kind: str

    @property
    def typed(self) -> int:
        return length(self.value)


def asked_of(report: Report, content: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> list[Asked]:
    """Texts and lists in order; `typed` is what a form sent and was not kept."""
    pieces = {one.slug: one for one in report.pieces.all()}
    lines = [{"pk": one.pk, **line_as_plain(one)} for one in report.lines.all()]
    found = []
    for part in parts(report.kind, report.year, report.award.rules):
        if part.kind is PartKind.EUROS:
            continue
        piece = pieces.get(part.slug)
        value = (typed or {}).get(part.slug, content["texts"].get(part.slug, ""))
        mine = shown_lines(one for one in lines if one["kind"] == part.lines)
        found.append(
            Asked(part, value, piece.revision if piece else 0, _url(report, part.slug), mine, part.lines or "")
        )
    return found


def shown_lines(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines of a content as pages show them: the status in words, the cost as an amount."""
    return [
        {**one, "status": Status(one["status"]).label if one["status"] else "",
         "cost": Decimal(one["cost"]) if one["cost"] else None}
        for one in lines
    ]  # fmt: skip


def rows_of(report: Report, content: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> list[Row]:
    """The grid of figures; none for a report without money."""
    rules = report.award.rules
    pieces = {one.slug: one for one in report.pieces.all()}
    by_slug = {part.slug: part for part in parts(report.kind, report.year, rules)}
    lines = list(by_line(content, rules)) if content["euros"] else []
    stored = [Decimal(euros) for euros in content["euros"].values() if euros]
    has_cents = have_cents([*stored, *(euros for _spent, *sums in lines for euros in sums)])
    found = []
    for spent, notified, in_all in lines:
        line = rules.line(spent.line)
        cells = [
            Cell(by_slug[prefix + line.slug], _shown(prefix + line.slug, content, typed, has_cents=has_cents),
                 pieces[prefix + line.slug].revision if prefix + line.slug in pieces else 0,
                 _url(report, prefix + line.slug))
            for prefix in COLUMNS if prefix + line.slug in by_slug
        ]  # fmt: skip
        found.append(Row(line.label, line.is_eligible, cells, notified, in_all, has_cents))
    return found


def headings(report: Report) -> list[str]:
    """Which columns of figures this report has."""
    slugs = {part.slug for part in parts(report.kind, report.year, report.award.rules)}
    return [prefix for prefix in COLUMNS if any(slug.startswith(prefix) for slug in slugs)]


def _shown(slug: str, content: Mapping[str, Any], typed: Mapping[str, str] | None, *, has_cents: bool) -> str:
    if typed and slug in typed:
        return typed[slug]
    stored = content["euros"].get(slug, "")
    return figure(Decimal(stored), shown_language(), cents=has_cents) if stored else ""


def _url(report: Report, slug: str) -> str:
    return reverse("report_part", args=[report.uid, slug])
