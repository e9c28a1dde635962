"""The clock of completions: a reminder before the date, and the examination that goes on after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.mails import post
from proposals.enums import CompletionState
from proposals.enums import DossierState as S
from proposals.models import CompletionRequest
from workflow.engine import SYSTEM, Refused, perform

REMINDED_BEFORE = timedelta(days=3)
# a mail may take a night: nobody is cut off at the minute
PATIENCE = timedelta(days=1)


def remind_completions(now: datetime) -> int:
    """Remind once of each completion due in three days. Returns how many rows were looked at."""
    due = CompletionRequest.objects.filter(state=CompletionState.ASKED, due__gt=now, due__lte=now + REMINDED_BEFORE)
    found = list(due.select_related("dossier__call", "dossier__version", "dossier__filing"))
    for one in found:
        post("completion.reminder", one.dossier, event=f"completion-reminder-{one.pk}")
    return len(found)


def resume_overdue(now: datetime) -> int:
    """Examine as filed the dossiers whose completion did not come, a day after its date. Returns how many."""
    late = CompletionRequest.objects.filter(
        state=CompletionState.ASKED, due__lt=now - PATIENCE, dossier__state=S.COMPLETION
    )
    done = 0
    for one in list(late.select_related("dossier__call", "dossier__version")):
        try:
            perform(one.dossier, "resume", by=SYSTEM, at=now)
        except Refused:
            # somebody was quicker
            continue
        done += 1
    return done
