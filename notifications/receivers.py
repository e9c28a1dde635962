"""A move of a life cycle posts the mails its transition names; the page that asks first says whom they would reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from django.utils.translation import ngettext

from notifications.mails import mail_of, post
from workflow.signals import asking_who_is_told, moved

if TYPE_CHECKING:
    from workflow.models import HistoryRow, Subject
    from workflow.table import Transition

# the page of an act names so many people, then counts
MOST_NAMED = 5


@receiver(moved)
def post_messages(subject: Subject, row: HistoryRow, transition: Transition, **kwargs: Any) -> None:
    """One event per row of history: hearing of it twice posts nothing twice."""
    for key in transition.messages:
        post(key, subject, event=event_of(row))


@receiver(asking_who_is_told)
def name_recipients(subject: Subject, transition: Transition, **kwargs: Any) -> list[str]:
    """The people whom the mails of this transition would reach now, each once; a crowd is counted."""
    named: dict[str, None] = {}
    others: set[str] = set()
    for mail in map(mail_of, transition.messages):
        for somebody in mail.recipients(subject):
            if mail.names_people and (str(somebody) in named or len(named) < MOST_NAMED):
                named[str(somebody)] = None
            else:
                others.add(somebody.email)
    return [*named, *([_people(len(others), is_more=bool(named))] if others else [])]


def _people(number: int, is_more: bool) -> str:
    """“12 people”, or “12 more people” after names."""
    if is_more:
        said = ngettext("%(number)s more person", "%(number)s more people", number)
    else:
        said = ngettext("%(number)s person", "%(number)s people", number)
    return said % {"number": number}


def event_of(row: HistoryRow) -> str:
    """The name of the event a row of history tells of."""
    return f"{row.subject_type}:{row.subject_id}:{row.seq}"


def seq_of(event: str) -> int:
    """The place in its history of the row that an event of this name tells of."""
    return int(event.rpartition(":")[2])
