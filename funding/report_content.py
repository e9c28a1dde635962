"""A report as one plain value: what is typed over what is known already, with the figures it answers for.

Known already: what the ledger says was notified, the plan of the dossier, last year's report, what accounting gave
back. Nothing known is written before somebody submits: it is read afresh, to the cent, until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F

from funding.enums import EntryKind, Ledger, ReportKind
from funding.ledger import COUNTS
from funding.report_parts import FINANCIAL_SIDE, FORECAST, NEXT_YEAR, SPENT, TRUED, PartKind, partner_parts, parts
from proposals.enums import Source

if TYPE_CHECKING:
    from funding.models import Award, LedgerEntry, PartnerPart, Report, ReportLine

# 2: the parts of the partners; a version of format 1 has none, and is read as it was written
FORMAT = 2
CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """What a financial report answers for, in euros by line of the rules.

    `notified` of its year, `notified_earlier` of the years before; `spent_earlier` up to the year before last: last
    year's is a part of the report itself, trued up.
    """

    notified: dict[str, Decimal]
    notified_earlier: dict[str, Decimal]
    spent_earlier: dict[str, Decimal]


def spread(total: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """`total` over the keys of `weights` in proportion, to the cent, the odd cents on the first; equal without weights.

    The parts sum to `total` exactly.
    """
    if not weights:
        return {}
    whole = sum(weights.values(), ZERO)
    shares = {key: (total * weight / whole if whole else total / len(weights)) for key, weight in weights.items()}
    found = {key: share.quantize(CENT, ROUND_DOWN) for key, share in shares.items()}
    first = next(iter(found))
    found[first] += total - sum(found.values(), ZERO)
    return found


def notified_of(award: Award, year: int) -> Decimal:
    """Euros notified or paid for the tranche of this year, corrections and returns counted: the ledger to the cent."""
    return notified_by_year(award, [year])[year]


def notified_by_year(award: Award, years: Iterable[int]) -> dict[int, Decimal]:
    """The same for each of these years. One query."""
    found: dict[int, list[LedgerEntry]] = {year: [] for year in years}
    entries = award.entries.filter(ledger=Ledger.CREDITS, tranche__number__in=list(found))
    for one in entries.annotate(of_year=F("tranche__number")).order_by("pk"):
        found[one.of_year].append(one)
    return {year: _notified(mine) for year, mine in found.items()}


def _notified(entries: list[LedgerEntry]) -> Decimal:
    """What these lines of one tranche leave notified."""
    paid = [one for one in entries if one.kind == EntryKind.PAID]
    base = [one.amount for one in entries if one.kind == EntryKind.NOTIFIED][-1:] if not paid else []
    moved = [COUNTS[EntryKind(one.kind)] * one.amount for one in entries]
    return sum(base, ZERO) + sum(moved, ZERO)


def figures_of(report: Report) -> Figures:
    """The figures beside which spending is told. What was notified stands by line as the plan of the dossier has it."""
    award = report.award
    earlier = {line.slug: ZERO for line in award.rules.spending.lines}
    notified = notified_by_year(award, range(1, report.year + 1))
    for year in range(1, report.year):
        earlier = _added(earlier, spread(notified[year], planned_by_line(award, year)))
    here = spread(notified[report.year], planned_by_line(award, report.year))
    return Figures(here, earlier, spent_earlier(report))


def planned_by_line(award: Award, year: int) -> dict[str, Decimal]:
    """What is planned of the CNRS credits in this year, by line of the rules: as filed, or as it was changed."""
    found = {line.slug: ZERO for line in award.rules.spending.lines}
    if changed := award.budget.get(str(year)):
        return found | {slug: Decimal(euros) for slug, euros in changed.items() if slug in found}
    content = award.dossier.filing.content if award.dossier.filing else {}
    for cell in content.get("budget", []):
        if cell["year"] == year and cell["source"] == Source.CNRS and cell["line"] in found:
            found[cell["line"]] += Decimal(cell["euros"])
    return found


def spent_earlier(report: Report) -> dict[str, Decimal]:
    """Line -> euros spent up to the year before last, as last year's report trued them up."""
    found = {line.slug: ZERO for line in report.award.rules.spending.lines}
    last = last_version(report.award, ReportKind.FINANCIAL, report.year - 1)
    if last is None:
        return found
    for slug in found:
        before = Decimal(last["figures"]["spent_earlier"].get(slug, 0))
        found[slug] = before + Decimal(last["euros"].get(TRUED + slug) or 0)
    return found


def last_version(award: Award, kind: str, year: int) -> dict[str, Any] | None:
    """The content last submitted of another report of this action; none when there is none."""
    from funding.models import ReportVersion

    found = ReportVersion.objects.filter(report__award=award.pk, report__kind=kind, report__year=year)
    version = found.order_by("-number").first()
    return version.content if version else None


def planned_for(report: Report) -> str:
    """What last year's report announced for the year of this one; empty when it said nothing."""
    before = last_version(report.award, ReportKind.SCIENTIFIC, report.year - 1) if report.year > 1 else None
    return before["texts"].get(NEXT_YEAR.slug, "") if before else ""


def known(report: Report) -> dict[str, str]:
    """Part -> what stands there before anybody types: last year's figures to be trued up. Amounts as texts."""
    if report.kind not in FINANCIAL_SIDE or report.year < 2:
        return {}
    last = last_version(report.award, ReportKind.FINANCIAL, report.year - 1)
    if last is None:
        return {}
    found = {}
    for line in report.award.rules.spending.lines:
        sums = [Decimal(last["euros"].get(prefix + line.slug) or 0) for prefix in (SPENT, FORECAST)]
        found[TRUED + line.slug] = f"{sum(sums, ZERO):.2f}"
    return found


def content_of(report: Report) -> dict[str, Any]:
    """The working copy as one value; amounts are texts, dates ISO. A fixed number of queries."""
    pieces = {one.slug: one for one in report.pieces.all()}
    before = known(report)
    texts, euros = {}, {}
    for part in parts(report.kind, report.year, report.award.rules):
        piece = pieces.get(part.slug)
        if part.kind is PartKind.TEXT:
            texts[part.slug] = piece.text if piece else ""
        elif part.kind is PartKind.EUROS:
            euros[part.slug] = _written(piece.euros) if piece else before.get(part.slug, "")
    figures = figures_of(report) if report.kind in FINANCIAL_SIDE else None
    return {
        "format": FORMAT, "kind": report.kind, "year": report.year, "texts": texts, "euros": euros,
        "lines": [line_as_plain(one) for one in report.lines.all()],
        "figures": _plain(figures) if figures else {}, "partners": _of_partners(report),
    }  # fmt: skip


def _of_partners(report: Report) -> list[dict[str, Any]]:
    """The parts asked of the partners, written or still awaited. One query, or what the page knows already."""
    if not partner_parts(report.kind):
        return []
    is_known = "partner_parts" in getattr(report, "_prefetched_objects_cache", {})
    found = report.partner_parts.all() if is_known else report.partner_parts.in_order()
    return [partner_as_plain(one, report) for one in found if one.stands_in_report]


def partner_as_plain(one: PartnerPart, report: Report) -> dict[str, Any]:
    """A partner's part as a version freezes it: whose it is stands with it, whatever becomes of the partner."""
    partner = one.partner
    return {
        "partner": str(partner.uid), "signature": partner.signature, "institution": partner.institution,
        "country": partner.country, "changed_at": one.changed_at.isoformat() if one.changed_at else "",
        "texts": {part.slug: one.text_of(part) for part in partner_parts(report.kind)},
    }  # fmt: skip


def _written(euros: Decimal | None) -> str:
    return "" if euros is None else f"{euros:.2f}"


def _plain(figures: Figures) -> dict[str, Any]:
    return {name: {slug: f"{euros:.2f}" for slug, euros in getattr(figures, name).items()}
            for name in ("notified", "notified_earlier", "spent_earlier")}  # fmt: skip


def line_as_plain(one: ReportLine) -> dict[str, Any]:
    """A line as a version freezes it."""
    return {
        "kind": one.kind, "name": one.name, "status": one.status, "origin": one.origin, "place": one.place,
        "starts_on": one.starts_on.isoformat() if one.starts_on else "",
        "ends_on": one.ends_on.isoformat() if one.ends_on else "", "days": one.days, "people": one.people,
        "cost": f"{one.cost:.2f}" if one.cost is not None else "", "doi": one.doi, "hal_id": one.hal_id,
        "note": one.note,
    }  # fmt: skip


def _added(one: dict[str, Decimal], other: dict[str, Decimal]) -> dict[str, Decimal]:
    return {slug: euros + other.get(slug, ZERO) for slug, euros in one.items()}
