"""What every key typed asks and writes: the dossier, locked, and the answer; of one shape, so that its SQL is written
once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import DateTimeField, Exists, JSONField, OuterRef, QuerySet, SlugField, UUIDField

from workflow.prepared import Given, Prepared, PreparedChange

if TYPE_CHECKING:
    from proposals.models import Answer, Dossier


def _locked() -> QuerySet[Any]:
    """With `is_coedited`: whether the person who asks is a co-editor."""
    mine = apps.get_model("proposals", "Coeditor").objects.filter(
        dossier=OuterRef("pk"), person=Given("person"), removed_at=None
    )
    rows = apps.get_model("proposals", "Dossier").objects.select_for_update(of=("self",)).for_rules()
    return rows.annotate(is_coedited=Exists(mine)).order_by()


_WRITTEN = Prepared(
    lambda: apps.get_model("proposals", "Dossier")
    .objects.written_by_person(Given("person")).for_rules().filter(uid=Given("uid", UUIDField())).order_by()
)  # fmt: skip
_STANDS = Prepared(
    lambda: apps.get_model("proposals", "Dossier")
    .objects.filter(pk=Given("pk")).values_list("state", "taken_back_at", "reference").order_by()
)  # fmt: skip
FILING = Prepared(
    lambda: apps.get_model("proposals", "Filing")
    .objects.filter(dossier=Given("dossier")).order_by("-number")[:1]
)  # fmt: skip
_BY_PK = Prepared(lambda: _locked().filter(pk=Given("pk")))
_BY_UID = Prepared(lambda: _locked().filter(uid=Given("uid", UUIDField())))
ANSWER = Prepared(
    lambda: apps.get_model("proposals", "Answer")
    .objects.filter(dossier=Given("dossier"), field=Given("field", SlugField())).order_by()
)  # fmt: skip
_AT = Given("at", DateTimeField())
_ANSWERED = PreparedChange(
    lambda: apps.get_model("proposals", "Answer").objects.filter(pk=Given("pk")),
    value=Given("value", JSONField()), revision=Given("revision"), changed_at=_AT, changed_by=Given("person"),
)  # fmt: skip
_TOUCHED = PreparedChange(lambda: apps.get_model("proposals", "Dossier").objects.filter(pk=Given("pk")), changed_at=_AT)


def written_by(person_id: int | None, uid: UUID) -> Any:
    """The dossier that this person carries or co-edits; None when there is none for them."""
    return _WRITTEN.first(person=person_id, uid=uid)


def where_it_stands(dossier: Dossier) -> tuple[Any, ...]:
    """State, instant it was taken back and reference, as the database has them now."""
    found = _STANDS.rows(pk=dossier.pk)
    if not found:
        raise type(dossier).DoesNotExist
    return found[0]


def locked_for(person_id: int | None, dossier: Dossier) -> Any:
    """The dossier, locked, with `is_coedited`; `dossier` may be a mere uid. None when there is none."""
    if dossier.pk:
        return _BY_PK.first(person=person_id, pk=dossier.pk)
    return _BY_UID.first(person=person_id, uid=dossier.uid)


def keep_answer(answer: Answer) -> None:
    """Write what an answer already there says now, its revision, and by whom and when it was changed. One query."""
    _ANSWERED.change(
        pk=answer.pk, value=answer.value, revision=answer.revision, at=answer.changed_at, person=answer.changed_by_id
    )


def touched(dossier: Dossier, at: datetime) -> None:
    """Say when the dossier was last written (aware UTC). One query."""
    _TOUCHED.change(pk=dossier.pk, at=at)
