"""People: one account per person, whatever they do here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.enums import Theme
from directory.querysets import PersonManager
from directory.validators import validate_orcid, validate_time_zone


class Person(AbstractBaseUser, PermissionsMixin):
    """An account. The e-mail is the login; rights come from offices and links, never from this row."""

    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    orcid = models.CharField(
        "ORCID", max_length=19, unique=True, null=True, blank=True, validators=[validate_orcid],
        help_text=_("Sixteen characters in groups of four, for example 0000-0002-1825-0097."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris", validators=[validate_time_zone])
    theme = models.CharField(_("light or dark"), max_length=5, choices=Theme, blank=True)
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.SET_NULL, null=True, blank=True, related_name="members",
        verbose_name=_("unit"),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the reference data"), default=False)
    date_joined = models.DateTimeField(_("joined on"), default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]
        # two accounts never differ by the case of their address alone
        constraints = [models.CheckConstraint(name="email_is_lower_case", condition=Q(email=Lower("email")))]

    # what a person is called by, for queries that read columns and make no instances
    NAMED_BY = ("first_name", "last_name", "email")

    @staticmethod
    def named(first_name: str, last_name: str, email: str) -> str:
        """What a person is called: first name then last name; the e-mail as long as there is none."""
        return f"{first_name} {last_name}".strip() or email

    def __str__(self) -> str:
        return self.named(self.first_name, self.last_name, self.email)

    def get_full_name(self) -> str:
        """First name then last name, as a letter prints it."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name
