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
from notifications.reminding.sources import Due, Group, InOffice, Somebody, Target, members_of

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
    """Offices are read once; groups and profiles as batches ask for them. At most two queries per batch."""

    def __init__(self, now: datetime) -> None:
        self._day = now.astimezone(PARIS).date()
        self._profiles: dict[int, Profile | None] = {}

    def told(self, dues: Iterable[Due]) -> list[tuple[Due, dict[Somebody, set[str]]]]:
        """Each thing with those to tell, and as which audiences. Only active people."""
        dues = list(dues)
        targets = chain.from_iterable(chain(due.excluded, *due.to.values()) for due in dues)
        members = members_of(one for one in targets if isinstance(one, Group))
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

    def _load(self, ids: set[int]) -> None:
        unknown = ids - self._profiles.keys()
        if not unknown:
            return
        self._profiles.update(dict.fromkeys(unknown))
        rhythms: dict[int, dict[str, str]] = defaultdict(dict)
        names = ("first_name", "last_name", "email", "time_zone")
        # with what each has chosen: a person without a choice stands in one row
        people = Person.objects.filter(pk__in=unknown, is_active=True).order_by()
        for pk, *said, source, rhythm in people.values_list(
            "pk", *names, "reminder_preferences__source", "reminder_preferences__rhythm"
        ):
            if source is not None:
                rhythms[pk][source] = rhythm
            if self._profiles[pk] is None:
                one = Person(**dict(zip(names, said, strict=True)))
                self._profiles[pk] = Profile(str(one), ZoneInfo(one.time_zone), rhythms[pk])
