"""Filters of the board kept under a name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from proposals.models import SavedView
from workflow.engine import Refused

MOST_VIEWS = 40


@transaction.atomic
def save_view(*, person_id: int, name: str, query: str, is_default: bool) -> tuple[SavedView, bool]:
    """Keep `query` under `name`; a view of this person with this name is replaced. Returns (view, is it new).

    Raises Refused when there are too many, or the address is too long to be kept.
    """
    mine = SavedView.objects.select_for_update().filter(person=person_id)
    longest = SavedView._meta.get_field("query").max_length or 0
    if len(query) > longest:
        raise Refused([_("These filters are too many to be kept under a name: choose fewer values.")])
    found = mine.filter(name=name).first()
    if found is None and mine.count() >= MOST_VIEWS:
        raise Refused([_("You have %(count)d views already: delete one first.") % {"count": MOST_VIEWS}])
    if is_default:
        mine.filter(is_default=True).update(is_default=False)
    if found is None:
        made = SavedView.objects.create(person_id=person_id, name=name, query=query, is_default=is_default)
        return made, True
    found.query, found.is_default = query, is_default or found.is_default
    found.save(update_fields=["query", "is_default"])
    return found, False


@transaction.atomic
def choose_default(view: SavedView, *, is_default: bool) -> None:
    """Let this view open first, or no longer."""
    SavedView.objects.filter(person=view.person_id, is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk).update(is_default=is_default)
