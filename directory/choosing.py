"""Coming back to a form from the search page with what was chosen there (the way without JavaScript)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_FIELD = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_LONGEST = 1000


@dataclass(frozen=True)
class Choice:
    """The form to come back to and the name of its field; both empty when the page was opened by itself."""

    next: str = ""
    field: str = ""

    def __bool__(self) -> bool:
        return bool(self.next)

    def link(self, pk: int) -> str:
        """The form's address with the choice, other parameters kept."""
        parts = urlsplit(self.next)
        kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != self.field]
        return urlunsplit(("", "", parts.path, urlencode([*kept, (self.field, pk)]), parts.fragment))

    @property
    def query(self) -> str:
        """To be added to an address of the directory, so that it remembers."""
        return urlencode({"next": self.next, "field": self.field}) if self else ""


def asked_choice(request: HttpRequest) -> Choice:
    """The choice a request speaks of; an address of another host, or an odd name, is no choice."""
    source = request.POST if request.method == "POST" else request.GET
    target, field = source.get("next", ""), source.get("field", "")
    # an address is asked for inside this house only: a path, without host even if it is ours
    is_path = target.startswith("/") and len(target) <= _LONGEST
    if is_path and _FIELD.fullmatch(field) and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return Choice(target, field)
    return Choice()
