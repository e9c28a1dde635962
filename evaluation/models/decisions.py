"""Decisions, prepared out of sight and published together; their letters; appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import holders, roles_of
from evaluation.access import RELEASE_RELATIONS, own_dossiers
from evaluation.enums import AppealState, DecisionState, Outcome, ReleaseState
from evaluation.querysets import DecisionQuerySet, ReleaseQuerySet
from evaluation.workflow import RELEASE
from instruments.steps import Step
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL


class Release(Subject):
    """Decisions published together at a chosen moment, signed by one person in office."""

    workflow = RELEASE
    acts = {"add": _("Decision added"), "take-out": _("Decision taken out"), "plan": _("Hour of publication chosen")}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    call = models.ForeignKey("instruments.Call", on_delete=models.PROTECT, related_name="releases")
    # none: of the whole call
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.CharField(_("deciding step"), max_length=24, choices=Step)
    title = models.CharField(_("title"), max_length=200)
    # whose office signs, as the rules of the call said when it was prepared (product page §5)
    signs = models.CharField(_("office that signs"), max_length=24, choices=Role)
    # aware UTC; published at once when it is past
    planned_at = models.DateTimeField(_("to be published on"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun on"))
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    state_since = models.DateTimeField(_("in this state since"))
    signed_at = models.DateTimeField(_("signed on"), null=True, blank=True)
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # as held at release (product page §5): {"name": …, "quality_fr": …, "quality_en": …}
    signatory = models.JSONField(default=dict, blank=True)
    released_at = models.DateTimeField(_("published on"), null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication of results")
        verbose_name_plural = _("publications of results")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="signed_release_names_who",
                condition=Q(state__in=[ReleaseState.PREPARED, ReleaseState.CANCELLED])
                | Q(signed_by__isnull=False, signed_at__isnull=False, planned_at__isnull=False),
            ),
        ]

    @property
    def heading(self) -> str:
        """The title in the language of the reader where it is that of the call; else as it was written."""
        for own in (self.call.title_fr, self.call.title_en):
            if own and self.title.startswith(own):
                return f"{self.call.title}{self.title.removeprefix(own)}"
        return self.title

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("release", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        """None for who has a dossier decided in it, whatever office they hold; asked once per instance."""
        found = roles_of(RELEASE_RELATIONS, self, standing)
        if not found or self.pk is None:
            return found
        kept: dict[int | None, bool] = self.__dict__.setdefault("_is_own", {})
        if standing.person_id not in kept:
            kept[standing.person_id] = self.decisions.filter(own_dossiers(standing)).exists()
        return frozenset() if kept[standing.person_id] else found

    def holders(self, role: str) -> Any:
        return holders(RELEASE_RELATIONS, self, Role(role))


class Decision(models.Model):
    """What is decided of one dossier at one step. It is not a state of the dossier: nothing leaks before release."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey("proposals.Dossier", on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(_("deciding step"), max_length=24, choices=Step)
    state = models.CharField(_("state"), max_length=10, choices=DecisionState, default=DecisionState.PREPARED)
    release = models.ForeignKey(Release, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    # granted over the whole duration, inside the instrument's bounds
    amount = models.DecimalField(_("granted, in euros"), max_digits=12, decimal_places=2, null=True, blank=True)
    reserve_rank = models.PositiveSmallIntegerField(_("place on the reserve list"), null=True, blank=True)
    # what the carrier reads: never a name
    reasons_fr = models.TextField(_("reasons in French"), blank=True)
    reasons_en = models.TextField(_("reasons in English"), blank=True)
    revision = models.PositiveIntegerField(default=0)
    prepared_at = models.DateTimeField(_("prepared on"))
    prepared_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("published on"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["dossier", "prepared_at", "pk"]
        constraints = [
            # a dossier called from the reserve has one published and one prepared, until the second takes its place
            models.UniqueConstraint(
                name="one_decision_prepared", fields=["dossier", "step"], condition=Q(state=DecisionState.PREPARED)
            ),
            models.UniqueConstraint(
                name="one_decision_published", fields=["dossier", "step"], condition=Q(state=DecisionState.RELEASED)
            ),
            models.CheckConstraint(
                name="selected_has_an_amount", condition=~Q(outcome=Outcome.SELECTED) | Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="reserve_is_ordered", condition=~Q(outcome=Outcome.RESERVE) | Q(reserve_rank__isnull=False)
            ),
            models.CheckConstraint(
                name="released_decision_has_its_instant",
                condition=~Q(state=DecisionState.RELEASED) | Q(released_at__isnull=False, release__isnull=False),
            ),
        ]
        indexes = [models.Index(name="decisions_of_release", fields=["release", "state"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.step} {self.outcome}"


class DecisionLetter(models.Model):
    """The letter of a released decision, frozen: what it says, who signs it, the code by which it is verified."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    code = models.CharField(_("verification code"), max_length=40, unique=True)
    # all that both languages print; canonical JSON, hashed
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made on"))

    class Meta:
        verbose_name = _("decision letter")
        verbose_name_plural = _("decision letters")
        ordering = ["decision"]

    def __str__(self) -> str:
        return self.code


class Appeal(models.Model):
    """An appeal on procedure against a released decision."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals")
    received_at = models.DateTimeField(_("received on"))
    grounds = models.TextField(_("what it rests on"))
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.RECEIVED)
    answer = models.TextField(_("answer"), blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="answered_appeal_is_signed",
                condition=Q(state=AppealState.RECEIVED) | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.state}"
