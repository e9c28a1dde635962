"""Spent amounts are read from a file, shown row by row, then written: the same row never counts twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.standing import PARIS
from funding.enums import AwardState, TrancheState
from funding.forms.money import SignedEuroField
from funding.models import Award, Spending, SpendingImport, Tranche
from funding.spending_file import rows_of
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing

AMOUNT = SignedEuroField(required=False, max_value=Decimal(10_000_000))
# what was read and not written is forgotten after this long
KEPT = timedelta(days=30)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


def sentence(why: str, facts: dict[str, Any]) -> str:
    """Why a row is refused, in the language of the reader."""
    said = {
        "reference": _("No action that you follow has the reference “%(reference)s”."),
        "year": _("“%(year)s” is not a budget year of this action."),
        "line": _("“%(line)s” is not a line of this action: %(lines)s."),
        "amount": _("“%(amount)s” is not an amount in euros."),
        "zero": _("An amount of zero changes nothing."),
        "date": _("“%(date)s” is not a day. Write it as 2028-01-31 or 31/01/2028."),
        "future": _("“%(date)s” is in the future."),
    }
    return said[why] % facts


def read_file(name: str, content: bytes, *, at: datetime, by: Standing) -> SpendingImport:
    """What the file says, judged row by row; nothing counts yet. Raises NotRead."""
    if not by.holds(Role.FINANCE_OFFICER):
        raise Refused([_("This act belongs to another role than yours.")])
    rows = judged(rows_of(content), at.astimezone(PARIS).date(), by)
    return SpendingImport.objects.create(
        file_name=name[:200], sha256=hashlib.sha256(content).hexdigest(), rows=rows, read_at=at,
        read_by_id=by.person_id or 0, refused=sum("why" in row for row in rows),
        known=sum(bool(row.get("known")) for row in rows),
    )  # fmt: skip


def judged(rows: list[dict[str, str]], day: date, by: Standing) -> list[dict[str, Any]]:
    """Each row with what it would write (`award`, `line`, `key`, `known`), or `why` it is refused. Three queries."""
    references = {row["reference"][:32].upper() for row in rows}
    found = Award.objects.visible_to(by).filter(reference__in=references).select_related("version")
    awards = {one.reference.upper(): one for one in found}
    years: dict[int, set[int]] = {}
    of_found = Tranche.objects.filter(award__in=list(awards.values())).order_by().values_list("award", "budget_year")
    for award, year in of_found:
        years.setdefault(award, set()).update((year, year + 1))
    seen: Counter[tuple[Any, ...]] = Counter()
    made = [_judged(row, awards, years, day, seen) for row in rows]
    known = set(Spending.objects.filter(row_key__in=[row["key"] for row in made if "key" in row])
                .order_by().values_list("row_key", flat=True))  # fmt: skip
    return [{**row, "known": True} if row.get("key") in known else row for row in made]


def _judged(row: dict[str, str], awards: dict[str, Award], years: dict[int, set[int]], day: date,
            seen: Counter[tuple[Any, ...]]) -> dict[str, Any]:  # fmt: skip
    row = {name: value[:200] for name, value in row.items()}
    award = awards.get(row["reference"].upper())
    if award is None:
        return {**row, "why": "reference"}
    year = int(row["year"]) if row["year"].isascii() and row["year"].isdigit() and len(row["year"]) == 4 else 0
    if year not in years.get(award.pk, set()):
        return {**row, "why": "year"}
    line = _line(award, row["line"])
    if line is None:
        return {**row, "why": "line", "lines": ", ".join(one.slug for one in award.rules.spending.lines)}
    try:
        amount = AMOUNT.clean(row["amount"])
    except ValidationError:
        amount = None
    if amount is None:
        return {**row, "why": "amount"}
    dated = _day(row["date"])
    why = "zero" if not amount else "date" if dated is None else "future" if dated > day else ""
    if why or dated is None:
        return {**row, "why": why}
    said = (award.reference, year, line, f"{amount:.2f}", dated.isoformat())
    seen[said] += 1
    key = hashlib.sha256("\x1f".join((*map(str, said), str(seen[said]))).encode()).hexdigest()
    return {**row, "award": award.pk, "budget_year": year, "slug": line, "euros": f"{amount:.2f}",
            "dated_on": dated.isoformat(), "key": key}  # fmt: skip


def _line(award: Award, typed: str) -> str | None:
    wanted = typed.strip().casefold()
    for one in award.rules.spending.lines:
        if wanted in (one.slug, one.label.fr.casefold(), one.label.en.casefold()):
            return one.slug
    return None


def _day(typed: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(typed.strip(), form).date()
        except ValueError:
            continue
    return None


@transaction.atomic
def write(made: SpendingImport, *, at: datetime, by: Standing) -> SpendingImport:
    """Write the rows that were not refused and are not known; a second time changes nothing. Raises Refused."""
    locked = SpendingImport.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if not by.holds(Role.FINANCE_OFFICER):
        raise Refused([_("This act belongs to another role than yours.")])
    if locked.written_at is not None:
        raise Refused([_("This file is written already: nothing was added twice.")])
    rows = [row for row in locked.rows if "key" in row]
    # offices may have ended since the file was read
    mine = set(Award.objects.visible_to(by).filter(pk__in={row["award"] for row in rows}).values_list("pk", flat=True))
    keys = {row["key"] for row in rows}
    before = set(Spending.objects.filter(row_key__in=keys).values_list("row_key", flat=True))
    Spending.objects.bulk_create(
        [
            Spending(award_id=row["award"], budget_year=row["budget_year"], line=row["slug"],
                     amount=Decimal(row["euros"]), dated_on=date.fromisoformat(row["dated_on"]), source=locked,
                     row_key=row["key"])
            for row in rows if row["award"] in mine
        ],
        batch_size=500, ignore_conflicts=True,
    )  # fmt: skip
    locked.added = Spending.objects.filter(source=locked.pk).count()
    locked.known = len(keys & before)
    locked.rows = [row for row in locked.rows if "why" in row]
    locked.refused, locked.written_at = len(locked.rows), at
    locked.save(update_fields=["added", "known", "rows", "refused", "written_at"])
    return locked


@dataclass(frozen=True)
class Gap:
    """What does not fit between the ledger and the accounts, for one action and one budget year; euros."""

    award: Award
    year: int
    told: Decimal
    spent: Decimal
    kind: str

    @property
    def said(self) -> str:
        return {
            "over": _("More was spent than was notified."),
            "silent": _("Nothing was given back of what was paid."),
            "negative": _("The amounts given back sum to less than zero."),
        }[self.kind]


def gaps(standing: Standing, year: int) -> list[Gap]:
    """The gaps of one budget year, in order of reference. Three queries."""
    told = _sums(Tranche.objects.visible_to(standing).filter(
        budget_year=year, state__in=(TrancheState.NOTIFIED, TrancheState.PAID)))  # fmt: skip
    spent = _sums(Spending.objects.visible_to(standing).filter(budget_year=year))
    kinds = {}
    for pk in told.keys() | spent.keys():
        if spent.get(pk, Decimal(0)) < 0:
            kinds[pk] = "negative"
        elif spent.get(pk, Decimal(0)) > told.get(pk, Decimal(0)):
            kinds[pk] = "over"
        elif pk not in spent:
            kinds[pk] = "silent"
    awards = Award.objects.filter(pk__in=kinds).exclude(state=AwardState.CLOSED).order_by("reference")
    return [Gap(one, year, told.get(one.pk, Decimal(0)), spent.get(one.pk, Decimal(0)), kinds[one.pk])
            for one in awards.for_list()]  # fmt: skip


def _sums(rows: Any) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("award").annotate(Sum("amount")))


def purge(now: datetime) -> int:
    """Files read and never written, older than a month, are forgotten. Returns how many."""
    return SpendingImport.objects.filter(written_at=None, read_at__lt=now - KEPT).delete()[0]
