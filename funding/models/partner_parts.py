"""What a partner of the action writes of a report, asked by its writers, by a signed link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from funding.models.awards import AwardPartner
from funding.models.reports import Report
from funding.querysets.partner_parts import PartnerPartQuerySet
from funding.report_parts import GIVEN, TEAM

if TYPE_CHECKING:
    from datetime import datetime

    from funding.report_parts import Part

# of the signed link
PURPOSE = "report-part"
# from the first request to a report that comes back after its reading; its writers send another one at any time
GOOD_FOR = timedelta(days=180)


class PartnerPart(models.Model):
    """One partner's part of one report: a text and its revision for each thing asked (`report_parts.partner_parts`)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="partner_parts")
    partner = models.ForeignKey(AwardPartner, on_delete=models.PROTECT, related_name="parts")
    team_text = models.TextField(_("what the team did"), blank=True)
    team_revision = models.PositiveIntegerField(default=0)
    given_text = models.TextField(_("what the institution contributed"), blank=True)
    given_revision = models.PositiveIntegerField(default=0)

    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # the link gives nothing any more, and the part is no longer awaited
    withdrawn_at = models.DateTimeField(_("link withdrawn on"), null=True, blank=True)
    # the first words, of which the writers were told; the last change
    written_at = models.DateTimeField(_("written on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed on"), null=True, blank=True)

    objects = PartnerPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a partner")
        verbose_name_plural = _("parts of the partners")
        ordering = ["report_id", "partner_id"]
        constraints = [
            models.UniqueConstraint(name="one_part_per_report_and_partner", fields=["report", "partner"]),
            models.CheckConstraint(
                name="partner_team_within_its_limit",
                condition=LessThanOrEqual(Length("team_text"), Value(TEAM.limit)),
            ),
            models.CheckConstraint(
                name="partner_given_within_its_limit",
                condition=LessThanOrEqual(Length("given_text"), Value(GIVEN.limit)),
            ),
            models.CheckConstraint(
                name="written_part_has_its_instants",
                condition=Q(team_text="", given_text="") | Q(written_at__isnull=False, changed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.partner_id}"

    def text_of(self, part: Part) -> str:
        """What stands for one of the things asked."""
        found: str = getattr(self, f"{part.slug}_text")
        return found

    def revision_of(self, part: Part) -> int:
        """The revision of that text."""
        found: int = getattr(self, f"{part.slug}_revision")
        return found

    def keep(self, part: Part, text: str, at: datetime) -> None:
        """Set the text of one of the things asked; the first words date the part. Saved by the caller."""
        setattr(self, f"{part.slug}_text", text)
        setattr(self, f"{part.slug}_revision", self.revision_of(part) + 1)
        self.written_at, self.changed_at = self.written_at or at, at

    @property
    def stands_in_report(self) -> bool:
        """Awaited, or written whatever became of the link since."""
        return self.withdrawn_at is None or bool(self.team_text or self.given_text)

    def has_link_at(self, now: datetime) -> bool:
        """Whether the link sent last still opens the part."""
        return self.withdrawn_at is None and now < self.asked_at + GOOD_FOR
