"""Writing answers, one question at a time: who comes second is shown both texts, nothing is overwritten in silence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from instruments.spec import FieldKind
from proposals.actions.locks import locked_for_writing
from proposals.models import Answer, Dossier
from proposals.querysets.writing import ANSWER, keep_answer, touched
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import FormField

# answers that are queried stand in a column too, under the same name
COLUMNS = {"title": "title", "acronym": "acronym"}
STRUCTURED = frozenset({FieldKind.PEOPLE, FieldKind.PARTNERS, FieldKind.BUDGET, FieldKind.PUBLICATIONS})


class WrittenMeanwhile(Refused):
    """Somebody else wrote this answer since it was read; `current` is theirs, with its revision."""

    def __init__(self, current: Answer) -> None:
        self.current = current
        super().__init__(
            [_("Somebody else changed this answer while you were writing. Both are shown: keep one or join them.")]
        )


def question(dossier: Dossier, slug: str) -> FormField:
    """The question of this dossier's frozen rules, or KeyError."""
    return {asked.slug: asked for asked in dossier.rules.fields}[slug]


@transaction.atomic
def save_answer(dossier: Dossier, *, field: str, value: Any, revision: int, at: datetime, by: Standing) -> Answer:
    """Keep one answer, already cleaned by its form field; `revision` is the one that was read (0: none yet).

    `value` may be a function that cleans: it is given the question, which only the dossier's own rules know.

    Returns the answer with its new revision. The same value again changes nothing. Raises WrittenMeanwhile when
    another text was kept since `revision`, Refused when this part is locked, KeyError for an unknown question.
    """
    locked = locked_for_writing(dossier, field, by=by)
    asked = question(locked, field)
    if asked.kind in STRUCTURED:
        raise KeyError(field)
    value = value(asked) if callable(value) else value
    answer = ANSWER.first(dossier=locked.pk, field=field)
    if answer is None:
        answer = Answer(dossier=locked, field=field, revision=0)
    if answer.pk and answer.value == value:
        return answer
    if answer.revision != revision:
        raise WrittenMeanwhile(answer)
    answer.value, answer.revision = value, answer.revision + 1
    answer.changed_at, answer.changed_by_id = at, by.person_id
    if answer.pk:
        keep_answer(answer)
    else:
        answer.save()
    # others read the columns of what was filed: a working copy changes them when it is filed again
    if field in COLUMNS and locked.filing_id is None:
        Dossier.objects.filter(pk=locked.pk).update(**{COLUMNS[field]: value or ""}, changed_at=at)
    else:
        touched(locked, at)
    return answer
