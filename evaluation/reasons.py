"""What a carrier may read of the evaluation: the session's synthesis, else the reviewers' words, never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.enums import SessionState
from evaluation.models import AgendaItem, Review
from instruments.spec import Text

if TYPE_CHECKING:
    from proposals.models import Dossier


def reasons_for(dossier: Dossier) -> Text:
    """The first draft of the reasons, in the language in which they were written, in both places: people edit them."""
    held = AgendaItem.objects.filter(dossier=dossier.pk, session__state__in=(SessionState.CLOSED, SessionState.SIGNED))
    item = held.exclude(synthesis="").order_by("-concluded_at", "-pk").first()
    if item is not None:
        return Text(fr=item.synthesis, en=item.synthesis)
    # by their own text, so that the order tells nothing of who filed first
    filed = Review.objects.filed().filter(dossier=dossier.pk).exclude(comment="")
    words = sorted(filed.values_list("comment", flat=True))
    return Text(fr="\n\n".join(words), en="\n\n".join(words))
