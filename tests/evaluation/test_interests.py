"""Interests found from links, in what was filed."""

from __future__ import annotations

import pytest

from directory.standing import standing_of
from evaluation.enums import InterestGround
from evaluation.interests import found_between
from proposals.actions.filing import submit_dossier
from proposals.models import Dossier, Partner
from tests.factories import a_person
from tests.proposals.dossiers import a_complete_dossier

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def test_a_partner_is_recognised_by_orcid_when_name_and_address_differ():
    dossier = a_complete_dossier()
    Partner.objects.filter(dossier=dossier).update(lead_orcid=ORCID)
    dossier = Dossier.objects.get(pk=dossier.pk)
    submit_dossier(dossier, at=dossier.created_at, by=standing_of(dossier.carrier))
    filed = Dossier.objects.get(pk=dossier.pk)
    grounds = {one.ground for one in found_between(filed, a_person(orcid=ORCID))}
    assert InterestGround.PARTNER in grounds
    assert not found_between(filed, a_person(first_name="Une", last_name="Inconnue"))


def test_somebody_of_the_same_unit_is_excluded_and_the_carrier_too():
    dossier = a_complete_dossier()
    submit_dossier(dossier, at=dossier.created_at, by=standing_of(dossier.carrier))
    filed = Dossier.objects.get(pk=dossier.pk)
    (link,) = found_between(filed, a_person(unit=filed.unit))
    assert (link.ground, link.is_excluding) == (InterestGround.SAME_UNIT, True)
    assert InterestGround.CARRIER in {one.ground for one in found_between(filed, filed.carrier)}
