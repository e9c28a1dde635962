"""Actions begun in earlier years: one in its last year, one that has ended, one that may be renewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from directory.models import Institute, Person
from directory.standing import PARIS, standing_of
from documents.checks import check
from evaluation.demo.released import arbitrated, decided_by_institute
from evaluation.models import Reviewer
from funding.actions import batches, reporting
from funding.actions.clock import end_what_is_over
from funding.demo import partners
from funding.demo.formalisation import all_signed, by_letters
from funding.demo.writing import accepted, submitted
from funding.enums import ReportKind, TrancheState
from funding.models import Award, Tranche
from instruments.actions.calls import announce_call, create_call
from instruments.demo import at_hour, weekday
from workflow.engine import perform

COMMENTS = {"comment": "Le total des missions dépasse ce que dit la liste : laquelle des deux est à jour ?"}
REASON = "Les montants et la liste des missions ne disent pas la même chose."


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as the co-editor carries an action, everything is kept as people left it."""
    now = timezone.now()
    this = now.astimezone(PARIS).year
    if Award.objects.filter(carrier=people["coeditor"]).exists() or Reviewer.objects.count() < 2:
        return
    _last_year(people, this, now)
    _ended(people, this, now)
    _renewable(people, this, now)
    _open_now(people, now)


def _last_year(people: Mapping[str, Person], this: int, now: datetime) -> None:
    """One report is returned with comments, the other still to be written: the second tranche waits."""
    award = _begun(people, this - 1, people["carrier"], ("terrains nouveaux", "new fields"), 12)
    _paid(award, 1, people)
    money = submitted(award, ReportKind.FINANCIAL, 1, now - timedelta(days=30))
    reporting.return_report(money, comments=COMMENTS, reason=REASON, at=now - timedelta(days=12),
                            by=standing_of(people["finance"]))  # fmt: skip
    partners.asked(award, 1, now - timedelta(days=10), writing=0)


def _ended(people: Mapping[str, Person], this: int, now: datetime) -> None:
    """Over since the last day of the year before; its final report is to be read."""
    award = _begun(people, this - 2, people["coeditor"], ("archives et données", "archives and data"), 14)
    _paid(award, 1, people)
    accepted(award, 1, _day(this - 2, 11, 10), people)
    _paid(award, 2, people)
    end_what_is_over(_day(this, 1, 1))
    submitted(award, ReportKind.FINAL, 2, min(now, _day(this, 3, 20)))


def _renewable(people: Mapping[str, Person], this: int, now: datetime) -> None:
    """In its fourth year: two years reported and paid, the third to be read, the fourth written with the partners."""
    first = this - 3
    dossier = decided_by_institute(by_letters()[0], _day(first - 1, 6, 20), people, [people["coeditor"]], topic=15)[0]
    for file in all_signed(dossier, people, _day(first - 1, 9, 1)):
        check(file)
    perform(dossier, "start", by=standing_of(people["officer"]), at=_day(first - 1, 12, 1))
    award = Award.objects.get(dossier=dossier.pk)
    for year in (1, 2):
        _paid(award, year, people)
        accepted(award, year, _day(first + year - 1, 11, 10), people)
    _paid(award, 3, people)
    submitted(award, ReportKind.SCIENTIFIC, 3, _day(first + 2, 11, 12))
    partners.asked(award, 4, now - timedelta(days=9), writing=1)


def _open_now(people: Mapping[str, Person], now: datetime) -> None:
    """A call of the institute in which what follows these actions may be opened today."""
    institute, by = Institute.objects.get(office__person=people["officer"]), standing_of(people["officer"])
    one = by_letters()[0]
    title = f"{one.acronym} {now.year + 1}, {institute.code}"
    fields = {
        "instrument_slug": one.slug, "institute": institute, "year": now.year + 1, "title_fr": title, "title_en": title,
        "text_fr": "Premiers projets et renouvellements.", "text_en": "First projects and renewals.",
        "opens": at_hour(now - timedelta(days=20), 10), "closes": at_hour(weekday(now + timedelta(days=40)), 16),
    }  # fmt: skip
    announce_call(create_call(fields=fields, by=by), at=now, by=by)


def _begun(people: Mapping[str, Person], year: int, carrier: Person, words: tuple[str, str], topic: int) -> Award:
    """An action of the directorate's call, from the first of January of `year`."""
    then = _day(year - 1, 11, 20)
    dossier = arbitrated(then, people, [carrier], words, topic=topic)[0]
    perform(dossier, "notify", by=standing_of(people["derci"]), at=then + timedelta(days=20))
    return Award.objects.get(dossier=dossier.pk)


def _paid(award: Award, number: int, people: Mapping[str, Person]) -> None:
    """The tranche, notified in February of its year and paid in March."""
    year, by = award.starts_on.year + number - 1, standing_of(people["finance"])
    tranches = Tranche.objects.filter(award=award, number=number, state=TrancheState.PLANNED)
    made = batches.prepare(tranches.for_list(), title=f"{award.reference}, {year}", at=_day(year, 2, 3), by=by).batches
    for batch in made:
        batches.send(batch, at=_day(year, 2, 4), by=by)
        batches.pay(batch, dated_on=date(year, 3, 2), accounting_reference=f"{year}-{award.pk:04}",
                    at=_day(year, 3, 3), by=by)  # fmt: skip


def _day(year: int, month: int, number: int) -> datetime:
    """Nine in the morning of that day, Paris time."""
    return datetime(year, month, number, 9, tzinfo=PARIS)
