"""Who is behind a target, and how they are written to: read in bulk, kept for one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from directory.enums import Role
from directory.models import Office, Person, StandIn
from directory.querysets.dates import held_on
from directory.standing import PARIS
from notifications.enums import Rhythm
from notifications.mails import Addressee
from notifications.models import ReminderPreference
from notifications.reminding.sources import Due, Group, InOffice, Target, members_of

# a person by id, or somebody without an account
Somebody = int | Addressee
SCOPES = ("unit_id", "institute_id", "section_id", "delegation_id")


@dataclass(frozen=True)
class Profile:
    """What a reminder needs to know of somebody."""

    name: str
    zone: ZoneInfo
    rhythms: Mapping[str, str] = field(default_factory=dict)

    def rhythm(self, source: str, *, must_reach: bool) -> str:
        """How often this kind is said; what must reach is at least weekly."""
        chosen = self.rhythms.get(source, Rhythm.DAILY)
        return Rhythm.DAILY if must_reach and chosen == Rhythm.URGENT else chosen


class People:
    """Offices are read once; groups and profiles as batches ask for them. At most three queries per batch."""

    def __init__(self, now: datetime) -> None:
        self._day = now.astimezone(PARIS).date()
        self._profiles: dict[int, Profile | None] = {}

    def told(self, dues: Iterable[Due]) -> list[tuple[Due, dict[Somebody, set[str]]]]:
        """Each thing with those to tell, and as which audiences. Only active people."""
        dues = list(dues)
        members = self._members(dues)
        found = [(due, self._of(due, members)) for due in dues]
        self._load({one for _due, people in found for one in people if isinstance(one, int)})
        return [(due, {one: as_ for one, as_ in people.items() if self.profile(one)}) for due, people in found]

    def profile(self, somebody: Somebody) -> Profile | None:
        """None for a person who is gone, or was never loaded by `told`."""
        if isinstance(somebody, Addressee):
            return Profile(somebody.email, ZoneInfo(somebody.time_zone))
        return self._profiles.get(somebody)

    def _of(self, due: Due, members: Mapping[Group, Iterable[int]]) -> dict[Somebody, set[str]]:
        found: dict[Somebody, set[str]] = defaultdict(set)
        never = {one for target in due.excluded for one in self._behind(target, members)}
        for audience, targets in due.to.items():
            for target in targets:
                for one in self._behind(target, members):
                    if one not in never:
                        found[one].add(audience)
        return found

    def _behind(self, target: Target, members: Mapping[Group, Iterable[int]]) -> Iterable[Somebody]:
        if isinstance(target, InOffice):
            return self._holders.get((target.role, target.scope_id), ())
        if isinstance(target, Group):
            return members.get(target, ())
        return (target,)

    @cached_property
    def _holders(self) -> dict[tuple[Role, int | None], set[int]]:
        """Everybody who holds an office today, or stands in, by role and scope. One query."""
        found: dict[tuple[Role, int | None], set[int]] = defaultdict(set)
        held = Office.objects.held_on(self._day).order_by()
        stood_in = StandIn.objects.filter(held_on(self._day), office__in=held.values("pk")).order_by()
        columns = [f"office__{one}" for one in SCOPES]
        rows = held.values_list("person", "role", *SCOPES).union(
            stood_in.values_list("person", "office__role", *columns), all=True
        )
        for person, role, *ids in rows:
            found[Role(role), next((one for one in ids if one), None)].add(person)
        return found

    def _members(self, dues: list[Due]) -> dict[Group, Iterable[int]]:
        wanted: dict[str, set[int]] = defaultdict(set)
        for due in dues:
            for target in chain(due.excluded, *due.to.values()):
                if isinstance(target, Group):
                    wanted[target.name].add(target.id)
        return {
            Group(name, pk): people for name, ids in wanted.items()
            for pk, people in members_of(name)(frozenset(ids)).items()
        }  # fmt: skip

    def _load(self, ids: set[int]) -> None:
        unknown = ids - self._profiles.keys()
        if not unknown:
            return
        rhythms: dict[int, dict[str, str]] = defaultdict(dict)
        chosen = ReminderPreference.objects.filter(person__in=unknown).order_by("pk")
        for person, source, rhythm in chosen.values_list("person", "source", "rhythm"):
            rhythms[person][source] = rhythm
        self._profiles.update(dict.fromkeys(unknown))
        for one in Person.objects.filter(pk__in=unknown, is_active=True).only(
            "pk", "first_name", "last_name", "email", "time_zone"
        ):
            self._profiles[one.pk] = Profile(str(one), ZoneInfo(one.time_zone), rhythms[one.pk])
