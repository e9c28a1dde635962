"""Routes of finance and of the money of one action."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from documents.exports import ask
from funding.actions import batches, derogations, entries, grants, spending
from funding.enums import ChangeKind, EntryKind
from funding.models import Award, SetUp, Tranche
from tests.funding.awards import an_award
from tests.routes import CARRIER, Route, only

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
DIRECTOR, FINANCE = Role.UNIT_DIRECTOR.value, Role.FINANCE_OFFICER.value
STAFF = (OFFICER, DIRECTION, DERCI, DERCI_HEAD)
READERS = (CARRIER, *STAFF, DIRECTOR, FINANCE)
NO_GET = {"*": 405, "anonymous": 302}


def build(world: Any) -> None:
    """An action with a tranche paid and corrected, one under a derogation, a change proposed; two batches; a file."""
    now, today = timezone.now(), timezone.localdate()
    world.money = _award(world, "irl", starts_on=date(today.year - 1, 1, 1))
    Award.objects.filter(pk=world.money.pk).update(dedicated_unit=world.unit.pk)
    world.announced = _award(world, "irl")
    SetUp.objects.create(dossier=world.announced.dossier, opened_at=now, due_on=today, unit_kind="dedicated",
                         unit_name="Laboratoire des fjords")  # fmt: skip
    finance, direction = standing_of(world.people[FINANCE]), standing_of(world.people[DIRECTION])
    world.paid_batch = _batched(world, world.money.tranches.filter(number=1), is_sent=True)
    batches.pay(world.paid_batch, dated_on=today, accounting_reference="M-1", at=now, by=finance)
    first, second = (world.money.tranches.for_list().get(number=number) for number in (1, 2))
    entries.add(first, EntryKind.RETURNED, Decimal("10.50"), reason="Reliquat.", dated_on=today, at=now, by=finance)
    award = Award.objects.get(pk=world.money.pk)
    line = award.rules.dedicated_unit.lines[0].slug
    entries.add_own(
        award, EntryKind.PAID, line, today.year, Decimal(5000), reason="", dated_on=today, at=now, by=finance
    )
    world.derogation = derogations.give(second, reason="Rapport retardé.", ends_on=today + timedelta(30), at=now,
                                        by=direction)  # fmt: skip
    world.change = grants.propose(award, ChangeKind.RAISE, award.granted + 1000, reason="Bilan.", at=now,
                                  by=standing_of(world.people[OFFICER]))  # fmt: skip
    world.batch = _batched(world, _award(world).tranches.filter(number=1))
    world.sent = _batched(world, _award(world).tranches.filter(number=1), is_sent=True)
    world.open_award = _award(world)
    line = award.rules.spending.lines[0].slug
    content = f"reference;annee;ligne;montant;date\n{award.reference};{today.year};{line};12,50;{today}\nX;1;a;b;c\n"
    world.accounting_file = ask("accounting-csv", person_id=world.people[FINANCE].pk, language="fr", at=now,
                                asked={"batch": world.batch.pk})  # fmt: skip
    world.spending = spending.read_file("depenses.csv", content.encode(), at=now, by=finance)


def _award(world: Any, slug: str = "iea", **given: Any) -> Award:
    award = an_award(slug, carrier=world.people[CARRIER], **given)
    Award.objects.filter(pk=award.pk).update(delegation=world.delegation, institute=world.institute)
    return Award.objects.get(pk=award.pk)


def _batched(world: Any, tranches: Any, *, is_sent: bool = False) -> Any:
    now, finance = timezone.now(), standing_of(world.people[FINANCE])
    batch = batches.prepare(tranches.for_list(), title="Lot d’essai", at=now, by=finance).batches[0]
    if is_sent:
        batches.send(batch, at=now, by=finance)
    return batch


def _open(world: Any, number: int) -> None:
    for _turn in range(number):
        _award(world)


def _batches(world: Any, number: int) -> None:
    for _turn in range(number):
        _batched(world, _award(world).tranches.filter(number=1))


def _in_batch(world: Any, number: int) -> None:
    for _turn in range(number):
        batch = _batched(world, _award(world).tranches.filter(number=1))
        Tranche.objects.filter(batch=batch).update(batch=world.batch)


def _derogations(world: Any, number: int) -> None:
    for _turn in range(number):
        award = _award(world, starts_on=date(timezone.now().year - 1, 1, 1))
        tomorrow = timezone.localdate() + timedelta(1)
        derogations.give(award.tranches.for_list().get(number=2), reason="Retard.", ends_on=tomorrow,
                         at=timezone.now(), by=standing_of(world.people[DIRECTION]))  # fmt: skip


def _files(world: Any, number: int) -> None:
    content = b"reference;annee;ligne;montant;date\nX;1;a;b;c\n"
    for _turn in range(number):
        spending.read_file("depenses.csv", content, at=timezone.now(), by=standing_of(world.people[FINANCE]))


def _gaps(world: Any, number: int) -> None:
    for _turn in range(number):
        _batched(
            world, _award(world, starts_on=date(timezone.now().year, 1, 1)).tranches.filter(number=1), is_sent=True
        )


def _of(name: str, base: str, rest: str = "") -> Any:
    return lambda world: f"/{base}/{getattr(world, name).uid}/{rest}"


def _ticked(world: Any) -> dict[str, Any]:
    return {"tranche": [str(world.open_award.tranches.get(number=1).uid)], "query": ""}


LISTERS = only(FINANCE, DERCI, DERCI_HEAD)
ROUTES = [
    Route("payable_list", "/finance/payable/", LISTERS, fullest=FINANCE, rows=_open, queries=12),
    Route("derogation_list", "/finance/derogations/", LISTERS, fullest=FINANCE, rows=_derogations),
    Route("batch_list", "/finance/batches/", only(FINANCE), fullest=FINANCE, rows=_batches),
    Route("batch_prepare", "/finance/batches/prepare/", NO_GET, post=only(FINANCE), data=_ticked, is_page=False),
    Route("payment_batch", _of("batch", "finance/batches"), only(FINANCE), fullest=FINANCE, rows=_in_batch,
          post=only(FINANCE, status=409)),
    Route("payment_batch", _of("sent", "finance/batches"), only(FINANCE), post=only(FINANCE, status=422),
          data={"pay": "1"}, fullest=FINANCE),
    Route("payment_batch_act", _of("batch", "finance/batches", "acts/cancel/"), only(FINANCE), fullest=FINANCE,
          post=only(FINANCE, status=422)),
    Route("batch_export", _of("batch", "finance/batches", "tranches.csv"), only(FINANCE), is_page=False),
    Route("batch_export", _of("batch", "finance/batches", "tranches.xlsx"), only(FINANCE), is_page=False),
    Route("accounting_exports", "/finance/exports/", only(FINANCE), fullest=FINANCE),
    Route("accounting_export", lambda w: f"/finance/exports/{w.delegation.number}/2026/tranches.csv", only(FINANCE),
          is_page=False),
    Route("accounting_file", lambda w: f"/finance/exports/{w.accounting_file.uid}/", only(FINANCE, status=202)),
    Route("spending_imports", "/finance/spending/", only(FINANCE), post=only(FINANCE, status=422), fullest=FINANCE,
          rows=_files),
    Route("spending_import", _of("spending", "finance/spending"), only(FINANCE), post=only(FINANCE, status=302),
          fullest=FINANCE),
    Route("spending_gaps", "/finance/spending/gaps/", only(FINANCE), fullest=FINANCE, rows=_gaps),
    Route("award_plan", _of("money", "actions", "plan/"), only(*STAFF), post=only(*STAFF, status=422), fullest=OFFICER),
    Route("award_dedicated_unit", _of("announced", "actions", "dedicated-unit/"), only(*STAFF),
          post=only(*STAFF, status=422), fullest=OFFICER),
    Route("award_ledger", _of("money", "actions", "ledger/"), only(*READERS),
          post=only(FINANCE, status=422), data={"ledger": "credits"}, fullest=FINANCE),
    Route("grant_propose", _of("open_award", "actions", "grant/"), only(OFFICER, DIRECTION),
          post=only(OFFICER, DIRECTION, status=422), fullest=OFFICER),
    Route("derogation_give", _of("money", "actions", "tranches/3/derogation/"), only(DIRECTION, DERCI, DERCI_HEAD),
          post=only(DIRECTION, DERCI, DERCI_HEAD, status=422), fullest=DIRECTION),
    Route("derogation_end", _of("derogation", "derogations", "end/"), NO_GET,
          post=only(DIRECTION, DERCI, DERCI_HEAD, status=302), is_page=False),
    Route("grant_change", _of("change", "grant-changes"), only(*READERS), fullest=DERCI),
    Route("grant_change_act", _of("change", "grant-changes", "acts/agree/"), only(DERCI, DERCI_HEAD), fullest=DERCI,
          post=only(DERCI, DERCI_HEAD, status=302)),
]  # fmt: skip
