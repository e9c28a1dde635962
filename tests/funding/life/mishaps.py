"""What befalls an action besides its yearly round: changes, derogations, mistakes, second tries, wrong people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from funding.actions import batches, derogations, entries, grants, plans
from funding.actions.amending import ask_change
from funding.enums import AmendmentKind, ChangeKind, EntryKind, TrancheState
from funding.models import Award, Derogation, PaymentBatch, Tranche
from tests.funding.life import yearly
from workflow.engine import perform

if TYPE_CHECKING:
    from tests.funding.life.script import Event
    from tests.funding.life.stage import Life

UNPAID = (TrancheState.PLANNED, TrancheState.IN_BATCH, TrancheState.NOTIFIED)


def befall(life: Life, event: Event) -> None:
    """One event, to a living action; nothing when there is none yet."""
    award = life.award_of(event.whom)
    if award is not None:
        MISHAPS[event.kind](life, award, event.dose)


def _next(award: Award, *states: str) -> Tranche | None:
    found = Tranche.objects.filter(award=award.pk, state__in=states or UNPAID).select_related("award__version", "batch")
    return found.order_by("number").first()


# -- money -------------------------------------------------------------------------------------------------
def _derogate(life: Life, award: Award, dose: int) -> None:
    tranche, by = _next(award), life.people.direction(award) if dose % 2 else life.people.derci
    if tranche is not None:
        life.attempt("derogate", lambda: derogations.give(
            tranche, reason="Le terrain n’attend pas.", ends_on=life.today + timedelta(days=(0, 40, 200, 366)[dose]),
            at=life.now, by=by))  # fmt: skip


def _end_derogation(life: Life, award: Award, dose: int) -> None:
    found = Derogation.objects.filter(tranche__award=award.pk, ended_at=None).order_by("pk").first()
    if found is not None:
        life.attempt("end-derogation", lambda: derogations.end(found, at=life.now, by=life.people.derci))


def _reshape(life: Life, award: Award, dose: int) -> None:
    was = {one.number: one.amount for one in award.tranches.filter(state=TrancheState.PLANNED)}
    if not was:
        return
    moved = Decimal((0, 1234, 999, 10**6)[dose]) / 100
    first, last = min(was), max(was)
    new = {**was, first: was[first] - moved, last: was[last] + moved} if first != last else was
    life.attempt("reshape", lambda: plans.reshape(award, new, was=was, at=life.now, by=life.people.officer(award)))


def _regrant(life: Life, award: Award, dose: int) -> None:
    kind = ChangeKind.RAISE if dose % 2 else ChangeKind.LOWER
    amount = award.granted + (1 if dose % 2 else -1) * Decimal((100, 1500, 7000, 50000)[dose])
    life.attempt("regrant", lambda: grants.propose(award, kind, amount, reason="Bilan.", at=life.now,
                                                   by=life.people.officer(award)))  # fmt: skip


def _carry_over(life: Life, award: Award, dose: int) -> None:
    year = life.today.year - 1
    life.attempt("carry-over", lambda: grants.propose(
        award, ChangeKind.CARRY_OVER, Decimal(100 * (dose + 1)), reason="Mission reportée.", from_year=year,
        ends_on=life.today + timedelta(days=120), at=life.now, by=life.people.officer(award)))  # fmt: skip


def _entry(life: Life, award: Award, kind: EntryKind, amount: Decimal) -> None:
    tranche = _next(award, TrancheState.PAID)
    if tranche is not None:
        by = life.people.finance(award.delegation_id)
        life.attempt(str(kind), lambda: entries.add(tranche, kind, amount, reason="Écriture.", dated_on=life.today,
                                                    at=life.now, by=by))  # fmt: skip


def _correct(life: Life, award: Award, dose: int) -> None:
    _entry(life, award, EntryKind.CORRECTED, Decimal((-1, 1, -250, 10**6)[dose]))


def _give_back(life: Life, award: Award, dose: int) -> None:
    _entry(life, award, EntryKind.RETURNED, Decimal((1, 120, 900, 10**6)[dose]))


def _own_resources(life: Life, award: Award, dose: int) -> None:
    rules = award.rules.dedicated_unit
    line = rules.lines[0].slug if rules else "none"
    life.attempt("own-resources", lambda: entries.add_own(
        award, EntryKind.PAID, line, life.today.year, Decimal(1000 * (dose + 1)), reason="Dotation.",
        dated_on=life.today, at=life.now, by=life.people.finance(award.delegation_id)))  # fmt: skip


def _cancel_batch(life: Life, award: Award, dose: int) -> None:
    batch = PaymentBatch.objects.filter(tranches__award=award.pk).order_by("-pk").first()
    if batch is not None:
        life.attempt("cancel-batch", lambda: perform(batch, "cancel", by=life.people.finance(batch.delegation_id),
                                                     at=life.now, reason="Erreur de titre."))  # fmt: skip


def _take_out(life: Life, award: Award, dose: int) -> None:
    tranche = _next(award, TrancheState.IN_BATCH, TrancheState.NOTIFIED)
    if tranche is not None:
        life.attempt("take-out", lambda: batches.take_out(tranche, reason="Plus tard.", at=life.now,
                                                          by=life.people.finance(award.delegation_id)))  # fmt: skip


# -- changes -----------------------------------------------------------------------------------------------
def _asks(kind: AmendmentKind, data: Callable[[Life, Award, int], dict[str, Any] | None]) -> Callable[..., None]:
    def asked(life: Life, award: Award, dose: int) -> None:
        given = data(life, award, dose)
        if given is None:
            return
        by = life.people.head if dose == 3 else life.people.standing(award.carrier_id)
        token = uuid4()

        def ask() -> Any:
            return ask_change(award, kind=kind, data=given, reason="Parce que.", token=token, at=life.now, by=by)

        made = life.attempt(f"ask-{kind}", ask)
        assert made is None or ask().pk == made.pk

    return asked


def _another_carrier(life: Life, award: Award, dose: int) -> dict[str, Any]:
    person = award.carrier if dose == 2 else life.people.somebody(award.unit)
    return {"person": person.pk, "name": str(person)}


def _partner(life: Life, award: Award, dose: int) -> dict[str, Any]:
    return {"side": "foreign", "institution": f"Université {life.now:%m%y}", "laboratory": "", "city": "Sendai",
            "country": ("JP", "JP", "CL", "BR")[dose], "lead_first_name": "", "lead_last_name": "",
            "lead_email": ""}  # fmt: skip


def _leaving(life: Life, award: Award, dose: int) -> dict[str, Any] | None:
    one = award.partners.filter(left_on=None).order_by("-pk").first()
    return {"partner": one.pk, "name": str(one)} if one else None


def _lines(life: Life, award: Award, dose: int) -> dict[str, Any] | None:
    tranche = _next(award)
    if tranche is None:
        return None
    slugs = [line.slug for line in award.rules.spending.lines]
    some = min(Decimal(dose * 100), tranche.amount)
    return {"year": tranche.number, "lines": dict.fromkeys(slugs, "0.00")
            | {slugs[0]: f"{tranche.amount - some:.2f}", slugs[1]: f"{some:.2f}"}}  # fmt: skip


def _another_unit(life: Life, award: Award, dose: int) -> dict[str, Any]:
    unit = life.people.units[(award.pk + dose) % len(life.people.units)]
    return {"unit": unit.pk, "name": unit.code}


def _earlier(life: Life, award: Award, dose: int) -> dict[str, Any]:
    return {"ends_on": (life.today + timedelta(days=(20, -20, 200, 400)[dose])).isoformat()}


# -- mistakes ----------------------------------------------------------------------------------------------
def _twice(life: Life, award: Award, dose: int) -> None:
    """What was done already is asked once more: nothing happens twice."""
    batch = PaymentBatch.objects.filter(tranches__award=award.pk, state="paid").order_by("-pk").first()
    if batch is not None:
        by = life.people.finance(batch.delegation_id)
        before = life.refused["pay-twice"]
        life.attempt("pay-twice", lambda: batches.pay(batch, dated_on=life.today, accounting_reference="M-2",
                                                      at=life.now, by=by))  # fmt: skip
        assert life.refused["pay-twice"] == before + 1
        life.attempt("send-twice", lambda: batches.send(batch, at=life.now, by=by))
    paid = list(Tranche.objects.filter(award=award.pk, state=TrancheState.PAID).for_list())
    made = life.attempt("prepare-twice", lambda: batches.prepare(
        paid, title="Encore", at=life.now, by=life.people.finance(award.delegation_id)))  # fmt: skip
    assert made is None or not made.done


def _wrong_person(life: Life, award: Award, dose: int) -> None:
    """The carrier would pay, derogate, accept and reshape: all is refused."""
    by, tranche = life.people.standing(award.carrier_id), _next(award)
    report = award.reports.order_by("pk").first()
    tries: list[Callable[[], Any]] = [lambda: plans.reshape(award, {}, was={}, at=life.now, by=by),
                                      lambda: perform(report, "accept", by=by, at=life.now)]  # fmt: skip
    if tranche is not None:
        tries += [lambda: perform(tranche, "pay", by=by, at=life.now),
                  lambda: derogations.give(tranche, reason="Moi.", ends_on=life.today, at=life.now, by=by)]  # fmt: skip
        made = batches.prepare([tranche], title="Le mien", at=life.now, by=by)
        assert not made.done
    for one in tries:
        assert life.attempt("wrong-person", one) is None
    assert not life.done["wrong-person"]


def _too_early(life: Life, award: Award, dose: int) -> None:
    """Finance would take what is not payable: the last tranche of the plan."""
    last = Tranche.objects.filter(award=award.pk, state=TrancheState.PLANNED).for_list().order_by("-number").first()
    if last is not None and last.opens_on > life.today:
        by = life.people.finance(award.delegation_id)
        made = life.attempt("too-early", lambda: batches.prepare([last], title="Trop tôt", at=life.now, by=by))
        assert made is None or not made.done


def _away(life: Life, award: Award, dose: int) -> None:
    life.is_away = True


def _import_again(life: Life, award: Award, dose: int) -> None:
    yearly.give_back(life)


MISHAPS: dict[str, Callable[..., None]] = {
    "derogate": _derogate, "end-derogation": _end_derogation, "reshape": _reshape, "regrant": _regrant,
    "carry-over": _carry_over, "correct": _correct, "give-back": _give_back, "own-resources": _own_resources,
    "cancel-batch": _cancel_batch, "take-out": _take_out, "twice": _twice, "wrong-person": _wrong_person,
    "too-early": _too_early, "away": _away, "import-again": _import_again,
    "suspend": _asks(AmendmentKind.SUSPENSION, lambda life, award, dose: {}),
    "prolong": _asks(AmendmentKind.PROLONGATION, lambda life, award, dose: {"months": (3, 6, 12, 13)[dose]}),
    "end-early": _asks(AmendmentKind.END, _earlier), "carrier": _asks(AmendmentKind.CARRIER, _another_carrier),
    "partner-in": _asks(AmendmentKind.PARTNER_IN, _partner), "partner-out": _asks(AmendmentKind.PARTNER_OUT, _leaving),
    "budget": _asks(AmendmentKind.BUDGET, _lines), "unit": _asks(AmendmentKind.UNIT, _another_unit),
}  # fmt: skip
