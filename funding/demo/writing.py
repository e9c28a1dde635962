"""Reports of the demonstration, written as their writers do: texts, lists, figures; then accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from directory.models import Person
from directory.standing import Standing, standing_of
from funding.actions import reporting
from funding.enums import LineKind, ReportKind
from funding.models import Award, Report
from funding.report_content import notified_of, planned_by_line, spread
from funding.report_parts import FORECAST, SPENT, PartKind, parts
from workflow.engine import perform

TEXTS = {
    "summary": "Deux séjours à Sendai et un atelier à Paris ont fixé le protocole commun. Les premières mesures "
    "croisées sont dépouillées ; un article est en cours d’écriture.",
    "next-year": "Une seconde campagne au printemps, puis l’école thématique prévue en septembre.",
    "difficulties": "Le retard d’un mois du navire a reporté la campagne d’automne.",
    "outcomes": "Un protocole commun, deux jeux de données ouverts, un article paru et une thèse en cotutelle.",
    "after": "Une demande commune auprès de l’agence japonaise, puis un projet de recherche international.",
    "comment": "Les missions d’automne sont reportées au printemps.",
}
WHO = ("Gwenaëlle Tressard", "Nora Neuve")


def submitted(award: Award, kind: ReportKind, year: int, at: datetime, *, share: Decimal = Decimal("0.9")) -> Report:
    """The report, written by the carrier and submitted `at`; `share` of what was notified is spent."""
    report, by = Report.objects.for_page().get(award=award, year=year, kind=kind), standing_of(award.carrier)
    figures = _spent(award, year, share)
    for part in parts(report.kind, report.year, report.award.rules):
        value = TEXTS.get(part.slug, "") if part.kind is PartKind.TEXT else figures.get(part.slug, "")
        if value:
            reporting.save_part(report, slug=part.slug, value=value, revision=0, at=at, by=by)
    if kind != ReportKind.FINANCIAL:
        _listed(report, award.starts_on.year + year - 1, by)
    reporting.submit_report(report, at=at, by=by)
    return report


def accepted(award: Award, year: int, at: datetime, people: Mapping[str, Person]) -> None:
    """Both reports of the year, submitted and accepted within three weeks: by the institute, and by finance."""
    readers = {ReportKind.SCIENTIFIC: people["officer"], ReportKind.FINANCIAL: people["finance"]}
    for kind, reader in readers.items():
        perform(submitted(award, kind, year, at), "accept", by=standing_of(reader), at=at + timedelta(days=20))


def _spent(award: Award, year: int, share: Decimal) -> dict[str, str]:
    """Part -> euros: what is spent of what was notified, as the plan spreads it; a little is still to be spent."""
    notified = notified_of(award, year) or award.tranches.get(number=year).amount
    lines = spread((notified * share).quantize(Decimal(1)), planned_by_line(award, year))
    found = {SPENT + slug: f"{euros:.2f}" for slug, euros in lines.items()}
    return found | {FORECAST + slug: "150" for slug, euros in lines.items() if euros}


def _listed(report: Report, year: int, by: Standing) -> None:
    lines = (
        (LineKind.MISSION, {"name": WHO[0], "origin": "Paris", "place": "Sendai", "cost": 1840,
                            "starts_on": date(year, 5, 3), "ends_on": date(year, 5, 14)}),
        (LineKind.MISSION, {"name": WHO[1], "origin": "Paris", "place": "Sendai", "cost": 1620,
                            "starts_on": date(year, 5, 3), "ends_on": date(year, 5, 21)}),
        (LineKind.MEETING, {"name": "Atelier de lancement", "place": "Paris", "people": 14,
                            "starts_on": date(year, 3, 12), "ends_on": date(year, 3, 13)}),
        (LineKind.YOUNG, {"name": WHO[1], "status": "phd", "note": "Dépouillement des premières mesures."}),
        (LineKind.PUBLICATION, {"name": "Un protocole commun de mesure en fond de mer", "hal_id": "hal-04123456"}),
    )  # fmt: skip
    for kind, fields in lines:
        reporting.save_line(report, kind=kind, pk=None, fields=fields, revision=0, by=by)
