"""Calls for tests, made through the acts people use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from directory.enums import Role
from directory.models import Institute
from directory.standing import Standing
from instruments.actions.calls import announce_call, create_call
from instruments.enums import PriorityKind
from instruments.models import Call, Priority
from tests.factories import a_standing, an_institute

OPENS = datetime(2027, 6, 1, 8, 0, tzinfo=UTC)  # 10:00 in Paris
CLOSES = datetime(2027, 9, 30, 14, 0, tzinfo=UTC)  # 16:00 in Paris
BEFORE = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


def the_derci() -> Standing:
    """An officer of the Derci."""
    return a_standing(Role.DERCI_OFFICER)


def fields_of_a_call(**fields: Any) -> dict[str, Any]:
    """Everything an annual call says."""
    return {
        "instrument_slug": "iea", "institute": None, "year": 2028, "title_fr": "Actions émergentes 2028",
        "title_en": "Emerging Actions 2028", "text_fr": "Un appel d’essai.", "text_en": "A call to try.",
        "opens": OPENS, "closes": CLOSES, **fields,
    }  # fmt: skip


def a_draft(by: Standing | None = None, **fields: Any) -> Call:
    """A draft of the Derci (or of whoever is given)."""
    return create_call(fields=fields_of_a_call(**fields), by=by or the_derci())


def an_announced_call(by: Standing | None = None, at: datetime = BEFORE, **fields: Any) -> Call:
    """A call announced at `at`: open already when its opening has come."""
    by = by or the_derci()
    call = a_draft(by, **fields)
    announce_call(call, at=at, by=by)
    return Call.objects.get(pk=call.pk)


def a_call_open_now(now: datetime, by: Standing | None = None, **fields: Any) -> Call:
    """A call that opened ten days before `now` and closes in thirty."""
    dates = {"opens": now - timedelta(days=10), "closes": now + timedelta(days=30)}
    return an_announced_call(by, at=now, **{**dates, **fields})


def a_priority(call: Call, institute: Institute | None = None, **fields: Any) -> Priority:
    """A priority in a call, whatever its state."""
    number = call.priorities.count() + 1
    return Priority.objects.create(
        call=call, institute=institute or an_institute(),
        **{"kind": PriorityKind.THEMATIC, "label_fr": f"Thème {number}", "label_en": f"Theme {number}", **fields},
    )  # fmt: skip
