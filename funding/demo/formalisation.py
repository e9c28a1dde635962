"""What formalises: letters half gathered, or all there; a set-up year; a laboratory that runs; an opinion asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from directory.models import Person, Unit
from directory.standing import PARIS, standing_of
from documents.models import StoredFile
from evaluation.demo.released import decided_by_college, decided_by_institute
from evaluation.demo.sessions import colleague
from evaluation.models import Reviewer
from funding.actions import letters, security, set_up
from funding.actions.entries import add_own
from funding.enums import EntryKind, UnitKind
from funding.models import Award, Commitment, SetUp
from instruments.instants import shifted_months
from instruments.registry import all_instruments
from instruments.spec import Instrument
from instruments.steps import Step
from proposals.demo.papers import a_letter
from proposals.enums import Side
from proposals.models import Dossier
from workflow.engine import perform

LETTER = ("To whom it may concern,", "", "Our institution commits itself to this action for its five years.", "",
          "(letter of a demonstration)")  # fmt: skip
DRAFT = ("CONSTITUTIVE CONVENTION", "", "Between the parties below, (text of a demonstration)")
FRENCH = {"side": Side.FRENCH, "institution": "CNRS", "country": "FR", "contact": "Clarisse Montvert",
          "email": "conventions@partner.example", "language": "fr"}  # fmt: skip
DEDICATED = {"code": "IRL 2099", "name": "Laboratoire commun d’étude des fjords", "acronym": "FJORDS"}
STAFF = (
    ("Ysaline Corbière", "Directrice de recherche", "CNRS"),
    ("Rodrigo Paillán", "Profesor asociado", "Universidad del Pacífico Austral"),
)
GRANT = Decimal(90_000)


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as letters are gathered or a set-up year runs, everything is kept as people left it."""
    if Commitment.objects.exists() or SetUp.objects.exists() or Reviewer.objects.count() < 2:
        return
    now = timezone.now()
    project, network = by_letters()[0], by_letters()[-1]
    then = now - timedelta(days=75)
    three = [colleague(name, people) for name in (("Aurore", "Kerléo"), ("Matthias", "Guérande"), ("Lison", "Abgrall"))]
    gathering, guarded = decided_by_institute(project, then, people, three[:2], topic=3)
    _gathered(gathering, people, now)
    _guarded(guarded, people, now)
    ready = decided_by_institute(network, then, people, three[2:], topic=11)[0]
    all_signed(ready, people, now - timedelta(days=50))
    _set_up(people, now)
    _laboratory(people, now)


def by_letters() -> list[Instrument]:
    """The instruments that letters of commitment formalise, in their order."""
    return [one for one in all_instruments() if Step.LETTERS in one.steps]


def all_signed(dossier: Dossier, people: Mapping[str, Person], at: datetime) -> list[StoredFile]:
    """Every institution has promised credits and sent its letter: the files, which the worker will check."""
    officer = standing_of(people["officer"])
    perform(dossier, "open-letters", by=officer, at=at)
    found = []
    for place, line in enumerate(Commitment.objects.filter(dossier=dossier).order_by("pk")):
        letters.state_credits(line, amount=Decimal(4000 + 2500 * place), at=at + timedelta(days=12), by=officer)
        found.append(_sign(line, people, at + timedelta(days=20)))
    return found


def _gathered(dossier: Dossier, people: Mapping[str, Person], now: datetime) -> None:
    """One signed, one that promises in its currency, one asked and silent, one not asked yet."""
    officer, at = standing_of(people["officer"]), now - timedelta(days=60)
    perform(dossier, "open-letters", by=officer, at=at)
    more = (
        FRENCH | {"institution": "Sorbonne Université", "is_required": True},
        {"side": Side.FOREIGN, "institution": "Kita-Umi Institute of Oceanography", "country": "JP",
         "contact": "Haruka Mizuno", "email": "", "language": "en", "is_required": False},
    )  # fmt: skip
    for fields in more:
        letters.add_line(Dossier.objects.get(pk=dossier.pk), fields=fields, at=at, by=officer)
    first, second, third, _last = Commitment.objects.filter(dossier=dossier).order_by("pk")
    for line in (first, second, third):
        perform(line, "ask", by=officer, at=at + timedelta(days=1))
    _sign(third, people, at + timedelta(days=9))
    letters.state_credits(second, amount=Decimal(12_000), currency="NOK", rate=Decimal("0.0874"),
                          rate_on=(at + timedelta(days=10)).date(), at=at + timedelta(days=10), by=officer)  # fmt: skip


def _sign(line: Commitment, people: Mapping[str, Person], at: datetime) -> StoredFile:
    name = line.institution.encode("ascii", "ignore").decode()
    file = _pdf("letter.pdf", (name, "", *LETTER))
    return letters.take_letter(line, file=file, at=at, by=standing_of(people["officer"])).file


def _guarded(dossier: Dossier, people: Mapping[str, Person], now: datetime) -> None:
    """The security officer is asked, in confidence, before anything is formalised."""
    fsd = standing_of(people["fsd"])
    security.keep_note("CL", text="Vérifier les accords en cours sur les données sismiques.", needs_opinion=False,
                       at=now - timedelta(days=40), by=fsd)  # fmt: skip
    security.ask_security(dossier, note="Capteurs de fond de mer et données brutes partagées en temps réel.",
                          at=now - timedelta(days=6), by=standing_of(people["officer"]))  # fmt: skip


def _set_up(people: Mapping[str, Person], now: datetime) -> None:
    """Opened so that the first warning comes within the week: parties, versions, who holds the pen, a new unit."""
    opened = datetime.combine(shifted_months((now + timedelta(days=6)).astimezone(PARIS).date(), -3), now.timetz())
    dossier = decided_by_college(opened - timedelta(days=9), people, ("Corto", "Villemeur"), topic=-4, amount=GRANT)
    if dossier is None:
        return
    officer = standing_of(people["officer"])
    perform(dossier, "open-set-up", by=officer, at=opened)
    made = SetUp.objects.select_related("dossier__version").get(dossier=dossier)
    set_up.keep_party(made, fields=FRENCH, at=opened + timedelta(days=2), by=officer)
    abroad = made.parties.exclude(side=Side.FRENCH).order_by("pk").first()
    for number, (party, note) in enumerate(((None, "Trame de la maison."), (abroad, "Articles 4 et 7 revus.")), 1):
        set_up.add_version(made, file=_pdf(f"convention-v{number}.pdf", (*DRAFT, str(number))), party=party, note=note,
                           at=opened + timedelta(days=10 * number), by=officer)  # fmt: skip
    if abroad is not None:
        set_up.hand_pen(made, party=abroad, at=opened + timedelta(days=24), by=officer)
    set_up.comment(made, text="L’article 7 sur la propriété des données reste à trancher avec leur direction.",
                   token=uuid4(), at=opened + timedelta(days=25), by=officer)  # fmt: skip
    set_up.settle_convention(made, convention_on=None, unit_kind=UnitKind.DEDICATED, unit=None,
                             unit_name="Observatoire commun du Pacifique austral", at=opened + timedelta(days=30),
                             by=officer)  # fmt: skip
    _means(SetUp.objects.select_related("dossier__version").get(pk=made.pk), people, opened + timedelta(days=31))


def _means(made: SetUp, people: Mapping[str, Person], at: datetime) -> None:
    """What the unit to create will have: own resources by year and line, people assigned to it."""
    officer, unit = standing_of(people["officer"]), made.dossier.rules.dedicated_unit
    lines = unit.lines if unit else ()
    cells = {(year, line.slug): Decimal(15_000 - 3000 * place) for year in (1, 2) for place, line in enumerate(lines)}
    set_up.plan_resources(made, cells=cells, at=at, by=officer)
    for name, status, employer in STAFF:
        fields = {"name": name, "status": status, "employer": employer, "starts_on": at.date(), "ends_on": None}
        set_up.keep_assignment(made, fields=fields, at=at, by=officer)


def _laboratory(people: Mapping[str, Person], now: datetime) -> None:
    """A laboratory that runs in the unit created for it: a ledger of own resources beside the credits."""
    opened = now - timedelta(days=150)
    dossier = decided_by_college(opened - timedelta(days=9), people, ("Ysaline", "Corbière"), topic=-5, amount=GRANT)
    if dossier is None:
        return
    officer, signed = standing_of(people["officer"]), now - timedelta(days=45)
    perform(dossier, "open-set-up", by=officer, at=opened)
    made = SetUp.objects.select_related("dossier__version").get(dossier=dossier)
    set_up.keep_party(made, fields=FRENCH, at=opened, by=officer)
    unit, day = _unit(people), signed.astimezone(PARIS).date()
    set_up.settle_convention(made, convention_on=day, unit_kind=UnitKind.DEDICATED, unit=unit, unit_name="", at=signed,
                             by=officer)  # fmt: skip
    _means(SetUp.objects.select_related("dossier__version").get(pk=made.pk), people, signed)
    for party in made.parties.order_by("pk"):
        fields = {name: getattr(party, name) for name in set_up.PARTY} | {"signed_on": day}
        set_up.keep_party(made, fields=fields, party=party, at=signed, by=officer)
    perform(dossier, "sign-convention", by=officer, at=signed, starts_on=day)
    _own_resources(Award.objects.get(dossier=dossier.pk), day, people, now)


def _own_resources(award: Award, day: date, people: Mapping[str, Person], now: datetime) -> None:
    lines = award.rules.dedicated_unit.lines if award.rules.dedicated_unit else ()
    for line in lines[:2]:
        add_own(award, EntryKind.PAID, line.slug, day.year, Decimal(6500), reason="", dated_on=day, at=now,
                by=standing_of(people["finance"]))  # fmt: skip


def _unit(people: Mapping[str, Person]) -> Unit:
    """The unit created for the laboratory, as the directory knows it."""
    home = people["carrier"].unit
    known = Unit.objects.filter(code=DEDICATED["code"]).first()
    return known or Unit.objects.create(
        **DEDICATED, institute=home.institute if home else None, delegation=home.delegation if home else None
    )


def _pdf(name: str, lines: tuple[str, ...]) -> UploadedFile:
    content = a_letter(lines)
    return UploadedFile(ContentFile(content), name, "application/pdf", len(content))
