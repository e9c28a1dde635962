"""A review: one reviewer's marks and words on one filed version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import people_of, roles_of
from evaluation.access import REVIEW_RELATIONS, is_own
from evaluation.enums import ENDED_REVIEWS, ReviewState
from evaluation.models.reviewers import Reviewer
from evaluation.querysets import ReviewQuerySet
from evaluation.workflow import REVIEW
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument


class Review(Subject):
    """One review, from the invitation on. A reviewer has at most one of a dossier that is not ended."""

    workflow = REVIEW
    acts = {
        "invite": _("Invited"),
        "remind": _("Reminder sent"),
        "postpone": _("Date postponed"),
        "revoke-link": _("Link withdrawn"),
        "renew-link": _("New link sent"),
        "declare": _("Interests declared"),
        "offline-in": _("Taken from the form filled elsewhere"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        "proposals.Dossier", on_delete=models.PROTECT, related_name="reviews", verbose_name=_("dossier")
    )
    # the version that is judged
    filing = models.ForeignKey(
        "proposals.Filing", on_delete=models.PROTECT, related_name="+", verbose_name=_("filed version")
    )
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("reviewer"))
    # scope of the rights: the reviewer's person, and the institute that asks
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_to_write")
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, related_name="+", verbose_name=_("institute")
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited on"))
    answer_due = models.DateTimeField(_("answer awaited by"), null=True, blank=True)
    due = models.DateTimeField(_("review awaited by"))
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    filed_at = models.DateTimeField(_("filed on"), null=True, blank=True)
    state_since = models.DateTimeField(_("in this state since"))
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    # kept by the automatic assignment as it is
    is_pinned = models.BooleanField(_("kept by automatic assignments"), default=False)
    run = models.ForeignKey(
        "evaluation.AssignmentRun", on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    # why this pair was suggested, as it was shown
    explanation = models.JSONField(default=dict, blank=True, editable=False)
    declined_because = models.TextField(_("why declined"), blank=True)
    colleague = models.CharField(_("colleague proposed instead"), max_length=300, blank=True)
    # the whole in words: given to the carrier with the synthesis, without a name
    comment = models.TextField(_("assessment as a whole"), blank=True)
    # for the institute alone
    confidential_note = models.TextField(_("confidential note to the institute"), blank=True)
    comment_revision = models.PositiveIntegerField(default=0)
    note_revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("last written on"), null=True, blank=True)
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_review_per_reviewer", fields=["dossier", "reviewer"], condition=~Q(state__in=ENDED_REVIEWS)
            ),
            models.CheckConstraint(
                name="filed_review_has_its_instant", condition=~Q(state=ReviewState.FILED) | Q(filed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="reviews_of_reviewer", fields=["reviewer", "state"]),
            models.Index(name="reviews_of_person", fields=["person", "state", "due"]),
            models.Index(name="reviews_of_dossier", fields=["dossier", "state"]),
            models.Index(name="reviews_of_institute", fields=["institute", "state", "due"]),
        ]

    def __str__(self) -> str:
        return f"{self.dossier.reference}, {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.uid])

    @property
    def rules(self) -> Instrument:
        """The rules frozen with the dossier: its criteria and its scale judge it."""
        return self.dossier.rules

    def roles_of(self, standing: Standing) -> frozenset[str]:
        """Who writes or carries the dossier has no role here, whatever office they hold (product page §5)."""
        return frozenset() if is_own(self.dossier, standing) else roles_of(REVIEW_RELATIONS, self, standing)

    def holders(self, role: str) -> Any:
        people = people_of(REVIEW_RELATIONS, self, Role(role))
        return [person for person in people if person.pk != self.dossier.carrier_id]


class ReviewMark(models.Model):
    """One criterion of one review: a mark on the scale or a word, and the text; each has its revision, as answers."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks")
    criterion = models.SlugField(_("criterion"), max_length=40)
    mark = models.DecimalField(_("mark"), max_digits=4, decimal_places=1, null=True, blank=True)
    # index of the word among those of the criterion: 0 is the best, the last one excludes from funding
    word = models.PositiveSmallIntegerField(_("word"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    mark_revision = models.PositiveIntegerField(default=0)
    text_revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed on"))

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["review", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_mark_per_criterion", fields=["review", "criterion"]),
            models.CheckConstraint(name="mark_or_word", condition=Q(mark=None) | Q(word=None)),
            models.CheckConstraint(name="mark_not_negative", condition=Q(mark=None) | Q(mark__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.criterion}"
