"""The ranking of an institute: drawn up from the scores, ordered by people, cut, agreed on, signed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from evaluation.deciding import deciding_step
from evaluation.enums import Group, RankingState
from evaluation.models import Decision, RankEntry, Ranking
from evaluation.scores import Scored, scores_of
from evaluation.scoring import splits_a_tie
from instruments.steps import Step
from proposals.models import Dossier
from workflow.engine import Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing
    from instruments.models import Call

DRAWING_UP = frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION})
# who moves the cut, by the step that decides
CUTTING = {
    Step.ARBITRATION: frozenset({Role.DERCI_OFFICER}),
    Step.INSTITUTE_DECISION: frozenset({Role.INSTITUTE_DIRECTION}),
}


class ChangedMeanwhile(Refused):
    """Somebody else changed the ranking since it was read: nothing was overwritten."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a person says of one entry. `rank` may be shared; none with `is_unranked`. `amount` in euros."""

    rank: int | None = None
    group: str = ""
    is_unranked: bool = False
    tie_break: str = ""
    amount: Decimal | None = None


@transaction.atomic
def draw_up(call: Call, institute: Institute, *, at: datetime, by: Standing) -> Ranking:
    """The institute's ranking of this call, begun if need be, with every dossier to rank in it and fresh scores.

    A new list follows the totals (equal totals are ex aequo); later, what people ordered stays, what is new comes
    last. Raises Refused when it is signed, or `by` does not draw it up.
    """
    ranking, is_new = Ranking.objects.get_or_create(
        call=call, institute=institute, defaults={"created_at": at, "state_since": at}
    )
    locked = _locked(ranking, by, DRAWING_UP)
    if is_new:
        record(locked, "draw-up", by=by, at=at)
    if locked.state != RankingState.OPEN:
        raise Refused([_("The ranking is signed: its direction may reopen it, with a reason.")])
    _fill(locked)
    if not is_new:
        _changed(locked)
    return locked


def _changed(ranking: Ranking, *more: str) -> None:
    """One more change: who read the list before it is told."""
    ranking.revision += 1
    ranking.save(update_fields=["revision", *more])


def _fill(ranking: Ranking) -> None:
    dossiers = list(ranking.dossiers_to_rank().select_related("version").order_by("reference"))
    scored = scores_of(dossiers)
    kept = {entry.dossier_id: entry for entry in ranking.entries.all()}
    gone = [entry.pk for entry in kept.values() if entry.dossier_id not in scored]
    RankEntry.objects.filter(pk__in=gone).delete()
    entries = [kept.get(one.pk) or RankEntry(ranking=ranking, dossier=one, position=0) for one in dossiers]
    asked = {one.pk: one for one in dossiers}
    for entry in entries:
        _score(entry, asked[entry.dossier_id], scored[entry.dossier_id])
    old = sorted((one for one in entries if one.position), key=lambda one: one.position)
    new = sorted((one for one in entries if not one.position), key=_by_score)
    # those set aside come last, so that a place in the list is a place among the ranked
    _place(sorted(old + new, key=lambda one: one.is_unranked), fresh=new)
    for entry in entries:
        entry.save()


def _score(entry: RankEntry, dossier: Dossier, scored: Scored) -> None:
    """Fresh totals; what the session said of rank and group begins the list."""
    found, item = scored.score, scored.item
    entry.total = found.total
    entry.means = {line.slug: str(line.score) for line in found.lines if line.score is not None}
    entry.missed = [*found.missed, *found.excluded_by]
    entry.is_excluded = not found.is_fundable
    entry.asked = dossier.asked
    bounds = dossier.rules.credits
    if entry.amount is None and dossier.asked:
        entry.amount = min(max(dossier.asked, Decimal(bounds.minimum or 0)), Decimal(bounds.maximum or dossier.asked))
    if item is not None and not entry.position:
        entry.group, entry.is_unranked = item.group, item.is_unranked
        entry.rank, entry.tie_break = item.rank, item.tie_break


def _by_score(entry: RankEntry) -> tuple[bool, int, Decimal, int]:
    """The session's order first, then the total; what has none comes last."""
    return (entry.is_unranked, entry.rank or 10_000, -(entry.total if entry.total is not None else Decimal(-1)),
            entry.dossier_id)  # fmt: skip


def _place(entries: list[RankEntry], fresh: list[RankEntry]) -> None:
    """Places from 1. What people ordered keeps its ties; of what came now, a session's rank rules, else the total."""
    fresh_ids = {id(entry) for entry in fresh}
    said: dict[int, int | None] = {id(entry): entry.rank for entry in entries}
    above: RankEntry | None = None
    for place, entry in enumerate(entries, start=1):
        entry.position = place
        if entry.is_unranked or (entry.rank is None and id(entry) not in fresh_ids):
            entry.rank = None
            continue
        entry.rank = above.rank if above is not None and _is_tied(above, entry, said, fresh_ids) else place
        above = entry


def _is_tied(above: RankEntry, entry: RankEntry, said: Mapping[int, int | None], fresh: Set[int]) -> bool:
    """Whether both stand at one rank: as people or the session said, else by equal totals with no tie broken."""
    if (id(above) in fresh) != (id(entry) in fresh):
        return False
    ranks = said[id(above)], said[id(entry)]
    if None not in ranks:
        return ranks[0] == ranks[1]
    return above.total == entry.total and not entry.tie_break and ranks == (None, None)


@transaction.atomic
def save_order(ranking: Ranking, lines: Mapping[int, Line], *, revision: int, at: datetime, by: Standing) -> Ranking:
    """Write the order as people want it: the rank of each entry (by its id), its group, tie-break and amount.

    Equal ranks are ex aequo; ranks are then counted as 1, 2, 2, 4. Raises ChangedMeanwhile, Refused with sentences.
    """
    locked = _locked(ranking, by, DRAWING_UP)
    if locked.state != RankingState.OPEN:
        raise Refused([_("The ranking is signed: its direction may reopen it, with a reason.")])
    if locked.revision != revision:
        raise ChangedMeanwhile([_("Somebody else changed the ranking meanwhile. The present order is shown: yours was "
                                  "not written over it.")])  # fmt: skip
    entries = {entry.pk: entry for entry in locked.entries.select_related("dossier__version")}
    problems = [problem for pk, line in lines.items() if pk in entries for problem in _problems(entries[pk], line)]
    if problems:
        raise Refused(problems)
    _write(entries, lines)
    _changed(locked)
    record(locked, "move", by=by, at=at)
    return locked


def _problems(entry: RankEntry, line: Line) -> list[str]:
    found = []
    if line.group and line.group not in Group.values:
        found.append(_("%(dossier)s: choose group A, B or C.") % {"dossier": entry.dossier})
    if line.rank is not None and not 1 <= line.rank <= 10_000:
        found.append(_("%(dossier)s: the rank is a number from 1.") % {"dossier": entry.dossier})
    bounds = entry.dossier.rules.credits
    if line.amount is not None and not bounds.allows(line.amount):
        sentence = _("%(dossier)s: the amount is outside the bounds of the instrument, %(bounds)s.")
        found.append(sentence % {"dossier": entry.dossier, "bounds": bounds})
    return found


def _write(entries: Mapping[int, RankEntry], lines: Mapping[int, Line]) -> None:
    for pk, entry in entries.items():
        line = lines.get(pk)
        if line is None:
            continue
        entry.group, entry.is_unranked, entry.tie_break = line.group, line.is_unranked, line.tie_break.strip()
        entry.rank = None if line.is_unranked else line.rank
        entry.amount = line.amount if line.amount is not None else entry.amount
    ordered = sorted(entries.values(), key=lambda one: (one.is_unranked, one.rank or 10_001, one.position))
    typed: int | None = None
    for place, entry in enumerate(ordered, start=1):
        entry.position = place
        if entry.rank is None:
            continue
        is_tied, typed = entry.rank == typed, entry.rank
        entry.rank = ordered[place - 2].rank if is_tied else place
        entry.save()
    for entry in ordered:
        if entry.rank is None:
            entry.save()


@transaction.atomic
def set_cut(ranking: Ranking, *, cut: int, reserve: int, revision: int, at: datetime, by: Standing) -> Ranking:
    """Cut a signed list after `cut` places, with `reserve` places on the reserve list after it.

    Raises ChangedMeanwhile when somebody else moved it, Refused when it would pass inside a tie or above the cut stands
    something that cannot be funded.
    """
    locked = _locked_to_cut(ranking, by)
    if locked.revision != revision:
        raise ChangedMeanwhile([_("Somebody else moved the cut meanwhile: look where it stands, then move it again.")])
    entries = [entry for entry in locked.entries.select_related("dossier") if not entry.is_unranked]
    if not 0 <= cut <= len(entries) or not 0 <= reserve <= len(entries) - cut:
        sentence = ngettext("The cut stands outside the list: it has %(count)d ranked dossier.",
                            "The cut stands outside the list: it has %(count)d ranked dossiers.",
                            len(entries))  # fmt: skip
        raise Refused([sentence % {"count": len(entries)}])
    if splits_a_tie([entry.rank for entry in entries], cut):
        raise Refused([_("The cut would pass between ex aequo: take the whole group in or leave it out, or have the "
                         "tie broken by the institute.")])  # fmt: skip
    blocked = [entry for entry in entries[:cut] if entry.is_excluded]
    if blocked:
        names = ", ".join(str(entry.dossier.reference) for entry in blocked)
        sentence = _("These dossiers cannot be funded (a threshold missed, or ethics): %(names)s.")
        raise Refused([sentence % {"names": names}])
    locked.cut, locked.reserve = cut, reserve
    _changed_after_agreement(locked, "cut", "reserve")
    record(locked, "cut", by=by, at=at, cut=cut, reserve=reserve)
    return locked


def _locked_to_cut(ranking: Ranking, by: Standing) -> Ranking:
    """The list as whoever decides may still change it: signed, and no decision drawn from it."""
    locked = _locked(ranking, by, CUTTING.get(deciding_step(ranking.call.rules), frozenset()))
    if locked.state != RankingState.SIGNED:
        raise Refused([_("The ranking has to be signed by its direction first.")])
    if is_drawn(locked):
        raise Refused([_("The decisions are drawn from this list: take them back first, with a reason.")])
    return locked


def is_drawn(ranking: Ranking) -> bool:
    """Whether decisions stand that were drawn from this list."""
    return Decision.objects.in_force().filter(dossier__rank_entries__ranking=ranking.pk).exists()


def _changed_after_agreement(ranking: Ranking, *more: str) -> None:
    """The directorate agreed to a list that is no longer this one."""
    ranking.agreed_by, ranking.agreed_at = None, None
    _changed(ranking, "agreed_by", "agreed_at", *more)


def cut_within(ranking: Ranking, euros: Decimal) -> int:
    """How many places fit in `euros`, going down the list, never inside a tie nor past what cannot be funded."""
    entries = [entry for entry in ranking.entries.all() if not entry.is_unranked]
    total, cut = Decimal(0), 0
    for place, entry in enumerate(entries, start=1):
        total += entry.amount or Decimal(0)
        if total > euros or entry.is_excluded:
            break
        if not splits_a_tie([one.rank for one in entries], place):
            cut = place
    return cut


@transaction.atomic
def change_order(ranking: Ranking, entry_id: int, *, position: int, reason: str, revision: int, at: datetime,
                 by: Standing) -> Ranking:  # fmt: skip
    """The arbitration changes one place of a signed list, against its order: only with a recorded reason.

    The other ex aequo stay so; a cut that would then pass between them is refused. Raises ChangedMeanwhile, Refused.
    """
    locked = _locked_to_cut(ranking, by)
    if not reason.strip():
        raise Refused([_("The institute’s order changes only with a reason: write in a few words why.")])
    if locked.revision != revision:
        raise ChangedMeanwhile([_("Somebody else changed the list meanwhile: look at it, then change it again.")])
    entries = [entry for entry in locked.entries.all() if not entry.is_unranked]
    moved = next((entry for entry in entries if entry.pk == entry_id), None)
    if moved is None or not 1 <= position <= len(entries):
        raise Refused([_("This place is not in the list.")])
    entries.remove(moved)
    if splits_a_tie([entry.rank for entry in entries], position - 1):
        raise Refused([_("This place is between ex aequo: choose one before or after them.")])
    entries.insert(position - 1, moved)
    _rank_again(entries, moved)
    _fits(locked, entries)
    moved.moved_because = reason.strip()
    for entry in entries:
        entry.save(update_fields=["position", "rank", "moved_because"])
    _changed_after_agreement(locked)
    record(locked, "reorder", by=by, at=at, reason=reason)
    return locked


def _rank_again(entries: list[RankEntry], moved: RankEntry) -> None:
    """Ranks 1, 2, 2, 4 in this order: the moved one stands alone, the others keep whom they stood with."""
    said = [None if entry is moved else entry.rank for entry in entries]
    for place, entry in enumerate(entries, start=1):
        is_tied = place > 1 and said[place - 1] is not None and said[place - 1] == said[place - 2]
        entry.position = place
        entry.rank = entries[place - 2].rank if is_tied else place


def _fits(ranking: Ranking, entries: list[RankEntry]) -> None:
    """The cut as it stands still passes between no ex aequo and below nothing that cannot be funded."""
    cut = ranking.cut or 0
    if splits_a_tie([entry.rank for entry in entries], cut):
        raise Refused([_("The cut would then pass between ex aequo: move the cut first.")])
    if any(entry.is_excluded for entry in entries[:cut]):
        raise Refused([_("A dossier that cannot be funded would then stand above the cut: move the cut first.")])


@transaction.atomic
def change_amount(ranking: Ranking, entry_id: int, *, amount: Decimal, revision: int, at: datetime,
                  by: Standing) -> Ranking:  # fmt: skip
    """Whoever decides changes what one dossier of a signed list is granted, in euros, inside the instrument's bounds.

    Raises ChangedMeanwhile, Refused.
    """
    locked = _locked_to_cut(ranking, by)
    if locked.revision != revision:
        raise ChangedMeanwhile([_("Somebody else changed the list meanwhile: look at it, then change it again.")])
    entry = locked.entries.select_related("dossier__version").filter(pk=entry_id).first()
    if entry is None:
        raise Refused([_("This dossier is not in the list.")])
    problems = _problems(entry, Line(rank=entry.rank, group=entry.group, amount=amount))
    if problems:
        raise Refused(problems)
    before, entry.amount = entry.amount, amount
    entry.save(update_fields=["amount"])
    _changed_after_agreement(locked)
    record(locked, "amount", by=by, at=at, dossier=str(entry.dossier.reference), before=str(before), after=str(amount))
    return locked


@transaction.atomic
def agree(ranking: Ranking, *, is_agreed: bool, revision: int, at: datetime, by: Standing) -> Ranking:
    """The directorate's agreement to what the institute is about to decide, or its being taken back.

    It is given to the list as it was read (`revision`). Raises ChangedMeanwhile, Refused.
    """
    locked = _locked(ranking, by, frozenset({Role.DERCI_OFFICER}))
    if locked.cut is None:
        raise Refused([_("The institute has not placed the cut yet: there is nothing to agree on.")])
    if is_drawn(locked):
        raise Refused([_("The decisions are drawn from this list: take them back first, with a reason.")])
    if locked.revision != revision:
        raise ChangedMeanwhile([_("Somebody else changed the list meanwhile: look at it before you agree to it.")])
    locked.agreed_by_id, locked.agreed_at = (by.person_id, at) if is_agreed else (None, None)
    locked.save(update_fields=["agreed_by", "agreed_at"])
    record(locked, "agree" if is_agreed else "disagree", by=by, at=at)
    return locked


def sign(ranking: Ranking, *, at: datetime, by: Standing) -> None:
    """The direction signs: every dossier of the list is ranked."""
    perform(ranking, "sign", by=by, at=at)


def _locked(ranking: Ranking, by: Standing, roles: frozenset[Role]) -> Ranking:
    locked = Ranking.objects.select_for_update(of=("self",)).select_related("call", "institute").get(pk=ranking.pk)
    if not locked.roles_of(by) & roles:
        raise Refused([_("This belongs to another role than yours.")])
    return locked
