"""PDF files made by the worker (rows are the queue of record), and links that give one thing to one person."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.enums import IntakeState, RenderingState
from documents.querysets import RenderingQuerySet, StoredFileQuerySet


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


class StoredFile(models.Model):
    """A file somebody sent: kept under a neutral name, given back only as an attachment, after its check."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # as the person's machine called it, made harmless: shown and given back, never a path
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="files/")
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(_("check"), max_length=8, choices=IntakeState, default=IntakeState.PENDING)
    # why it was refused: slug of a reason and its details, said in the reader's language (`intake.py`)
    reason = models.JSONField(_("reason"), default=dict, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    most_pages = models.PositiveIntegerField(_("pages at most"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("sent by"),
    )  # fmt: skip
    sent_at = models.DateTimeField(_("sent on"))
    checked_at = models.DateTimeField(_("checked on"), null=True, blank=True)
    # since when it cannot be put into a print although it was accepted: every print says so
    unread_at = models.DateTimeField(_("cannot be read since"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("being checked since"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(name="files_to_check", fields=["state", "sent_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether it was checked and may be given back."""
        return self.state == IntakeState.ACCEPTED

    @property
    def refusal(self) -> str:
        """Why it was refused, in the reader's language; empty for another state."""
        from documents.reasons import sentence

        return sentence(self.reason) if self.state == IntakeState.REFUSED else ""


class Export(models.Model):
    """A file of rows that one person asked for: made by the worker with that person's rights, kept for a day."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.SlugField(_("kind"), max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by")
    )
    # what the kind needs to find the rows again: filters, order, columns
    asked = models.JSONField(_("what was asked"), default=dict)
    language = models.CharField(_("language"), max_length=2)
    state = models.CharField(_("state"), max_length=7, choices=RenderingState, default=RenderingState.PENDING)
    file = models.FileField(_("file"), upload_to="exports/", blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_at = models.DateTimeField(_("asked on"))
    claimed_at = models.DateTimeField(_("being made since"), null=True, blank=True)

    objects = RenderingQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ready_export_has_a_file", condition=~models.Q(state=RenderingState.READY) | ~models.Q(file="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class SignedLink(models.Model):
    """One thing given to one person by a link in a mail (`links.py`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.SlugField(_("purpose"), max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="signed_links",
        verbose_name=_("person"),
    )  # fmt: skip
    email = models.EmailField(_("e-mail"), blank=True)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    revoked_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("signed link")
        verbose_name_plural = _("signed links")
        ordering = ["-made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="link_is_for_somebody", condition=models.Q(person__isnull=False) | ~models.Q(email="")
            )
        ]
        indexes = [models.Index(name="links_by_subject", fields=["subject_type", "subject_id", "purpose"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_type} {self.subject_id}"

    @property
    def token(self) -> str:
        """The part of the address that gives access."""
        from documents.links import token_of

        return token_of(self)
