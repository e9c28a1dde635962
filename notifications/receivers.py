"""Every move of a life cycle posts the mails its transition names, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from notifications.mails import post
from workflow.signals import moved

if TYPE_CHECKING:
    from workflow.models import HistoryRow, Subject
    from workflow.table import Transition


@receiver(moved)
def post_messages(subject: Subject, row: HistoryRow, transition: Transition, **kwargs: Any) -> None:
    """One event per row of history: hearing of it twice posts nothing twice."""
    for key in transition.messages:
        post(key, subject, event=event_of(row))


def event_of(row: HistoryRow) -> str:
    """The name of the event a row of history tells of."""
    return f"{row.subject_type}:{row.subject_id}:{row.seq}"
