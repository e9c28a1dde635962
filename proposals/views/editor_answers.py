"""Autosave: one answer in, its new revision out. Every answer of this address is JSON, also the refusals."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.forms import Field
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.requests import SignedInRequest
from directory.standing import PARIS, Standing
from instruments.spec import FormField
from proposals.actions.locks import NotWriter
from proposals.actions.writing import WrittenMeanwhile, save_answer
from proposals.facts import length
from proposals.forms.kinds import field_for
from proposals.models import Answer, Dossier
from wording.formats import clock
from workflow.engine import Refused

# what came is not JSON, or has not the three members expected
MALFORMED = 400
CONFLICT, UNREADABLE, LOCKED, LOGIN, TOO_LARGE = 409, 422, 423, 401, 413


@require_POST
def dossier_answer(request: SignedInRequest, uid: UUID, field: str) -> JsonResponse:
    """Keep one answer. 200 kept, 401 log in again, 404, 409 somebody else wrote, 422 cannot be read, 423 locked."""
    if not request.user.is_authenticated:
        return _said(_("Your session has ended. Log in again in another tab: your text stays here."), LOGIN,
                     login=reverse("account_login"))  # fmt: skip
    try:
        sent = _read(request)
    except RequestDataTooBig:
        return _said(_("This is far too long to be an answer: it was not kept. Shorten it."), TOO_LARGE)
    except (ValueError, RecursionError):
        return _said(_("This answer did not arrive whole. Reload the page: your text stays here."), MALFORMED)
    if sent["person"] not in (None, request.user.pk):
        return _said(_("Somebody else is logged in in this browser now: your text stays here until you are back."),
                     LOGIN, login=reverse("account_login"))  # fmt: skip
    return _kept(request, Dossier(pk=None, uid=uid), field, sent)


def _kept(request: SignedInRequest, dossier: Dossier, field: str, sent: dict[str, Any]) -> JsonResponse:
    cleaner = Cleaner(sent["value"])
    try:
        answer = _save(request, dossier, field, cleaner, sent["revision"])
    except WrittenMeanwhile as meanwhile:
        return _conflict(meanwhile, cleaner)
    except (KeyError, NotWriter, Dossier.DoesNotExist) as absent:
        raise Http404 from absent
    except ValidationError as refused:
        return _said(" ".join(refused.messages), UNREADABLE)
    except Refused as refused:
        return _said(" ".join(refused.reasons), LOCKED)
    at = clock(answer.changed_at.astimezone(PARIS), _language())
    kept = {"revision": answer.revision, "at": at, "said": _("Saved at %(time)s") % {"time": at}}
    if cleaner.has_lost_signs:
        kept["note"] = _("Hidden signs of direction were taken out of this text.")
    return JsonResponse({**kept, "typed": length(answer.value)})


class Cleaner:
    """Cleans a raw answer once the dossier's rules say what was asked."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.has_lost_signs = raw, False
        self.field: Field | None = None

    def __call__(self, asked: FormField) -> Any:
        """The JSON value to keep. Raises ValidationError with sentences."""
        self.field = field = field_for(asked)
        value = field.clean(self.raw)
        self.has_lost_signs = getattr(field, "has_lost_signs", False)
        return value


def _save(request: SignedInRequest, dossier: Dossier, field: str, cleaner: Cleaner, revision: int) -> Answer:
    """As carrier or co-editor, which needs no office; else with all the offices of the person."""
    data: dict[str, Any] = {"field": field, "value": cleaner, "revision": revision, "at": request.received_at}
    try:
        return save_answer(dossier, **data, by=Standing(request.user.pk))
    except NotWriter:
        return save_answer(dossier, **data, by=request.standing)


def _read(request: HttpRequest) -> dict[str, Any]:
    """The members of the request. Raises ValueError."""
    sent = json.loads(request.body)
    if not isinstance(sent, dict) or "value" not in sent:
        raise ValueError("no value")
    revision, person = sent.get("revision", 0), sent.get("person")
    if not _is_count(revision) or not (person is None or _is_count(person)):
        raise ValueError("no number")
    return {"value": sent["value"], "revision": revision, "person": person}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _conflict(meanwhile: WrittenMeanwhile, cleaner: Cleaner) -> JsonResponse:
    current = meanwhile.current
    field = cleaner.field
    # nothing is kept yet when the revision sent was never given
    at = clock(current.changed_at.astimezone(PARIS), _language()) if current.changed_at else ""
    theirs = {
        "value": field.prepare_value(current.value) if field else current.value, "revision": current.revision,
        "who": str(current.changed_by or ""), "at": at,
    }  # fmt: skip
    return _said(" ".join(meanwhile.reasons), CONFLICT, theirs=theirs)


def _said(sentence: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"said": sentence, **more}, status=status)


def _language() -> str:
    return "en" if get_language() == "en" else "fr"
