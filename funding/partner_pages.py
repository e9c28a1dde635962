"""How the partners' parts of a report are shown: where each stands for its writers, what each wrote for its readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import pgettext

from funding.models import AwardPartner, PartnerPart
from funding.report_checks import partners_in
from funding.report_parts import Part, partner_parts
from wording.formats import short_day
from wording.languages import shown_language

if TYPE_CHECKING:
    from datetime import datetime

    from directory.standing import Standing
    from funding.models import Report


@dataclass(frozen=True)
class PartnerRow:
    """Where one partner stands: a shape and a word for it, what they wrote, whether their link may be withdrawn."""

    partner: AwardPartner
    shape: str
    word: str
    texts: list[tuple[Part, str]]
    is_asked: bool
    has_link: bool


def partner_rows(report: Report, standing: Standing, now: datetime) -> list[PartnerRow]:
    """The partners of the action who may write in this report, as its writers see them. Two queries at most."""
    if not partner_parts(report.kind):
        return []
    know_parts(report, standing)
    parts = {one.partner_id: one for one in report.partner_parts.all()}
    return [_partner_row(one, parts.get(one.pk), report, now) for one in AwardPartner.objects.of_report(report)]


def know_parts(report: Report, standing: Standing) -> None:
    """Read the parts of the partners once, as this person may read them: for the page and for its checks."""
    if partner_parts(report.kind):
        found = PartnerPart.objects.visible_to(standing).in_order()
        prefetch_related_objects([report], Prefetch("partner_parts", queryset=found))


def _partner_row(partner: AwardPartner, part: PartnerPart | None, report: Report, now: datetime) -> PartnerRow:
    texts = _kept(report, {one.slug: part.text_of(one) for one in partner_parts(report.kind)}) if part else []
    has_link = part is not None and part.has_link_at(now)
    shape, word = _place(part, is_written=bool(texts), has_link=has_link)
    return PartnerRow(partner, shape, word, texts, part is not None, has_link)


def _place(part: PartnerPart | None, *, is_written: bool, has_link: bool) -> tuple[str, str]:
    """The shape and the word of where a partner stands."""
    if part is None:
        return "draft", pgettext("part", "Not asked")
    if is_written and part.changed_at:
        return "done", pgettext("part", "Written on %(day)s") % {"day": short_day(part.changed_at, shown_language())}
    if part.withdrawn_at:
        return "off", pgettext("part", "Link withdrawn on %(day)s") % {
            "day": short_day(part.withdrawn_at, shown_language())
        }
    expired = pgettext("part", "Asked on %(day)s, the link has expired")
    said = pgettext("part", "Asked on %(day)s") if has_link else expired
    return "wait", said % {"day": short_day(part.asked_at, shown_language())}


def partners_read(report: Report, content: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[tuple[Part, str]]]]:
    """What the partners wrote, as a frozen version has it: (whose it is, their texts)."""
    found = [(one, _kept(report, one["texts"])) for one in partners_in(content)]
    return [(one, texts) for one, texts in found if texts]


def _kept(report: Report, texts: Mapping[str, str]) -> list[tuple[Part, str]]:
    """The texts that say something, each with what was asked."""
    return [(part, texts[part.slug]) for part in partner_parts(report.kind) if texts.get(part.slug)]
