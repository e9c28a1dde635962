"""Two actions that run since the first of January: one whose reports are to be written, one whose are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from directory.actions.people import create_person
from directory.models import Person
from directory.standing import PARIS, Standing, standing_of
from evaluation.demo.decisions import published_call
from evaluation.models import Reviewer
from funding.actions import reporting
from funding.enums import LineKind, ReportKind
from funding.models import Award, Report
from funding.report_parts import PartKind, parts
from workflow.engine import perform

COLLEAGUE = ("Gwenaëlle", "Tressard", "gwenaelle.tressard@colleagues.example")
YEAR = {
    "summary": "Deux séjours à Sendai et un atelier à Paris ont fixé le protocole commun. Les premières mesures "
    "croisées sont dépouillées ; un article est en cours d’écriture.",
    "next-year": "Une seconde campagne au printemps, puis l’école thématique prévue en septembre.",
    "difficulties": "Le retard d’un mois du navire a reporté la campagne d’automne.",
}


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as an action runs, everything is kept as people left it."""
    if Award.objects.exists() or Reviewer.objects.count() < 2:
        return
    now = timezone.now()
    starts = date(now.astimezone(PARIS).year, 1, 1)
    then = datetime(starts.year - 1, 11, 20, 9, tzinfo=PARIS)
    first, last, email = COLLEAGUE
    colleague = Person.objects.filter(email=email).first() or create_person(
        email=email, first_name=first, last_name=last, password=None, is_verified=True, unit=people["carrier"].unit
    )
    for dossier in published_call(
        then, people, [people["carrier"], colleague], ("premiers contacts", "first contacts")
    ):
        perform(dossier, "notify", by=standing_of(people["derci"]), at=then + timedelta(days=20))
    _reported(Award.objects.get(carrier=colleague), min(now, now - timedelta(days=3)))


def _reported(award: Award, at: datetime) -> None:
    """The scientific report of the first year accepted nowhere yet: both are submitted, the institute reads."""
    by = standing_of(award.carrier)
    science, money = (Report.objects.for_page().get(award=award, year=1, kind=kind)
                      for kind in (ReportKind.SCIENTIFIC, ReportKind.FINANCIAL))  # fmt: skip
    for slug, text in YEAR.items():
        reporting.save_part(science, slug=slug, value=text, revision=0, at=at, by=by)
    _listed(science, award.starts_on.year, by)
    _figures(money, at, by)
    for report in (science, money):
        reporting.submit_report(report, at=at, by=by)


def _listed(report: Report, year: int, by: Standing) -> None:
    lines = (
        (LineKind.MISSION, {"name": "Gwenaëlle Tressard", "origin": "Paris", "place": "Sendai", "cost": 1840,
                            "starts_on": date(year, 5, 3), "ends_on": date(year, 5, 14)}),
        (LineKind.MISSION, {"name": "Nora Neuve", "origin": "Paris", "place": "Sendai", "cost": 1620,
                            "starts_on": date(year, 5, 3), "ends_on": date(year, 5, 21)}),
        (LineKind.MEETING, {"name": "Atelier de lancement", "place": "Paris", "people": 14,
                            "starts_on": date(year, 3, 12), "ends_on": date(year, 3, 13)}),
        (LineKind.YOUNG, {"name": "Nora Neuve", "status": "phd", "note": "Dépouillement des premières mesures."}),
        (LineKind.PUBLICATION, {"name": "Un protocole commun de mesure en fond de mer", "hal_id": "hal-04123456"}),
    )  # fmt: skip
    for kind, fields in lines:
        reporting.save_line(report, kind=kind, pk=None, fields=fields, revision=0, by=by)


def _figures(report: Report, at: datetime, by: Standing) -> None:
    for place, part in enumerate(one for one in parts(report.kind, report.year, report.award.rules)):
        if part.kind is PartKind.EUROS:
            euros = {0: "3460", 1: "400", 2: "1250"}.get(place, "0")
            reporting.save_part(report, slug=part.slug, value=euros, revision=0, at=at, by=by)
