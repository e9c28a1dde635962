"""What triage leaves on a dossier: institutes informed, opinions, notes, messages, completions, views of the board."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.enums import CompletionState, OpinionState
from proposals.models.dossiers import Dossier
from proposals.models.filings import Filing

PERSON = settings.AUTH_USER_MODEL


class InformedInstitute(models.Model):
    """Another institute that reads the dossier and may give an opinion, no more (product page §4)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="informed")
    institute = models.ForeignKey("directory.Institute", on_delete=models.PROTECT, related_name="informed_of")
    informed_at = models.DateTimeField(_("informed on"))
    # none: by the carrier's own choice, at filing
    informed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("institute informed")
        verbose_name_plural = _("institutes informed")
        ordering = ["dossier", "informed_at", "pk"]
        constraints = [models.UniqueConstraint(name="institute_informed_once", fields=["dossier", "institute"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.institute_id}"


class Opinion(models.Model):
    """An opinion asked of an informed institute or of one person, or given by that institute of its own accord.

    It decides nothing. Of one that nobody asked for, the question is empty and who gives it stands as who asked.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="opinions")
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField(_("question"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    due = models.DateTimeField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=OpinionState, default=OpinionState.ASKED)
    text = models.TextField(_("opinion"), blank=True)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given on"), null=True, blank=True)

    class Meta:
        verbose_name = _("opinion asked")
        verbose_name_plural = _("opinions asked")
        ordering = ["dossier", "-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="opinion_asked_of_one",
                condition=Q(institute__isnull=False, person=None) | Q(institute=None, person__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_given_is_signed",
                condition=~Q(state=OpinionState.GIVEN) | (~Q(text="") & Q(given_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"

    @property
    def is_volunteered(self) -> bool:
        """Whether nobody asked for it."""
        return not self.question


class Note(models.Model):
    """An internal note: staff of the institute and the Derci alone, in no export or search of others."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written on"))
    text = models.TextField(_("note"), max_length=4000)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["dossier", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at}"


class Message(models.Model):
    """A message between the staff and those who write the dossier: kept with it, told by mail."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    is_from_staff = models.BooleanField()
    at = models.DateTimeField(_("written on"))
    text = models.TextField(_("message"), max_length=4000)
    # one sending of the form, one message
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["dossier", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at}"


class CompletionRequest(models.Model):
    """Named parts asked again by a date; the rest of the dossier stays locked. At most one in force."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="completions")
    # slugs of questions and papers of the rules, "carrier", "duration"
    parts = models.JSONField(_("parts asked"))
    due = models.DateTimeField(_("by"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    text = models.TextField(_("what is asked"))
    before = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Filing, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=CompletionState, default=CompletionState.ASKED)

    class Meta:
        verbose_name = _("request for completion")
        verbose_name_plural = _("requests for completion")
        ordering = ["dossier", "-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_completion_in_force", fields=["dossier"], condition=Q(state=CompletionState.ASKED)
            ),
            models.CheckConstraint(
                name="answered_completion_has_a_filing",
                condition=~Q(state=CompletionState.ANSWERED) | Q(after__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"


class Reading(models.Model):
    """Who has the dossier open among the staff, so that two do not do the same work: seen for two minutes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("seen on"))

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["dossier", "-at", "pk"]
        constraints = [models.UniqueConstraint(name="one_reading_per_person", fields=["dossier", "person"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.person_id}"


class SavedView(models.Model):
    """Filters, order and columns of the board under a name. Its address can be shared: rights stay each one's own."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="board_views")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters, order and columns"), max_length=2000, blank=True)
    is_default = models.BooleanField(_("opens first"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_view_per_name", fields=["person", "name"]),
            models.UniqueConstraint(name="one_default_view", fields=["person"], condition=Q(is_default=True)),
        ]

    def __str__(self) -> str:
        return self.name


class BoardEdition(models.Model):
    """The edition of the board: all rows together, written by PostgreSQL alone (`board/editions.py`).

    A row for each transaction that changes dossiers at the same time as others; rows are used again.
    """

    # the last changes of these transactions, the latest first: `token:dossier:dossier token:* …`
    changes = models.TextField(default="", editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.changes.partition(" ")[0]


class BulkAct(models.Model):
    """One act done on several dossiers at once: what it did, so that it can be undone as long as nothing followed."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(_("act"), max_length=60)
    at = models.DateTimeField(_("done on"))
    # [{"dossier": id, "row": history row id}], in the order done
    done = models.JSONField(_("done"), default=list)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)

    class Meta:
        verbose_name = _("act on several dossiers")
        verbose_name_plural = _("acts on several dossiers")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.at}"
