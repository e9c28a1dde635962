"""The rules of reminders, as the Derci changes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from notifications.models import ReminderRule
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

RULERS = (Role.DERCI_OFFICER, Role.DERCI_DIRECTOR)


def may_rule(standing: Standing) -> bool:
    """Whether this person changes when the house reminds."""
    return any(standing.holds_nationally(role) for role in RULERS)


@transaction.atomic
def change_rule(source: str, instrument: str, steps: Mapping[str, list[str]], *, revision: int, at: datetime,
                by: Standing) -> ReminderRule:  # fmt: skip
    """Remind of `source` (its key) for `instrument` at these steps (codes by audience); an empty list is silence.

    `revision` is the one that was read, 0 when the rule was that of the house. Raises Refused when somebody changed
    it meanwhile.
    """
    return _write(source, instrument, dict(steps), "edit", revision, at, by)


@transaction.atomic
def restore_rule(source: str, instrument: str, *, revision: int, at: datetime, by: Standing) -> ReminderRule:
    """Go back to the rule of the house, whatever it becomes."""
    return _write(source, instrument, {}, "restore", revision, at, by)


def _write(source: str, instrument: str, steps: dict[str, list[str]], act: str, revision: int, at: datetime,
           by: Standing) -> ReminderRule:  # fmt: skip
    if not may_rule(by) or by.person_id is None:
        raise Refused([_("The rules of reminders belong to the Derci.")])
    ReminderRule.objects.get_or_create(
        source=source, instrument_slug=instrument,
        defaults={"revision": 0, "changed_at": at, "changed_by_id": by.person_id},
    )  # fmt: skip
    rule = ReminderRule.objects.select_for_update().get(source=source, instrument_slug=instrument)
    if rule.revision != revision:
        raise Refused([_("Somebody changed this rule meanwhile: read theirs below, then send yours again.")])
    rule.steps, rule.revision, rule.changed_at, rule.changed_by_id = steps, revision + 1, at, by.person_id
    rule.save()
    record(rule, act, by=by, at=at, steps=steps)
    return rule
