"""The organisation chosen in the directory and the name the dossier shows: they never contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import OrganisationName
from documents.links import make_link
from proposals.actions.partner_links import PURPOSE
from proposals.actions.partner_words import OwnPart, confirm_part
from proposals.models import Dossier, Partner
from tests.factories import an_organisation
from tests.proposals.dossiers import a_dossier
from workflow.history import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HALIFAX = {"name": "Lakeside University", "acronym": "LSU", "country": "CA", "city": "Halifax"}


@pytest.fixture
def partner() -> Partner:
    """A partner whose organisation was chosen in the directory."""
    chosen = an_organisation(name="Kita-Umi University", country="JP", city="Kita-Umi")
    OrganisationName.objects.create(organisation=chosen, value="北海大学", language="ja")
    return Partner.objects.create(
        dossier=a_dossier(), organisation=chosen, institution="Kita-Umi University", city="Kita-Umi", country="JP",
        lead_last_name="Mori", lead_email="a@example.org",
    )  # fmt: skip


def said(partner: Partner) -> tuple[Any, str, str, str]:
    """The organisation, and what the dossier says of it."""
    found = Partner.objects.get(pk=partner.pk)
    return found.organisation, found.institution, found.city, found.country


def save(partner: Partner, **typed: Any) -> None:
    """The form of this partner as the page fills it, with what a person chose or typed in it; kept."""
    client = Client()
    client.force_login(partner.dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    stood = {name: getattr(partner, name) for name in ("side", "institution", "city", "country", "lead_email",
                                                     "revision")}  # fmt: skip
    sent = {**stood, "organisation": "", "organisation-id": str(partner.organisation_id or ""), **typed}
    answer = client.post(f"/proposals/{partner.dossier.uid}/partners/{partner.pk}/", sent)
    assert answer.status_code == 302


def test_another_organisation_brings_its_name_city_and_country(partner):
    other = an_organisation(**HALIFAX)
    save(partner, **{"organisation-id": str(other.pk)})
    assert said(partner) == (other, "Lakeside University", "Halifax", "CA")
    assert Dossier.objects.get(pk=partner.dossier_id).countries == ["CA"]


def test_so_does_the_first_one_chosen_for_a_partner_written_by_hand(partner):
    Partner.objects.filter(pk=partner.pk).update(
        organisation=None, institution="Univ. d’Halifax", city="", country="FR"
    )
    partner.refresh_from_db()
    other = an_organisation(**HALIFAX)
    save(partner, **{"organisation-id": str(other.pk)})
    assert said(partner) == (other, "Lakeside University", "Halifax", "CA")


def test_what_is_typed_beside_the_choice_stays(partner):
    other = an_organisation(**HALIFAX)
    save(partner, institution="Lakeside University, School of Oceans", **{"organisation-id": str(other.pk)})
    assert said(partner) == (other, "Lakeside University, School of Oceans", "Halifax", "CA")
    partner.refresh_from_db()
    save(partner, city="Dartmouth")
    assert said(partner) == (other, "Lakeside University, School of Oceans", "Dartmouth", "CA")


def test_a_partner_who_names_another_institution_or_country_leaves_no_organisation_that_says_otherwise(partner):
    sent = OwnPart(fields={"institution": "Minami-Umi University"}, read={}, revision=partner.revision)
    confirm_part(partner, part=sent, at=timezone.now())
    assert said(partner) == (None, "Minami-Umi University", "Kita-Umi", "JP")
    row = timeline(partner.dossier)[0]
    assert (row.act, row.data["corrected"]) == ("partner-confirms", ["institution", "organisation"])


def test_a_partner_who_moves_to_another_country_does_too(partner):
    token = make_link(PURPOSE, partner, email="a@example.org", expires_at=timezone.now().replace(year=2099)).token
    sent = {"confirm": "1", "lead_last_name": "Mori", "institution": "Kita-Umi University", "city": "Lima",
            "country": "PE", "revision": partner.revision}  # fmt: skip
    assert Client().post(f"/partner/{token}/", sent).status_code == 302
    assert said(partner) == (None, "Kita-Umi University", "Lima", "PE")


@pytest.mark.parametrize("typed", ["北海大学", "KITA-UMI university", "Kita‑Umi University"])
def test_another_of_its_names_keeps_the_organisation(partner, typed):
    sent = OwnPart(fields={"institution": typed, "city": "Sapporo"}, read={}, revision=partner.revision)
    confirm_part(partner, part=sent, at=timezone.now())
    assert said(partner) == (partner.organisation, typed, "Sapporo", "JP")
