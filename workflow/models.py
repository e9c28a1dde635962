"""What the engine moves and what it writes down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from workflow.chain import reason_hash

if TYPE_CHECKING:
    from workflow.table import State, Table


class StateField(models.CharField):
    """Where a subject stands. Set at birth; afterwards `save()` leaves it as the database has it.

    A stale instance that is saved would otherwise move the subject back, without history.
    """

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations, a plain column of text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if not add:
            return F(self.attname)
        if not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, model_instance.workflow.initial)  # type: ignore[attr-defined]
        return str(getattr(model_instance, self.attname))


class Subject(models.Model):
    """An aggregate with a life. `state` is written by the engine alone."""

    # the table of its life, restricted to its own steps: an attribute, or a property of the instance
    workflow: Table
    # the words of what is recorded without moving the state: act -> what was done ("Draft changed")
    acts: ClassVar[Mapping[str, Any]] = {}

    state = StateField(_("state"), max_length=32, db_index=True)

    class Meta:
        abstract = True

    @classmethod
    def for_act(cls) -> models.QuerySet[Any]:
        """How the engine reads a subject before an act: a model adds the rows its guards and effects always ask for."""
        return cls._base_manager.all()

    def roles_of(self, standing: Any) -> frozenset[str]:
        """The roles `standing` has towards this subject."""
        raise NotImplementedError

    def holders(self, role: str) -> Iterable[Any]:
        """The people who have `role` towards this subject today."""
        raise NotImplementedError

    def get_transition_url(self, name: str) -> str:
        """The page that asks before the act `name`; beneath the subject's own page by default."""
        return f"{self.get_absolute_url()}acts/{name}/"  # type: ignore[attr-defined]

    @property
    def current_state(self) -> State:
        return self.workflow.state(self.state)


class Reason(models.Model):
    """Why an act was done, in a person's words. Erasable: the history chains its hash, not its text."""

    text = models.TextField(_("reason"), blank=True)
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    def fingerprint(self) -> str:
        return reason_hash(self.text, self.salt)


class HistoryRow(models.Model):
    """One act on one subject. Append-only (the database refuses changes), chained by hash per subject."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=60)
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    # an id and no constraint: erasing a person must not break the chain
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    data = models.JSONField(default=dict)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True, related_name="rows")
    reason_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("history")
        verbose_name_plural = _("history")
        ordering = ["subject_type", "subject_id", "seq"]
        constraints = [
            models.UniqueConstraint(name="one_history_row_per_seq", fields=["subject_type", "subject_id", "seq"])
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} #{self.seq} {self.act}"

    @property
    def is_move(self) -> bool:
        return bool(self.target)
