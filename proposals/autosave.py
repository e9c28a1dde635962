"""Saving one piece as it is typed: what its address may answer, said once in JSON, for every page that saves so.

`answer(request, save)` reads `{"value": …, "revision": n, "person": id}`; `save(value, revision)` keeps it, and returns
the new revision (`Kept` when there is more to say).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.standing import PARIS
from proposals.facts import length
from proposals.forms.editor_text import clean_text
from wording.formats import clock, number
from wording.languages import shown_language
from workflow.engine import Refused

MALFORMED, LOGIN, CONFLICT, TOO_LARGE, UNREADABLE, LOCKED = 400, 401, 409, 413, 422, 423


class WrittenElsewhere(Refused):
    """This piece was changed since it was read; `value`, `revision`, `at` and `who` are what stands."""

    def __init__(self, value: Any, revision: int, at: datetime | None, who: str = "", said: str = "") -> None:
        self.value, self.revision, self.at, self.who = value, revision, at, who
        super().__init__([said or _("This was changed in another window. Both are shown: keep one or join them.")])


class NotKept(Refused):
    """What was typed cannot be kept as it is; the sentence says why."""


class Kept(NamedTuple):
    """What stands: its revision; since when and how long, if not as what has just come; what the writer is told.

    `others`: by name, value and revision of pieces beside this one, which others may have changed meanwhile.
    """

    revision: int
    at: datetime | None = None
    typed: int | None = None
    note: str = ""
    others: Mapping[str, tuple[Any, int]] | None = None


def text_within(value: Any, limit: int) -> str:
    """The text without invisible signs; raises NotKept when it is none, or longer than `limit` characters."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotKept([_("This did not arrive as a text: type it again.")])
    text = clean_text(value).text
    if length(text) > limit:
        shown = {"limit": number(limit, shown_language()), "typed": number(length(text), shown_language())}
        said = _("Keep to %(limit)s characters (there are %(typed)s): shorten it, nothing is cut for you.")
        raise NotKept([said % shown])
    return text


def answer(request: HttpRequest, save: Callable[[Any, int], Kept | int], *, at: datetime,
           is_by_link: bool = False) -> JsonResponse:  # fmt: skip
    """200 kept, 400 not whole, 401 log in again, 409 written elsewhere, 413, 422 cannot be kept, 423 locked.

    `is_by_link`: whoever writes came by a signed link, and needs no account.
    """
    if not is_by_link and not request.user.is_authenticated:
        return ended()
    try:
        value, revision, person = _read(request)
    except RequestDataTooBig:
        return said(_("This is far too long to be an answer: it was not kept. Shorten it."), TOO_LARGE)
    except (ValueError, RecursionError):
        return said(_("This answer did not arrive whole. Reload the page: your text stays here."), MALFORMED)
    if not is_by_link and person not in (None, request.user.pk):
        sentence = _("Somebody else is logged in in this browser now: your text stays here until you are back.")
        return said(sentence, LOGIN, login=reverse("account_login"))
    try:
        kept = save(value, revision)
    except WrittenElsewhere as elsewhere:
        return _two(elsewhere)
    except NotKept as refused:
        return said(" ".join(refused.reasons), UNREADABLE)
    except Refused as refused:
        return said(" ".join(refused.reasons), LOCKED)
    return _kept(kept if isinstance(kept, Kept) else Kept(kept), value, at)


def _read(request: HttpRequest) -> tuple[Any, int, int | None]:
    """The members of what came: value, revision, person. Raises ValueError."""
    sent = json.loads(request.body)
    if not isinstance(sent, dict) or "value" not in sent:
        raise ValueError("no value")
    revision, person = sent.get("revision", 0), sent.get("person")
    if not _is_count(revision) or not (person is None or _is_count(person)):
        raise ValueError("no number")
    return sent["value"], revision, person


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _kept(kept: Kept, value: Any, at: datetime) -> JsonResponse:
    hour = clock((kept.at or at).astimezone(PARIS), shown_language())
    typed = kept.typed if kept.typed is not None else length(value) if isinstance(value, str) else 0
    more: dict[str, Any] = {"note": kept.note} if kept.note else {}
    if kept.others is not None:
        more["others"] = dict(kept.others)
    sentence = _("Saved at %(time)s") % {"time": hour}
    return JsonResponse({"revision": kept.revision, "at": hour, "said": sentence, "typed": typed, **more})


def ended() -> JsonResponse:
    """Whoever writes is no longer logged in: where to, while the page keeps what was typed."""
    sentence = _("Your session has ended. Log in again in another tab: your text stays here.")
    return said(sentence, LOGIN, login=reverse("account_login"))


def said(sentence: str, status: int, **more: Any) -> JsonResponse:
    """A refusal as the page shows it."""
    return JsonResponse({"said": sentence, **more}, status=status)


def _two(elsewhere: WrittenElsewhere) -> JsonResponse:
    hour = clock(elsewhere.at.astimezone(PARIS), shown_language()) if elsewhere.at else ""
    value = "" if elsewhere.value is None else elsewhere.value
    theirs = {"value": value if isinstance(value, list) else str(value), "revision": elsewhere.revision,
              "who": elsewhere.who or _("the other window"), "at": hour}  # fmt: skip
    return said(" ".join(elsewhere.reasons), CONFLICT, theirs=theirs)
