"""The clock of completions: the examination goes on after the date."""

from __future__ import annotations

from datetime import datetime, timedelta

from proposals.enums import CompletionState
from proposals.enums import DossierState as S
from proposals.models import CompletionRequest
from workflow.engine import SYSTEM, Refused, perform

# a mail may take a night: nobody is cut off at the minute
PATIENCE = timedelta(days=1)


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
