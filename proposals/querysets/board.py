"""Queries of the board of triage: which dossiers, how many by state, what surrounds the rows of one page.

Only what was filed is on the board: a draft is neither listed nor counted, whoever opened it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from directory.relations import visible, visible_apart
from instruments.enums import PriorityKind
from instruments.models import Priority
from proposals.access import BOARD_INFORMED, BOARD_OWN
from proposals.board.editions import of_edition
from proposals.board.words import HasWords
from proposals.enums import VisaOpinion, VisaState
from proposals.workflow import STATES
from workflow.prepared import Given, GivenMany, Prepared, PreparedByKey

if TYPE_CHECKING:
    from directory.standing import Standing
    from proposals.models import SavedView
    from proposals.querysets.dossiers import DossierQuerySet


class Row(NamedTuple):
    """What the board reads of a dossier: columns of its own, no join, no filed content."""

    pk: int
    uid: UUID
    reference: str
    instrument_slug: str
    state: str
    state_since: datetime
    first_filed_at: datetime
    taken_back_at: datetime | None
    call_id: int
    institute_id: int
    delegation_id: int | None
    asked: Decimal | None
    blocks: int
    warns: int
    listed: dict[str, Any]
    listed_countries: str


FIELDS = Row._fields
OPINIONS = (VisaOpinion.FAVOURABLE, VisaOpinion.RESERVED, VisaOpinion.UNFAVOURABLE)


def on_board(standing: Standing, *, is_informed: bool = False) -> DossierQuerySet:
    """Filed dossiers of the offices held; with `is_informed`, those of others that an institute held is informed of."""
    from proposals.models import Dossier

    # what was filed is with an institute (`FILED`): the indexes of the board are of these alone
    filed = Dossier.objects.filter(filing__isnull=False, is_with_institute=True)
    own = visible(BOARD_OWN, standing)
    return filed.filter(visible(BOARD_INFORMED, standing)).exclude(own) if is_informed else filed.filter(own)


# the board as it is opened again and again, by many: a filter more is another shape
BOARD = PreparedByKey(most=400)


def on_board_apart(standing: Standing, *, is_informed: bool = False) -> list[DossierQuerySet]:
    """The same dossiers in parts that have none in common, for what is counted."""
    if is_informed:
        return [on_board(standing, is_informed=True)]
    from proposals.models import Dossier

    filed = Dossier.objects.filter(filing__isnull=False, is_with_institute=True)
    return [filed.filter(part) for part in visible_apart(BOARD_OWN, standing)] or [filed.none()]


def counted_by_state(found: Callable[[], list[QuerySet[Any]]], key: Hashable) -> Counter[str]:
    """How many are in each state, over parts that have no dossier in common: one query, read from an index when its
    filters stand in it, and asked once for as long as no dossier changes; of a list asked again and again, only those
    that changed are then looked at.

    `key` says what `found` depends on besides the rows of dossiers and opinions; None when it cannot be said.
    """

    def together(told: Any) -> QuerySet[Any]:
        first, *others = [_by_state(part, told) for part in found()]
        return first.union(*others, all=True) if others else first

    def count() -> Counter[str]:
        counts: Counter[str] = Counter()
        for state, number in _asked(lambda: together(Count("*")), key, "counts"):
            counts[state] += number
        return counts

    def among() -> QuerySet[Any]:
        # of rows found by their ids an "or" costs nothing, and one part is planned in half the time of two
        return _by_state(reduce(or_, found()).filter(pk__in=GivenMany("dossiers")), ArrayAgg("pk"))

    def places(dossiers: list[int] | None) -> Iterable[tuple[str, list[int]]]:
        if dossiers is None:
            return BOARD.rows(("places", key), lambda: together(ArrayAgg("pk")))
        return BOARD.rows(("among", key), among, dossiers=dossiers)

    return count() if key is None else of_edition(key, count, places)


def _by_state(found: QuerySet[Any], told: Any) -> QuerySet[Any]:
    return found.order_by().values_list("state").annotate(told=told)


def listed(found: Callable[[], QuerySet[Any]], first: int, number: int, key: Hashable) -> list[Row]:
    """So many rows of an ordered `found`, from `first`, with the columns of the board. One query."""
    rows = _asked(lambda: found().values_list(*FIELDS)[first : first + number], key, (first, number))
    return [Row._make(row) for row in rows]


def _asked(make: Callable[[], QuerySet[Any]], key: Hashable, part: Hashable) -> Iterable[tuple[Any, ...]]:
    return make() if key is None else BOARD.rows((part, key), make)


def ranked(found: QuerySet[Any], order: dict[str, int] | None = None) -> QuerySet[Any]:
    """With `state_rank`, the place of the state in the life of a dossier."""
    places = order or {state.slug: place for place, state in enumerate(STATES)}
    whens = [When(state=slug, then=place) for slug, place in places.items()]
    return found.annotate(state_rank=Case(*whens, default=Value(99), output_field=IntegerField()))


def with_visa(found: QuerySet[Any]) -> QuerySet[Any]:
    """With `visa_rank`: favourable, reserved, unfavourable, then what is not given, then nothing asked."""
    from proposals.models import Visa

    rank = Case(
        *[When(opinion=opinion, then=Value(str(place))) for place, opinion in enumerate(OPINIONS)],
        default=Value("5"), output_field=CharField(),
    )  # fmt: skip
    mine = Visa.objects.in_force().filter(dossier=OuterRef("pk")).order_by().annotate(rank=rank).values("rank")[:1]
    return found.annotate(visa_rank=Subquery(mine))


def with_opinion(states: Iterable[str], opinions: Iterable[str]) -> Q:
    """Dossiers whose opinion in force is in one of `states`, or says one of `opinions`."""
    from proposals.models import Visa

    wanted = Q(state__in=list(states)) | Q(opinion__in=list(opinions))
    return Q(pk__in=Visa.objects.in_force().filter(wanted).order_by().values("dossier"))


def without_opinion() -> Q:
    """Dossiers of which nobody asks an opinion."""
    from proposals.models import Visa

    return ~Q(pk__in=Visa.objects.in_force().order_by().values("dossier"))


def opinions_of(pks: Iterable[int]) -> dict[int, str]:
    """Dossier id → the opinion given, or the state of the request."""
    return {pk: opinion if state == VisaState.GIVEN else state for pk, state, opinion in _OPINIONS.rows(dossiers=pks)}


def priorities_of(calls: Iterable[int], institutes: Iterable[int]) -> list[Priority]:
    """Countries that these institutes favour in these calls."""
    return _PRIORITIES.objects(calls=calls, institutes=institutes)


def views_of(person_id: int | None) -> list[SavedView]:
    """The views that a person keeps, by name."""
    return _VIEWS.objects(person=person_id)


# every page of the board asks these, with other ids
_OPINIONS = Prepared(
    lambda: apps.get_model("proposals", "Visa")
    .objects.in_force().filter(dossier__in=GivenMany("dossiers")).order_by().values_list("dossier", "state", "opinion")
)  # fmt: skip
_PRIORITIES = Prepared(
    lambda: Priority.objects.filter(
        kind=PriorityKind.GEOGRAPHIC, call__in=GivenMany("calls"), institute__in=GivenMany("institutes")
    ).order_by("institute__name", "pk")
)
_VIEWS = Prepared(
    lambda: apps.get_model("proposals", "SavedView").objects.filter(person=Given("person")).order_by("name", "pk")
)


def in_order(found: QuerySet[Any], sort: tuple[str, ...], *, is_descending: bool) -> QuerySet[Any]:
    """Ordered by these columns, what is empty last; equals by identity, so that pages never overlap."""
    nullable = {"asked", "delegation__number", "visa_rank"}
    order: list[Any] = []
    for name in sort:
        if name in nullable:
            field = F(name)
            order.append(field.desc(nulls_last=True) if is_descending else field.asc(nulls_last=True))
        else:
            order.append(f"-{name}" if is_descending else name)
    return found.order_by(*order, "-pk" if is_descending else "pk")


def with_words(words: Iterable[str], *, are_common: bool = False) -> Q:
    """Dossiers that have each of these, folded, as the beginning of a word; `are_common` when many have: rows are then
    read in their order until enough are found, not looked up in the index."""
    asked = HasWords(words)
    if not asked.words:
        return Q()
    return asked.read() if are_common else Q(asked)
