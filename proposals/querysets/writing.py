"""What every key typed asks: the dossier, locked, and the answer; of one shape, so that its SQL is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet, SlugField, UUIDField

from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from proposals.models import Dossier


def _locked() -> QuerySet[Any]:
    """With `is_coedited`: whether the person who asks is a co-editor."""
    mine = apps.get_model("proposals", "Coeditor").objects.filter(
        dossier=OuterRef("pk"), person=Given("person"), removed_at=None
    )
    rows = apps.get_model("proposals", "Dossier").objects.select_for_update(of=("self",)).for_rules()
    return rows.annotate(is_coedited=Exists(mine)).order_by()


_BY_PK = Prepared(lambda: _locked().filter(pk=Given("pk")))
_BY_UID = Prepared(lambda: _locked().filter(uid=Given("uid", UUIDField())))
ANSWER = Prepared(
    lambda: apps.get_model("proposals", "Answer")
    .objects.filter(dossier=Given("dossier"), field=Given("field", SlugField())).order_by()
)  # fmt: skip


def locked_for(person_id: int | None, dossier: Dossier) -> Any:
    """The dossier, locked, with `is_coedited`; `dossier` may be a mere uid. None when there is none."""
    if dossier.pk:
        return _BY_PK.first(person=person_id, pk=dossier.pk)
    return _BY_UID.first(person=person_id, uid=dossier.uid)
