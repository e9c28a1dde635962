"""Reminders: what was said to whom, the rules as data, what each person prefers, whose turn it is to run."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import Rhythm
from notifications.models.outbox import OutboxMail

PERSON = settings.AUTH_USER_MODEL


class Reminded(models.Model):
    """One step of one thing awaited, said to one person: written with the mail that says it, never twice."""

    source = models.CharField(_("kind"), max_length=40)
    # "visa:42:202709301400": what is awaited and by when; a date that is moved makes another event
    event = models.CharField(_("event"), max_length=120)
    step = models.CharField(_("step"), max_length=8)
    # hours from the date, negative before it: a step is never said after a later one
    position = models.IntegerField()
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("person"))
    # somebody without an account
    email = models.EmailField(_("e-mail"), blank=True)
    at = models.DateTimeField(_("said on"))
    mail = models.ForeignKey(OutboxMail, on_delete=models.CASCADE, related_name="reminders")

    class Meta:
        verbose_name = _("reminder said")
        verbose_name_plural = _("reminders said")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_reminder_per_step_and_person", fields=["event", "step", "person"], condition=~Q(person=None)
            ),
            models.UniqueConstraint(
                name="one_reminder_per_step_and_address", fields=["event", "step", "email"], condition=Q(person=None)
            ),
            models.CheckConstraint(name="reminder_has_an_addressee", condition=~Q(person=None, email="")),
        ]
        indexes = [models.Index(name="reminders_of_event", fields=["event"])]

    def __str__(self) -> str:
        return f"{self.event} {self.step}"


class ReminderRule(models.Model):
    """When one kind of thing is reminded of, for one instrument; no row: the steps that its source gives."""

    source = models.CharField(_("kind"), max_length=40)
    instrument_slug = models.CharField(_("instrument"), max_length=16, blank=True)
    # {audience: [step]}, as "-7d"; an empty list: nothing leaves. Nothing at all: the rule of the house again
    steps = models.JSONField(_("steps"), default=dict)
    # who writes says which revision they read
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by"))

    acts = {"edit": _("Rule changed"), "restore": _("Rule of the house taken again")}

    class Meta:
        verbose_name = _("rule of reminders")
        verbose_name_plural = _("rules of reminders")
        ordering = ["source", "instrument_slug"]
        constraints = [models.UniqueConstraint(name="one_reminder_rule", fields=["source", "instrument_slug"])]

    def __str__(self) -> str:
        return f"{self.source} {self.instrument_slug}"


class ReminderPreference(models.Model):
    """How often one person wants to be reminded of one kind of thing; no row: every morning there is something."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="reminder_preferences")
    source = models.CharField(_("kind"), max_length=40)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm, default=Rhythm.DAILY)

    class Meta:
        verbose_name = _("preference of reminders")
        verbose_name_plural = _("preferences of reminders")
        ordering = ["person", "source"]
        constraints = [models.UniqueConstraint(name="one_reminder_preference", fields=["person", "source"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.source}"


class ReminderTurn(models.Model):
    """One row, locked by whoever reminds: two schedulers take turns. It says when the last run ended."""

    ended_at = models.DateTimeField(_("last run"), null=True)

    class Meta:
        verbose_name = _("run of reminders")
        verbose_name_plural = _("runs of reminders")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.ended_at)
