"""What a dossier is made of besides its answers: partners, participants, budget, publications, papers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.validators import validate_orcid
from proposals.enums import CofundingState, PartnerWord, Side, Source, Status
from proposals.models.dossiers import Dossier

if TYPE_CHECKING:
    from documents.models import SignedLink


class InDossier(models.Model):
    """A line of a dossier that people add, change and take out; `revision` as for an answer."""

    revision = models.PositiveIntegerField(default=1)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Partner(InDossier):
    """A laboratory of the collaboration besides the carrier's own unit: abroad, or another one in France.

    It is looked up (`organisation`, from the registry; `unit` for a CNRS one) or typed: an unknown one never blocks.
    """

    # what they just corrected themselves, as long as the act lasts: name of the column, what it said, what it says
    corrected: tuple[tuple[str, str, str], ...] = ()

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="partners", verbose_name=_("dossier"))
    side = models.CharField(_("side"), max_length=7, choices=Side, default=Side.FOREIGN)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("organisation"),
    )  # fmt: skip
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    # kept as given, also when the registry is chosen: it is what the dossier says
    institution = models.CharField(_("institution"), max_length=300, blank=True)
    laboratory = models.CharField(_("laboratory"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    lead_first_name = models.CharField(_("first name"), max_length=150, blank=True)
    lead_last_name = models.CharField(_("last name"), max_length=150, blank=True)
    lead_email = models.EmailField(_("e-mail"), blank=True)
    lead_orcid = models.CharField("ORCID", max_length=19, blank=True, validators=[validate_orcid])
    role = models.TextField(_("their part in the project"), blank=True)
    word = models.CharField(_("their word"), max_length=9, choices=PartnerWord, default=PartnerWord.NOT_ASKED)
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answer_text = models.TextField(_("their words"), blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["dossier", "side", "place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="asked_partner_has_an_address",
                condition=Q(word=PartnerWord.NOT_ASKED) | ~Q(lead_email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.laboratory or self.institution

    @property
    def lead(self) -> str:
        return f"{self.lead_first_name} {self.lead_last_name}".strip()


class Participant(InDossier):
    """Somebody who takes part, on either side."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="participants", verbose_name=_("dossier")
    )
    side = models.CharField(_("side"), max_length=7, choices=Side, default=Side.FRENCH)
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="participants",
        verbose_name=_("laboratory"),
    )  # fmt: skip
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True, validators=[validate_orcid])
    status = models.CharField(_("status"), max_length=9, choices=Status)
    role = models.CharField(_("role"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["dossier", "side", "place", "pk"]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class BudgetCell(models.Model):
    """Euros of one year, one line (slug of the rules) and one source; what is not there is zero."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="budget", verbose_name=_("dossier"))
    year = models.PositiveSmallIntegerField(_("year of the project"))
    line = models.SlugField(_("line"), max_length=40)
    source = models.CharField(_("source"), max_length=7, choices=Source)
    euros = models.DecimalField(_("euros"), max_digits=12, decimal_places=2)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("cell of the budget")
        verbose_name_plural = _("cells of the budget")
        ordering = ["dossier", "year", "line", "source"]
        constraints = [
            models.UniqueConstraint(name="one_cell_per_place", fields=["dossier", "year", "line", "source"]),
            models.CheckConstraint(name="budget_is_not_negative", condition=Q(euros__gte=0)),
            models.CheckConstraint(name="budget_year_from_one", condition=Q(year__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.year} {self.line} {self.source}: {self.euros}"


class Cofunding(InDossier):
    """Money from elsewhere: as given, with its currency, and in euros at a rate the carrier states. Euros alone sum."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="cofundings", verbose_name=_("dossier"))
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="cofundings",
        verbose_name=_("partner"),
    )  # fmt: skip
    source = models.CharField(_("from"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    rate = models.DecimalField(_("euros for one unit"), max_digits=16, decimal_places=8, default=1)
    rate_on = models.DateField(_("rate of"), null=True, blank=True)
    euros = models.DecimalField(_("in euros"), max_digits=14, decimal_places=2)
    state = models.CharField(_("how certain"), max_length=8, choices=CofundingState, default=CofundingState.PROMISED)

    class Meta:
        verbose_name = _("co-funding")
        verbose_name_plural = _("co-fundings")
        ordering = ["dossier", "place", "pk"]
        constraints = [
            models.CheckConstraint(name="cofunding_is_positive", condition=Q(amount__gt=0, euros__gt=0, rate__gt=0)),
            models.CheckConstraint(
                name="cofunding_abroad_says_its_rate", condition=Q(currency="EUR") | Q(rate_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.amount} {self.currency}"


class Publication(InDossier):
    """A joint publication, known by its DOI or described by hand."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="publications", verbose_name=_("dossier")
    )
    # lower case, without the address of the resolver
    doi = models.CharField("DOI", max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    authors = models.TextField(_("authors"), blank=True)
    journal = models.CharField(_("journal or book"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    # what the registry of DOIs answered; none: not asked, or no network
    looked_up_at = models.DateTimeField(_("looked up on"), null=True, blank=True)
    # since when the worker is asked to look it up; none: nothing is awaited
    lookup_asked_at = models.DateTimeField(_("to be looked up since"), null=True, blank=True)
    lookups = models.PositiveSmallIntegerField(_("times it was looked up in vain"), default=0)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["dossier", "place", "pk"]
        constraints = [
            models.UniqueConstraint(name="each_doi_once", fields=["dossier", "doi"], condition=~Q(doi="")),
            models.CheckConstraint(name="publication_is_named", condition=~Q(doi="") | ~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title or self.doi


class Attachment(models.Model):
    """A document of the dossier: the paper of the rules it answers, and the file. One taken out is not lost."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("dossier")
    )
    # slug of a paper of the rules, or "annex"
    paper = models.SlugField(_("paper"), max_length=40)
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters", verbose_name=_("partner")
    )
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    removed_at = models.DateTimeField(_("taken out on"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["dossier", "paper", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_file_once_in_a_dossier", fields=["dossier", "file"], condition=Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.paper}"


class Coeditor(models.Model):
    """Somebody invited by e-mail to write in one dossier; `person` once they came with the link."""

    # the link just sent, as long as the act lasts
    link: SignedLink

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="coeditors", verbose_name=_("dossier"))
    email = models.EmailField(_("e-mail"))
    person = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="coedits",
        verbose_name=_("person"),
    )  # fmt: skip
    invited_at = models.DateTimeField(_("invited on"))
    invited_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("co-editor")
        verbose_name_plural = _("co-editors")
        ordering = ["dossier", "invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_invitation_per_address", fields=["dossier", "email"], condition=Q(removed_at=None)
            ),
            models.UniqueConstraint(
                name="one_coeditor_per_person", fields=["dossier", "person"],
                condition=Q(removed_at=None, person__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.email
