"""What an act on a call changes besides its state, in the same transaction."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from instruments.rules import freeze

if TYPE_CHECKING:
    from instruments.models import Call
    from workflow.engine import Act


def freeze_rules(call: Call, act: Act) -> None:
    """Copy the definition, with this call's own settings, into the next version of the call."""
    rules = freeze(call.rules_to_freeze)
    canonical = json.dumps(rules, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    call.versions.create(
        number=call.versions.count() + 1,
        rules=rules,
        fingerprint=hashlib.sha256(canonical.encode()).hexdigest(),
        made_at=act.at,
        made_by_id=act.by.person_id,
        reason=act.reason,
    )


def end_now(call: Call, act: Act) -> None:
    """A permanent entry that is ended has, from now on, a closing like any other call."""
    call.is_permanent = False
    call.closes = act.at
    call.save(update_fields=["is_permanent", "closes"])
