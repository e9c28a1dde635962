"""How long a dossier has been in its state, against the days its state aims at; in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.workflow import DOSSIER, STATES
from wording.formats import PARIS

# from so many days before the target, somebody should look
NEAR = timedelta(days=5)


@dataclass(frozen=True)
class Age:
    """Days in the state (Paris days), and by how many the target is passed (0: not, or none)."""

    days: int
    late: int
    is_near: bool


def words_of_age(old: Age) -> str:
    """« depuis 3 jours », « depuis 25 jours, 4 de trop »."""
    if not old.days:
        return _("since today")
    said = ngettext("for %(count)d day", "for %(count)d days", old.days) % {"count": old.days}
    if not old.late:
        return said
    return ngettext("%(said)s, %(late)d too many", "%(said)s, %(late)d too many", old.late) % {
        "said": said, "late": old.late,
    }  # fmt: skip


def age(state: str, since: datetime, now: datetime) -> Age:
    """The age of one dossier; both instants aware."""
    return age_in_days(state, (now.astimezone(PARIS).date() - since.astimezone(PARIS).date()).days)


def age_in_days(state: str, days: int) -> Age:
    """The same, from the days between the two in Paris."""
    days = max(0, days)
    target = DOSSIER.state(state).target_days
    if target is None:
        return Age(days, 0, is_near=False)
    late = max(0, days - target)
    return Age(days, late, is_near=not late and days >= target - NEAR.days)


def aimed_at(state: str, since: datetime) -> datetime | None:
    """When a dossier that came into its state at `since` should have left it; none when the state aims at nothing."""
    target = DOSSIER.state(state).target_days
    return None if target is None else since + timedelta(days=target)


def is_late(now: datetime) -> Q:
    """Dossiers in their state for longer than it aims at."""
    return _any(Q(state=state, state_since__lt=limit) for state, limit in _limits(now))


def is_near(now: datetime) -> Q:
    """Dossiers that come to their target in the next days."""
    return _any(
        Q(state=state, state_since__gte=limit, state_since__lt=limit + NEAR + timedelta(days=1))
        for state, limit in _limits(now)
    )


def _limits(now: datetime) -> Iterator[tuple[str, datetime]]:
    """Per state with a target, the instant before which a dossier that entered it is late: a Paris midnight."""
    midnight = now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    for state in STATES:
        if state.target_days is not None:
            yield state.slug, midnight - timedelta(days=state.target_days)


def _any(conditions: Iterator[Q]) -> Q:
    found = Q(pk__in=())
    for condition in conditions:
        found |= condition
    return found
