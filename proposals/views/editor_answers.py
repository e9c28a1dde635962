"""Autosave: one answer in, its new revision out. Every answer of this address is JSON, also the refusals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.requests import SignedInRequest
from directory.standing import Standing
from instruments.spec import FormField
from proposals import autosave
from proposals.actions.locks import NotWriter
from proposals.actions.writing import WrittenMeanwhile, save_answer
from proposals.facts import length
from proposals.forms.kinds import field_for
from proposals.models import Answer, Dossier


@require_POST
def dossier_answer(request: SignedInRequest, uid: UUID, field: str) -> JsonResponse:
    """Keep one answer."""

    def save(value: Any, revision: int) -> autosave.Kept:
        cleaner = Cleaner(value)
        try:
            kept = _save(request, Dossier(pk=None, uid=uid), field, cleaner, revision)
        except WrittenMeanwhile as meanwhile:
            raise _elsewhere(meanwhile, cleaner) from meanwhile
        except (KeyError, NotWriter, Dossier.DoesNotExist) as absent:
            raise Http404 from absent
        except ValidationError as refused:
            raise autosave.NotKept(refused.messages) from refused
        note = _("Hidden signs of direction were taken out of this text.") if cleaner.has_lost_signs else ""
        return autosave.Kept(kept.revision, kept.changed_at, length(kept.value), note)

    return autosave.answer(request, save, at=request.received_at)


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


def _elsewhere(meanwhile: WrittenMeanwhile, cleaner: Cleaner) -> autosave.WrittenElsewhere:
    """What somebody else wrote, as the field shows it; nothing is kept yet when the revision sent was never given."""
    current, field = meanwhile.current, cleaner.field
    value = field.prepare_value(current.value) if field else current.value
    return autosave.WrittenElsewhere(value, current.revision, current.changed_at, str(current.changed_by or ""),
                                     " ".join(meanwhile.reasons))  # fmt: skip
