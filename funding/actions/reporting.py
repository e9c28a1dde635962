"""Writing a report part by part, its lists line by line; submitting it; returning it with comments; accepting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from directory.models import Person
from funding.access import WRITERS
from funding.enums import OPEN_REPORTS, LineKind, ReportState
from funding.models import Award, AwardMember, Report, ReportComment, ReportLine, ReportPiece
from funding.report_content import known
from funding.report_parts import Part, PartKind, part_of
from proposals.autosave import NotKept, WrittenElsewhere, text_within
from wording.fields import EuroField
from workflow.engine import Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

# more than a year holds, less than a page can bear
MOST_LINES = 300
MOST_EUROS = Decimal(9_999_999)


class NotWriter(Refused):
    """`by` does not write this report: an address answers as if it were not there."""


class LineChanged(Refused):
    """Somebody else changed this line since it was read; `current` is theirs, none when they took it out."""

    def __init__(self, current: ReportLine | None) -> None:
        self.current = current
        super().__init__([_("Somebody else changed this line while you were writing. Save again to keep yours.")])


@transaction.atomic
def save_part(report: Report, *, slug: str, value: Any, revision: int, at: datetime, by: Standing) -> int:
    """Keep one part as typed; `revision` is the one that was read. Returns the new one.

    Raises WrittenElsewhere, NotKept, NotWriter, Refused when it is no longer being written, KeyError for no such part.
    """
    locked = locked_for_writing(report, by)
    part = part_of(slug, locked.kind, locked.year, locked.award.rules)
    if part.kind is PartKind.LINES:
        raise KeyError(slug)
    piece = locked.pieces.filter(slug=slug).select_related("changed_by").first()
    piece = piece or ReportPiece(report=locked, slug=slug)
    column, after = ("text", text_within(value, part.limit)) if part.kind is PartKind.TEXT else ("euros", _euros(value))
    before = getattr(piece, column)
    # a figure known already and left as it stands is not typed
    if before == after or (piece.pk is None and column == "euros" and _is_known(locked, part, after)):
        return piece.revision
    if piece.revision != revision:
        raise WrittenElsewhere(before, piece.revision, piece.changed_at, str(piece.changed_by or ""))
    setattr(piece, column, after)
    piece.revision, piece.changed_at, piece.changed_by_id = revision + 1, at, by.person_id
    piece.save()
    return piece.revision


@transaction.atomic
def save_line(report: Report, *, kind: LineKind, pk: int | None, fields: Mapping[str, Any], revision: int,
              by: Standing) -> ReportLine:  # fmt: skip
    """Add a line (no `pk`) or change one. Raises LineChanged, NotWriter, Refused."""
    locked = locked_for_writing(report, by)
    mine = locked.lines.filter(kind=kind)
    line = mine.filter(pk=pk).first() if pk else None
    if pk and (line is None or line.revision != revision):
        raise LineChanged(line)
    if line is None:
        if mine.count() >= MOST_LINES:
            raise Refused([_("There are %(most)d lines already: take one out first.") % {"most": MOST_LINES}])
        last = mine.aggregate(last=Max("position"))["last"] or 0
        line = ReportLine(report=locked, kind=kind, revision=0, position=last + 1)
    for name, value in fields.items():
        setattr(line, name, value)
    line.revision += 1
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise Refused([_("This publication is in the list already: its DOI stands there once.")]) from error
    return line


@transaction.atomic
def remove_line(report: Report, *, pk: int, by: Standing) -> None:
    """Take a line out; twice, nothing more happens."""
    locked_for_writing(report, by).lines.filter(pk=pk).delete()


@transaction.atomic
def copy_young(report: Report, *, by: Standing) -> int:
    """Take over the young researchers of last year's report; those already there are left. Returns how many came."""
    locked = locked_for_writing(report, by)
    last = Report.objects.filter(award=locked.award_id, kind=locked.kind, year=locked.year - 1).first() or (
        Report.objects.filter(award=locked.award_id, year=locked.year - 1, lines__kind=LineKind.YOUNG).first()
    )
    there = set(locked.lines.filter(kind=LineKind.YOUNG).values_list("name", flat=True))
    found = last.lines.filter(kind=LineKind.YOUNG).exclude(name__in=there) if last else ReportLine.objects.none()
    made = ReportLine.objects.bulk_create(
        ReportLine(report=locked, kind=LineKind.YOUNG, name=one.name, status=one.status, note=one.note,
                   position=one.position)
        for one in found
    )  # fmt: skip
    return len(made)


def submit_report(report: Report, *, at: datetime, by: Standing) -> None:
    """Submit: the content is frozen; the institute reads it. Raises Refused with what is missing."""
    perform(report, "submit", by=by, at=at)


@transaction.atomic
def return_report(report: Report, *, comments: Mapping[str, str], reason: str, at: datetime, by: Standing) -> None:
    """Return it with comments on named parts (slug -> words). Raises Refused; KeyError for no such part."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("award__version").get(pk=report.pk)
    version = locked.versions.order_by("-number").first()
    said = {slug: text.strip() for slug, text in comments.items() if text.strip()}
    for slug in said:
        part_of(slug, locked.kind, locked.year, locked.award.rules)
    perform(locked, "return", by=by, at=at, reason=reason)
    ReportComment.objects.bulk_create(
        ReportComment(report=locked, version=version, slug=slug, text=text, at=at, by_id=by.person_id or 0)
        for slug, text in said.items()
    )
    report.refresh_from_db(fields=["state"])


@transaction.atomic
def let_write(member: AwardMember, *, is_writer: bool, at: datetime, by: Standing) -> None:
    """The carrier shares the writing of the reports with a member who has an account. Raises Refused."""
    award = Award.objects.select_for_update(of=("self",)).get(pk=member.award_id)
    if award.carrier_id != by.person_id:
        raise Refused([_("Who carries the action chooses who writes its reports.")])
    person = Person.objects.filter(email__iexact=member.email, is_active=True).first() if member.email else None
    if is_writer and person is None:
        raise Refused([_("%(name)s has no account with this address yet: ask them to create one, then come back.")
                       % {"name": member}])  # fmt: skip
    try:
        with transaction.atomic():
            AwardMember.objects.filter(pk=member.pk).update(writes=is_writer, person=person if is_writer else None)
    except IntegrityError as error:
        raise Refused([_("This person is in the list twice: one line is enough.")]) from error
    record(award, "amend", by=by, at=at, member=str(member), writes=is_writer)


def locked_for_writing(report: Report, by: Standing) -> Report:
    """The report, locked, for one of its writers while it is being written. Raises NotWriter, Refused."""
    locked = locked_for_writers(report, by)
    refuse_over(locked)
    return locked


def locked_for_writers(report: Report, by: Standing) -> Report:
    """The report, locked, for one of its writers, whatever has become of it. Raises NotWriter."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("award__version", "award__dossier__filing")
    locked = rows.get(pk=report.pk)
    if not locked.award.roles_of(by) & WRITERS:
        raise NotWriter([_("This report is written by somebody else.")])
    return locked


def refuse_over(report: Report) -> None:
    """Raise Refused when nothing of this report is written any more, for now or for good."""
    if report.state not in OPEN_REPORTS:
        said = _("This report is submitted: it can be changed again only if it is returned.")
        raise Refused([said if report.state == ReportState.SUBMITTED else _("This report is no longer being written.")])


def _euros(value: Any) -> Decimal | None:
    if not isinstance(value, str | None):
        raise NotKept([_("This did not arrive as an amount: type it again.")])
    try:
        return EuroField(required=False, max_value=MOST_EUROS).clean(value or "")
    except ValidationError as refused:
        raise NotKept(list(refused.messages)) from refused


def _is_known(report: Report, part: Part, euros: Decimal | None) -> bool:
    standing = known(report).get(part.slug)
    return standing is not None and euros == Decimal(standing)
