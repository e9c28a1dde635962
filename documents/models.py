"""PDF files made from what the house knows: rows are the queue of record, files are made by the worker."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.enums import RenderingState
from documents.querysets import RenderingQuerySet


class Rendering(models.Model):
    """One document of one subject in one language, for one content: another content is another row."""

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("subject"), max_length=80)
    language = models.CharField(_("language"), max_length=2)
    fingerprint = models.CharField(_("SHA-256 of the content"), max_length=64)
    state = models.CharField(_("state"), max_length=7, choices=RenderingState, default=RenderingState.PENDING)
    file = models.FileField(_("file"), upload_to="renderings/", blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    claimed_at = models.DateTimeField(_("being made since"), null=True, blank=True)
    made_at = models.DateTimeField(_("made on"), null=True, blank=True)

    objects = RenderingQuerySet.as_manager()

    class Meta:
        verbose_name = _("PDF")
        verbose_name_plural = _("PDFs")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_rendering_per_content", fields=["kind", "key", "language", "fingerprint"]
            ),
            models.CheckConstraint(
                name="ready_rendering_has_a_file",
                condition=~models.Q(state=RenderingState.READY) | ~models.Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.language})"
