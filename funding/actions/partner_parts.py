"""The partners' part of a report: asked by its writers, written by a signed link, without an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from documents.links import links_to, make_link, revoke_links
from funding.actions.reporting import locked_for_writers, locked_for_writing, refuse_over
from funding.models import AwardPartner, PartnerPart, Report
from funding.models.partner_parts import GOOD_FOR, PURPOSE
from funding.report_parts import partner_parts
from notifications.mails import post
from proposals.autosave import WrittenElsewhere, text_within
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from documents.models import SignedLink

# two clicks on one button are one sending
ONE_SENDING = timedelta(minutes=1)


@transaction.atomic
def ask_partner(report: Report, partner: AwardPartner, *, at: datetime, by: Standing) -> PartnerPart:
    """Send the lead of a partner the link to their part, in their language; a new one withdraws the former.

    Raises NotWriter, Refused.
    """
    locked = locked_for_writing(report, by)
    if not partner_parts(locked.kind):
        raise Refused([_("This report tells of money alone: its part on contributions is yours to write.")])
    if not AwardPartner.objects.of_report(locked).filter(pk=partner.pk).exists():
        raise Refused([_("This partner has no part in what the report tells of.")])
    if not partner.lead_email:
        raise Refused([_("Give the e-mail of the scientific lead first: the link is sent there.")])
    part = PartnerPart.objects.filter(report=locked, partner=partner).first() or PartnerPart(
        report=locked, partner=partner
    )
    if part.pk and part.withdrawn_at is None and at - part.asked_at < ONE_SENDING:
        return part
    part.asked_at, part.asked_by_id, part.withdrawn_at = at, by.person_id or 0, None
    part.save()
    revoke_links(part, PURPOSE)
    make_link(PURPOSE, part, email=partner.lead_email, expires_at=at + GOOD_FOR)
    row = record(locked, "ask-partner", by=by, at=at, partner=str(partner))
    post("report.part-asked", part, event=f"report-part-asked-{part.uid}-{row.seq}")
    return part


def link_for(part: PartnerPart, at: datetime) -> SignedLink:
    """The partner's link: the good one, else a new one for as long as the request holds."""
    found = links_to(PURPOSE, part).filter(expires_at__gt=at).first()
    return found or make_link(PURPOSE, part, email=part.partner.lead_email, expires_at=part.asked_at + GOOD_FOR)


@transaction.atomic
def withdraw_link(report: Report, partner: AwardPartner, *, at: datetime, by: Standing) -> None:
    """The link sent gives nothing any more, also once the report is submitted; what was written stays.

    Twice, once. Raises NotWriter.
    """
    locked = locked_for_writers(report, by)
    part = PartnerPart.objects.filter(report=locked, partner=partner, withdrawn_at=None).first()
    if part is None:
        return
    revoke_links(part, PURPOSE)
    part.withdrawn_at = at
    part.save(update_fields=["withdrawn_at"])
    record(locked, "withdraw-partner-link", by=by, at=at, partner=str(partner))


@transaction.atomic
def save_text(part: PartnerPart, *, slug: str, value: Any, revision: int, at: datetime) -> int:
    """Keep one text of a partner as typed, by their link; `revision` is the one that was read. Returns the new one.

    The writers of the report are told of the first words, once. Raises WrittenElsewhere, NotKept, Refused when the
    report is no longer being written, KeyError for no such text.
    """
    # the report first, as whoever submits it does: what is frozen is what stands
    locked = Report.objects.select_for_update(of=("self",)).get(pk=part.report_id)
    asked = {one.slug: one for one in partner_parts(locked.kind)}[slug]
    refuse_over(locked)
    row = PartnerPart.objects.select_for_update(of=("self",)).for_link().get(pk=part.pk)
    if row.withdrawn_at is not None:
        raise Refused([_("This link was withdrawn. If that surprises you, write to whoever sent it.")])
    text = text_within(value, asked.limit)
    text = text if text.strip() else ""
    before, standing = row.text_of(asked), row.revision_of(asked)
    if before == text:
        return standing
    if standing != revision:
        raise WrittenElsewhere(before, standing, row.changed_at)
    is_first = row.written_at is None
    row.keep(asked, text, at)
    row.save()
    if is_first:
        post("report.part-written", row, event=f"report-part-written-{row.uid}")
    return row.revision_of(asked)
