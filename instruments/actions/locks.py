"""Taking a call for an act: locked, and refused unless it is in the state and the hands the act needs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from instruments.access import CALL_OWNERS
from instruments.enums import CallState
from instruments.models import Call
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing


def locked_by_owner(call: Call, by: Standing) -> Call:
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if not locked.roles_of(by) & CALL_OWNERS:
        raise Refused([_("This call is prepared by another service.")])
    return locked


def locked_draft(call: Call, by: Standing) -> Call:
    locked = locked_by_owner(call, by)
    if locked.state != CallState.DRAFT:
        raise Refused([_("This call is announced: its rules and dates are frozen. Amend it instead.")])
    return locked


def locked_announced(call: Call, at: datetime, by: Standing) -> Call:
    locked = locked_by_owner(call, by)
    if not (locked.is_open_at(at) or locked.is_upcoming_at(at)):
        raise Refused([_("Only a call that is announced or open can be amended.")])
    return locked
