"""What institutes state in a draft: their priorities and their annexes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from instruments.models import Call, CallAnnex, Priority
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing


from instruments.actions.locks import locked_draft


@transaction.atomic
def add_priority(call: Call, *, institute: Institute, kind: str, label_fr: str, label_en: str,
                 countries: Iterable[str] = (), by: Standing) -> Priority:  # fmt: skip
    """A priority of one institute, while the call is a draft. Refused when it is there already."""
    locked = locked_draft(call, by)
    try:
        with transaction.atomic():
            priority = Priority.objects.create(
                call=locked, institute=institute, kind=kind, label_fr=label_fr, label_en=label_en,
                countries=sorted(countries),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([_("This priority is already in the list.")]) from error
    record(locked, "add-priority", by=by, institute=institute.code, priority=label_fr)
    return priority


@transaction.atomic
def remove_priority(priority: Priority, *, by: Standing) -> None:
    """Take a priority out of a draft."""
    locked = locked_draft(priority.call, by)
    record(locked, "remove-priority", by=by, institute=priority.institute.code, priority=priority.label_fr)
    priority.delete()


@transaction.atomic
def set_annex(call: Call, *, institute: Institute, fields: Mapping[str, Any], by: Standing) -> None:
    """What one institute adds to a call of the Derci; an empty annex is removed."""
    locked = locked_draft(call, by)
    if any(fields.values()):
        CallAnnex.objects.update_or_create(call=locked, institute=institute, defaults=dict(fields))
    else:
        CallAnnex.objects.filter(call=locked, institute=institute).delete()
    record(locked, "annex", by=by, institute=institute.code)
