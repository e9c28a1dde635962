"""Sources of reminders: what is due, for whom, by when, and how to know that it is done.

An app registers its own in `reminders.py`, found when Django is ready:

    @register
    class Opinions(RowSource):
        key, label, model = "visa", _("Opinion of the unit’s director"), Visa
        audiences = {"heads": _("whoever gives the opinion")}
        steps = {"heads": ("-7d", "-48h")}

        def awaited(self, base, now):        # the one rule of "not done yet", with `due_at` on each row
            return base.awaiting().annotate(due_at=F("due"))

        def read(self, rows):                # rows of `awaited`, no query: plain values
            for visa in rows:
                yield Due(self.key, visa.pk, visa.due_at, since=visa.asked_at, to={"heads": (InOffice(…),)}, …)

        def sentence(self, due): …           # these run in the language of the reader
        def stops(self, due): …

Nothing else: the steps become rules that the Derci edits per instrument, the run says each step once, the act that
takes the row out of `awaited` stops it, the preview and the preferences list it. A test writes `sample()` in both
languages. Steps are "-7d", "+30d", "-48h", "-9m": days, hours or months before (−) and after (+) the date.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import models
from django.utils.functional import lazy

from directory.enums import Role
from notifications.mails import Addressee
from notifications.reminding.steps import Step

if TYPE_CHECKING:
    from directory.models import Person
    from directory.standing import Standing

BATCH = 500


@dataclass(frozen=True)
class InOffice:
    """Whoever holds `role` over the unit, institute… `scope_id` today, or stands in; national without one."""

    role: Role
    scope_id: int | None = None


@dataclass(frozen=True)
class Group:
    """People named by rows, read for many subjects at once by what `name_group` gave for `name`."""

    name: str
    id: int


# a person by id, or somebody without an account
Somebody = int | Addressee
# a person by id, an address without an account, an office, a group
Target = int | Addressee | InOffice | Group


@dataclass(frozen=True)
class Due:
    """One thing awaited, as plain values: the same for the run, the preview and the words."""

    source: str
    pk: int
    due: datetime
    # when it began to be awaited: steps whose moment had passed by then are never said
    since: datetime
    to: Mapping[str, tuple[Target, ...]]
    # worked out when it is read (`page_of`): most things looked at are not told
    path: Any
    # what the sentences are made of
    words: Mapping[str, Any] = field(default_factory=dict)
    instrument: str = ""
    institute_id: int | None = None
    # people who are never told, whatever office they hold
    excluded: tuple[Target, ...] = ()

    @cached_property
    def event(self) -> str:
        """What is awaited and by when, once and for all."""
        return f"{self.source}:{self.pk}:{self.due:%Y%m%d%H%M}"


# the page of a model, when it is read
page_of = lazy(lambda one: one.get_absolute_url(), str)


def pk_of(event: str) -> int:
    """The id of the row that an event is about."""
    return int(event.rsplit(":", 2)[1])


@dataclass(frozen=True)
class Found:
    """What is still awaited at the moment of sending; `busy`: ids that somebody is acting on right now."""

    dues: list[Due]
    busy: frozenset[int] = frozenset()


class Source(ABC):
    """One kind of thing that is due. Sentences run in the language of whoever reads them."""

    key: ClassVar[str]
    label: ClassVar[Any]
    # who may be told, by slug, as the page of rules names them
    audiences: ClassVar[Mapping[str, Any]]
    # the rules of the house: codes of steps by audience
    steps: ClassVar[Mapping[str, tuple[str, ...]]]
    # cannot be reduced to what is urgent by whoever receives it
    must_reach: ClassVar[bool] = False
    # nobody but its addressees knows of it: counted, never listed, on the preview
    is_private: ClassVar[bool] = False

    def concerns(self, instrument: str) -> bool:
        """Whether an instrument (slug) has such things at all."""
        return True

    def steps_of(self, instrument: str) -> Mapping[str, tuple[str, ...]]:
        """The rules of the house for this instrument (slug)."""
        return self.steps

    def instruments(self) -> dict[str, str]:
        """Names of the instruments concerned, by slug."""
        return {slug: name for slug, name in instruments().items() if self.concerns(slug)}

    @abstractmethod
    def batches(self, start: datetime, end: datetime, now: datetime, *, among: Any = None,
                most: int | None = None) -> Iterator[list[Due]]:  # fmt: skip
        """What is awaited and due in ]start, end], a few hundred at a time.

        `among`: what `listed_to` or `addressed_to` answered. `most` asks for one batch of that many at most, the
        nearest date first.
        """

    @abstractmethod
    def listed_to(self, standing: Standing) -> Any:
        """Where the preview of this officer looks: what their offices let them read, nothing they carry themselves."""

    @abstractmethod
    def addressed_to(self, standing: Standing) -> Any:
        """Where to look for what this person is told: may hold more, never less."""

    @abstractmethod
    def find(self, pks: Iterable[int], now: datetime) -> Found:
        """Those of `pks` still awaited, locked until the transaction ends."""

    def applies(self, due: Due, step: Step) -> bool:
        """Whether this step is said of this thing."""
        return True

    @abstractmethod
    def sentence(self, due: Due) -> str:
        """What is awaited, as a line of a list: a noun first, then of what."""

    def details(self, due: Due) -> list[str]:
        """Sentences that the mail says under the line: what is known only when it leaves."""
        return []

    @abstractmethod
    def why(self, due: Due, audience: str) -> str:
        """Said after “Why:”, to somebody of this audience."""

    @abstractmethod
    def stops(self, due: Due) -> str:
        """Said after “What stops it:”: the act."""

    def note(self, dues: Iterable[Due], now: datetime) -> None:  # noqa: B027
        """Told, in the transaction of the mails, what they say: a row may keep when it was last reminded of."""

    def path_for(self, due: Due, somebody: Person | Addressee) -> str:
        """The page that the line leads to; may make a signed link, in the transaction of the mail."""
        return str(due.path)

    def paths_for(self, told: Iterable[tuple[Due, Person | Addressee]]) -> Mapping[tuple[int, Somebody], str]:
        """The same for many lines at once, by id of the row and addressee; those it leaves out are asked one by one."""
        return {}

    @abstractmethod
    def sample(self) -> Due:
        """One like those of life: the tests write it in both languages."""


class RowSource(Source):
    """A source whose things are rows of one model."""

    model: ClassVar[type[models.Model]]

    @abstractmethod
    def awaited(self, base: Any, now: datetime) -> models.QuerySet[Any]:
        """The rows of `base` not done yet, annotated with `due_at` (aware), with all that `read` needs."""

    @abstractmethod
    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        """Rows of `awaited` as plain values, without a query."""

    def confirmed(self, rows: list[Any], now: datetime) -> list[Due]:
        """What is said of these rows at the moment of sending, when that takes more than the row."""
        return list(self.read(rows))

    def listed_to(self, standing: Standing) -> Any:
        manager: Any = self.model._default_manager
        return manager.visible_to(standing)

    def addressed_to(self, standing: Standing) -> Any:
        manager: Any = self.model._default_manager
        return manager.visible_to(standing)

    def batches(self, start: datetime, end: datetime, now: datetime, *, among: Any = None,
                most: int | None = None) -> Iterator[list[Due]]:  # fmt: skip
        found = self.awaited(self.model._default_manager.all() if among is None else among, now)
        found = found.filter(due_at__gt=start, due_at__lte=end)
        if most is not None:
            yield list(self.read(found.order_by("due_at", "pk")[:most]))
            return
        found, last = found.order_by("pk"), 0
        while rows := list(found.filter(pk__gt=last)[:BATCH]):
            last = rows[-1].pk
            yield list(self.read(rows))

    def find(self, pks: Iterable[int], now: datetime) -> Found:
        wanted = set(pks)
        found = self.awaited(self.model._default_manager.filter(pk__in=wanted), now)
        # whoever acts on one of them right now is not waited for: that one is looked at by the next run
        rows = list(found.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True))
        missing = wanted - {row.pk for row in rows}
        busy = frozenset(found.filter(pk__in=missing).values_list("pk", flat=True)) if missing else frozenset()
        return Found(self.confirmed(rows, now), busy)


S = TypeVar("S", bound=Source)
Names = Callable[[], Mapping[str, str]]
Members = Callable[[frozenset[int]], models.QuerySet[Any]]
_sources: dict[str, Source] = {}
_groups: dict[str, tuple[Members, str]] = {}
_instruments: list[Names] = []


def register(source: type[S]) -> type[S]:
    """Make a source known by its key; ValueError when another has it or when its steps cannot be read."""
    if source.key in _sources:
        raise ValueError(f"two sources of reminders are called {source.key}")
    for audience, codes in source.steps.items():
        if audience not in source.audiences:
            raise ValueError(f"{source.key} reminds {audience}, whom it does not name")
        list(map(Step.read, codes))
    _sources[source.key] = source()
    return source


def name_group(name: str, members: Members, subject: str) -> None:
    """Say how the people of a `Group` are read: ids of subjects in, rows out that name `subject` and a `person`."""
    _groups[name] = members, subject


def name_instruments(names: Names) -> None:
    """Say which instruments there are (slug: name): this layer knows none."""
    _instruments[:] = [names]


def all_sources() -> tuple[Source, ...]:
    """Every source, in the order registered: the layers from below."""
    return tuple(_sources.values())


def source_of(key: str) -> Source:
    """The source of this key; KeyError when no app registers it."""
    return _sources[key]


def members_of(groups: Iterable[Group]) -> dict[Group, set[int]]:
    """Ids of the people of these groups. One query, whatever they are; none without a group."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for one in groups:
        wanted[one.name].add(one.id)
    rows = [_rows_of(name, frozenset(ids)) for name, ids in wanted.items()]
    found: dict[Group, set[int]] = defaultdict(set)
    for name, subject, person in rows[0].union(*rows[1:], all=True) if rows else ():
        found[Group(name, subject)].add(person)
    return found


def _rows_of(group: str, ids: frozenset[int]) -> models.QuerySet[Any, tuple[Any, ...]]:
    members, subject = _groups[group]
    name = models.Value(group, output_field=models.CharField())
    return members(ids).order_by().values_list(name, subject, "person")


def instruments() -> Mapping[str, str]:
    """Names of the instruments by slug, as they are said now."""
    return _instruments[0]() if _instruments else {}


def window(steps: Iterable[Step], now: datetime, ahead: timedelta = timedelta()) -> tuple[datetime, datetime]:
    """Between which dates a thing must be due for one of `steps` to be ready by `now + ahead`.

    A week more on either side, for weekly digests and the far ends of the world; after the last step, a month during
    which a scheduler that was away still says it.
    """
    positions = [step.position for step in steps]
    earliest, latest = min(positions, default=0), max(positions, default=0)
    week, month = timedelta(days=8), timedelta(days=31)
    return now - timedelta(hours=max(latest, 0)) - month, now + ahead + timedelta(hours=max(-earliest, 0)) + week
