"""Reviewers: what they know, how much they take on, when they pause."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.querysets import ReviewerQuerySet

# reviews at once, over all calls and institutes, unless the reviewer says otherwise
DEFAULT_LOAD = 4


class Reviewer(models.Model):
    """One person's profile as a reviewer. The account is optional: signed links give what one review needs."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer", verbose_name=_("person")
    )
    institution = models.CharField(_("institution"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("organisation"),
    )  # fmt: skip
    country = models.CharField(_("country of work"), max_length=2, blank=True)
    sections = models.ManyToManyField(
        "directory.Section", blank=True, related_name="reviewers", verbose_name=_("sections")
    )
    # in French or English; matched with the keywords and texts of dossiers
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    expertise = models.TextField(_("expertise in a few lines"), blank=True)
    countries = models.JSONField(_("countries well known"), default=list, blank=True)
    languages = models.JSONField(_("languages read"), default=list, blank=True)
    most_at_once = models.PositiveSmallIntegerField(
        _("reviews at once, at most"), default=DEFAULT_LOAD, validators=[MaxValueValidator(50)]
    )
    is_active = models.BooleanField(_("may be invited"), default=True)
    # an internal word of the staff, never shown to the reviewer's peers
    note = models.TextField(_("internal note"), blank=True)
    # folded name, keywords and institution, for the search
    search_text = models.TextField(editable=False, default="", blank=True)
    created_at = models.DateTimeField(_("in the pool since"))
    changed_at = models.DateTimeField(_("changed on"))

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            models.CheckConstraint(name="reviewer_takes_on_a_few", condition=Q(most_at_once__lte=50)),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("reviewer", args=[self.uid])


class Pause(models.Model):
    """From one day to another, both included (Paris dates), the reviewer is not invited."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="pauses")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["starts", "pk"]
        constraints = [models.CheckConstraint(name="pause_ends_after_it_starts", condition=Q(ends__gte=F("starts")))]

    def __str__(self) -> str:
        return f"{self.starts} – {self.ends}"

    def is_on(self, day: date) -> bool:
        return self.starts <= day <= self.ends


class Work(models.Model):
    """A publication of a reviewer: evidence of a common work, nothing that measures anybody."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="works")
    doi = models.CharField("DOI", max_length=200, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    # names or ORCIDs, as given
    authors = models.JSONField(_("authors"), default=list, blank=True)

    class Meta:
        verbose_name = _("publication of a reviewer")
        verbose_name_plural = _("publications of reviewers")
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_work_per_doi", fields=["reviewer", "doi"], condition=~Q(doi=""))
        ]

    def __str__(self) -> str:
        return self.title or self.doi
