"""What may still change once a call is announced, each time with its reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from instruments.effects import freeze_rules
from instruments.enums import Amendable
from instruments.models import Call, CallAmendment
from instruments.signals import closing_postponed
from workflow.engine import Act, Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing


from instruments.actions.locks import locked_announced


@transaction.atomic
def postpone_closing(
    call: Call, *, closes: datetime, reason_fr: str, reason_en: str, at: datetime, by: Standing
) -> None:
    """A later closing, with its reason in both languages. Refused when earlier than announced, or once closed."""
    locked = locked_announced(call, at, by)
    if locked.closes is None:
        raise Refused([_("A permanent entry has no closing date.")])
    if closes <= locked.closes:
        raise Refused([_("The closing can only move later than the one announced.")])
    before, locked.closes = locked.closes, closes
    if locked.visa_closes is not None and locked.visa_closes < closes:
        locked.visa_closes += closes - before
    locked.save(update_fields=["closes", "visa_closes"])
    _amend(
        locked, Amendable.CLOSES, {"closes": before.isoformat()}, {"closes": closes.isoformat()},
        (reason_fr, reason_en), at, by,
    )  # fmt: skip
    closing_postponed.send(sender=Call, call=locked, at=at, by=by)


@transaction.atomic
def amend_text(
    call: Call, *, text_fr: str, text_en: str, reason_fr: str, reason_en: str, at: datetime, by: Standing
) -> None:
    """Another text of the call, with its reason in both languages; the rules stay frozen."""
    locked = locked_announced(call, at, by)
    before = {"text_fr": locked.text_fr, "text_en": locked.text_en}
    after = {"text_fr": text_fr, "text_en": text_en}
    if before == after:
        raise Refused([_("The text is the one already announced: nothing would change.")])
    locked.text_fr, locked.text_en = text_fr, text_en
    locked.save(update_fields=["text_fr", "text_en"])
    _amend(locked, Amendable.TEXT, before, after, (reason_fr, reason_en), at, by)


@transaction.atomic
def renew_rules(call: Call, *, reason: str, at: datetime, by: Standing) -> None:
    """A new version of a permanent entry: later dossiers take today's definition. Refused for dated calls."""
    locked = locked_announced(call, at, by)
    if not locked.is_permanent:
        raise Refused([_("The rules of a dated call are those it announced.")])
    row = record(locked, "renew-rules", by=by, at=at, reason=reason)
    freeze_rules(locked, Act(transition=None, by=by, at=row.at, reason=reason, data={}))


def _amend(call: Call, kind: Amendable, before: dict, after: dict, reasons: tuple[str, str], at: datetime,
           by: Standing) -> None:  # fmt: skip
    CallAmendment.objects.create(
        call=call, kind=kind, made_at=at, before=before, after=after, reason_fr=reasons[0], reason_en=reasons[1]
    )
    record(call, f"amend-{kind}", by=by, at=at, reason=reasons[0])
