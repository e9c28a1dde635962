"""Facts of a mail as JSON: text, numbers, dates, amounts; whatever else is refused, so that a mail can be redone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise


class Encoder(json.JSONEncoder):
    """Writes dates, instants and amounts so that `Decoder` gives the same values back."""

    def default(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return {"__instant__": value.isoformat()}
        if isinstance(value, date):
            return {"__day__": value.isoformat()}
        if isinstance(value, Decimal):
            return {"__amount__": str(value)}
        if isinstance(value, Promise):
            return str(value)
        return super().default(value)


class Decoder(json.JSONDecoder):
    """Reads what `Encoder` wrote."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, object_hook=_revive, **kwargs)


def frozen(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they will be read back from the outbox; TypeError names what is not plain."""
    return json.loads(json.dumps(dict(facts), cls=Encoder), cls=Decoder)


def _revive(found: dict[str, Any]) -> Any:
    if len(found) != 1:
        return found
    ((kind, value),) = found.items()
    match kind:
        case "__instant__":
            return datetime.fromisoformat(value)
        case "__day__":
            return date.fromisoformat(value)
        case "__amount__":
            return Decimal(value)
    return found
