"""International Research Centers: partnership hubs with a public page. Nobody applies for one."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models.reference import ReferenceData
from instruments.models.languages import InTwoLanguages

COUNTRY_CODE = RegexValidator(r"^[A-Z]{2}$", _("A country is given by its two capital letters, such as JP."))
ROR_ID = RegexValidator(r"^0[a-z0-9]{8}$", _("A ROR identifier has nine characters, such as 057zh3y96."))


class Centre(InTwoLanguages, ReferenceData):
    """One centre: its partner, its themes, and what leans on it."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    place = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    partner = models.CharField(_("partner organisation"), max_length=200)
    partner_ror = models.CharField(_("ROR identifier of the partner"), max_length=9, blank=True, validators=[ROR_ID])
    city_fr = models.CharField(_("city in French"), max_length=100)
    city_en = models.CharField(_("city in English"), max_length=100)
    country = models.CharField(_("country"), max_length=2, validators=[COUNTRY_CODE])
    text_fr = models.TextField(_("presentation in French"), blank=True)
    text_en = models.TextField(_("presentation in English"), blank=True)
    themes_fr = models.TextField(_("themes in French"), blank=True, help_text=_("One theme per line."))
    themes_en = models.TextField(_("themes in English"), blank=True, help_text=_("One theme per line."))
    leaning_fr = models.TextField(_("what leans on it, in French"), blank=True, help_text=_("One action per line."))
    leaning_en = models.TextField(_("what leans on it, in English"), blank=True, help_text=_("One action per line."))

    class Meta:
        verbose_name = _("international research center")
        verbose_name_plural = _("international research centers")
        ordering = ["place", "partner", "pk"]

    def __str__(self) -> str:
        return self.name_fr

    def get_absolute_url(self) -> str:
        return reverse("centre", args=[self.slug])

    @property
    def name(self) -> str:
        return self.said("name")

    @property
    def city(self) -> str:
        return self.said("city")

    @property
    def text(self) -> str:
        return self.said("text")

    @property
    def themes(self) -> list[str]:
        return self.said("themes").splitlines()

    @property
    def leaning(self) -> list[str]:
        return self.said("leaning").splitlines()
