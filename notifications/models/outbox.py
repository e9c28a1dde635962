"""The outbox: one row per mail, written in the transaction of the act it tells of."""

from __future__ import annotations

from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.enums import MailState
from notifications.querysets import OutboxQuerySet


def new_message_id() -> str:
    """A Message-ID of our domain: the same one for every attempt to send the mail."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid4().hex}@{domain}>"


class OutboxMail(models.Model):
    """One mail to one person about one event: never posted twice, claimed before it is sent.

    Its words are those of the moment of the act, written with it: whatever is sent again is sent the same.
    """

    key = models.CharField(_("kind"), max_length=80)
    event = models.CharField(_("event"), max_length=160)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    # the person, or a bare address for somebody who has no account (yet)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="mails", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2)
    subject_line = models.CharField(_("subject of the mail"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    # the text holds a link that opens an account: forgotten as soon as it is sent
    is_secret = models.BooleanField(default=False)
    is_urgent = models.BooleanField(_("leaves first"), default=True)

    message_id = models.CharField(max_length=160, unique=True, default=new_message_id)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.PENDING)
    posted_at = models.DateTimeField(_("posted on"), default=timezone.now)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("what went wrong"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-posted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_mail_per_event_and_person", fields=["event", "key", "person"], condition=~Q(person=None)
            ),
            models.UniqueConstraint(
                name="one_mail_per_event_and_address", fields=["event", "key", "email"], condition=Q(person=None)
            ),
            # one mail in flight at a time: whatever is killed, at most one mail is in doubt
            models.UniqueConstraint(name="one_mail_in_flight", fields=["state"], condition=Q(state="claimed")),
            models.CheckConstraint(name="mail_has_an_addressee", condition=~Q(person=None, email="")),
            models.CheckConstraint(
                name="mail_claimed_by_somebody",
                condition=Q(state="claimed", claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state="claimed") & Q(claim=None, claimed_at=None)),
            ),
            models.CheckConstraint(
                name="mail_sent_has_its_instant",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="mails_to_send", fields=["-is_urgent", "due_at", "id"], condition=Q(state="pending")),
            models.Index(name="mails_by_state", fields=["state", "-posted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.event}"

    @property
    def address(self) -> str:
        """Where it goes: the person's address of today, else the bare address."""
        return self.person.email if self.person else self.email
