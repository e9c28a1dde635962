"""Mails about the foreign partner's word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from directory.models import Person
from documents.links import links_to
from documents.models import SignedLink
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_sample_dossier
from proposals.models import Partner
from wording.formats import country as country_name
from wording.languages import shown_language


class PartnerMail(Mail):
    """To those who write the dossier, about one partner."""

    def recipients(self, subject: Partner) -> Any:
        dossier = subject.dossier
        people = {person.pk: person for person in dossier.holders(Role.CARRIER)}
        return list({**people, **{one.pk: one for one in dossier.holders(Role.COEDITOR)}}.values())

    def context(self, subject: Partner, person: Person | Addressee) -> dict[str, Any]:
        return {"partner": subject, "dossier": subject.dossier, "path": self.path(subject), **self.more(subject)}

    def path(self, subject: Partner) -> str:
        """The page that the mail leads to."""
        return subject.dossier.get_absolute_url()

    def more(self, subject: Partner) -> dict[str, Any]:
        """What one mail shows besides."""
        return {}

    def why(self, subject: Partner) -> str:
        return _("you write this dossier.")

    def sample(self) -> Partner:
        return Partner(
            pk=0, dossier=a_sample_dossier(), institution="University of Tokyo", laboratory="Earthquake Research",
            country="JP", lead_first_name="Haruto", lead_last_name="Kisaragi", lead_email="haruto@example.org",
        )  # fmt: skip


@register
class PartnerAsked(PartnerMail):
    """The link itself, to the partner: no account is needed."""

    key = "partner.asked"

    def recipients(self, subject: Partner) -> Any:
        return [Addressee(subject.lead_email, "en")]

    def path(self, subject: Partner) -> str:
        link = self._link(subject)
        return reverse("partner_link", args=[link.token if link else "sample"])

    def more(self, subject: Partner) -> dict[str, Any]:
        link = self._link(subject)
        until: datetime | None = link.expires_at if link else subject.dossier.call.closes
        return {"until": until}

    def subject_line(self, subject: Partner) -> str:
        return _("%(carrier)s names you as a partner: please confirm") % {"carrier": subject.dossier.carrier}

    def why(self, subject: Partner) -> str:
        return _("the carrier of this project gave your address as that of a partner.")

    def stops(self, subject: Partner) -> str:
        return _("your answer; nothing more comes unless the carrier sends another link.")

    def _link(self, subject: Partner) -> SignedLink | None:
        return links_to("partner", subject).first()


# what the partner may correct, as the page of the dossier names it
CORRECTED = {
    "lead_first_name": gettext_lazy("First name of the scientific lead"),
    "lead_last_name": gettext_lazy("Last name of the scientific lead"),
    "institution": gettext_lazy("Institution"), "laboratory": gettext_lazy("Laboratory or department"),
    "city": gettext_lazy("City"), "country": gettext_lazy("Country"),
    "lead_orcid": gettext_lazy("ORCID of the scientific lead"), "role": gettext_lazy("Their part in the project"),
}  # fmt: skip


@register
class PartnerConfirmed(PartnerMail):
    """Also when they confirmed already and correct again: it says what they changed, from what to what."""

    key = "partner.confirmed"

    def more(self, subject: Partner) -> dict[str, Any]:
        shown = {name: (was, now) for name, was, now in subject.corrected}
        if "country" in shown:
            was, now = shown["country"]
            shown["country"] = country_name(was, shown_language()), country_name(now, shown_language())
        nothing = _("nothing")
        return {"corrections": [(label, shown[name][0] or nothing, shown[name][1] or nothing)
                                for name, label in CORRECTED.items() if name in shown]}  # fmt: skip

    def sample(self) -> Partner:
        partner = super().sample()
        partner.corrected = (("city", "Tokyo", "Bunkyo"), ("role", "", "Three stations at sea, kept for two years."))
        return partner

    def subject_line(self, subject: Partner) -> str:
        return _("%(partner)s has confirmed") % {"partner": subject}


@register
class PartnerDenied(PartnerMail):
    """To the writers; once the dossier is filed, to the institute's officers too."""

    key = "partner.denied"

    def recipients(self, subject: Partner) -> Any:
        people = {person.pk: person for person in super().recipients(subject)}
        if subject.dossier.filing_id:
            people |= {person.pk: person for person in subject.dossier.holders(Role.INSTITUTE_OFFICER)}
        return list(people.values())

    def subject_line(self, subject: Partner) -> str:
        return _("%(partner)s says not to be part of the project") % {"partner": subject}

    def why(self, subject: Partner) -> str:
        return _("you write this dossier, or your institute examines it.")
