"""Saving one piece as it is typed, for pages above the dossier: what a piece may answer, said once in JSON.

`answer(request, save)` reads `{"value": …, "revision": n}`; `save(value, revision)` keeps it, returns the new revision.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.standing import PARIS
from proposals.facts import length
from proposals.forms.editor_text import clean_text
from wording.formats import clock, number
from workflow.engine import Refused

MALFORMED, LOGIN, CONFLICT, TOO_LARGE, UNREADABLE, LOCKED = 400, 401, 409, 413, 422, 423


class WrittenElsewhere(Refused):
    """This piece was changed since it was read; `value`, `revision`, `at` and `who` are what stands."""

    def __init__(self, value: Any, revision: int, at: datetime | None, who: str = "") -> None:
        self.value, self.revision, self.at, self.who = value, revision, at, who
        super().__init__([_("This was changed in another window. Both are shown: keep one or join them.")])


class NotKept(Refused):
    """What was typed cannot be kept as it is; the sentence says why."""


def text_within(value: Any, limit: int) -> str:
    """The text without invisible signs; raises NotKept when it is none, or longer than `limit` characters."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotKept([_("This did not arrive as a text: type it again.")])
    text = clean_text(value).text
    if length(text) > limit:
        shown = {"limit": number(limit, _language()), "typed": number(length(text), _language())}
        said = _("Keep to %(limit)s characters (there are %(typed)s): shorten it, nothing is cut for you.")
        raise NotKept([said % shown])
    return text


def answer(request: HttpRequest, save: Callable[[Any, int], int], *, at: datetime) -> JsonResponse:
    """200 kept, 400 not whole, 401 log in again, 409 written elsewhere, 413, 422 cannot be kept, 423 locked."""
    if not request.user.is_authenticated:
        return said(_("Your session has ended. Log in again in another tab: your text stays here."), LOGIN)
    try:
        sent = json.loads(request.body)
        value, revision = sent["value"], int(sent.get("revision", 0))
    except RequestDataTooBig:
        return said(_("This is far too long to be an answer: it was not kept. Shorten it."), TOO_LARGE)
    except (ValueError, TypeError, KeyError, RecursionError):
        return said(_("This answer did not arrive whole. Reload the page: your text stays here."), MALFORMED)
    try:
        new = save(value, revision)
    except WrittenElsewhere as elsewhere:
        return _two(elsewhere)
    except NotKept as refused:
        return said(" ".join(refused.reasons), UNREADABLE)
    except Refused as refused:
        return said(" ".join(refused.reasons), LOCKED)
    hour = clock(at.astimezone(PARIS), _language())
    typed = length(value) if isinstance(value, str) else 0
    return JsonResponse({"revision": new, "at": hour, "said": _("Saved at %(time)s") % {"time": hour}, "typed": typed})


def said(sentence: str, status: int, **more: Any) -> JsonResponse:
    """A refusal as the page shows it."""
    return JsonResponse({"said": sentence, **more}, status=status)


def _two(elsewhere: WrittenElsewhere) -> JsonResponse:
    hour = clock(elsewhere.at.astimezone(PARIS), _language()) if elsewhere.at else ""
    theirs = {"value": "" if elsewhere.value is None else str(elsewhere.value), "revision": elsewhere.revision,
              "who": elsewhere.who or _("the other window"), "at": hour}  # fmt: skip
    return said(" ".join(elsewhere.reasons), CONFLICT, theirs=theirs)


def _language() -> str:
    return "en" if get_language() == "en" else "fr"
