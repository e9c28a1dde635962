"""Interests found from links, in what was filed: who is recognised, by what, and what each link leads to."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from directory.models import Organisation, Person
from directory.standing import standing_of
from evaluation.enums import EXCLUDING, InterestGround
from evaluation.interests import Found, found, found_between
from evaluation.models import Work
from proposals.actions.filing import submit_dossier
from proposals.models import Coeditor, Dossier, Participant, Partner, Publication
from tests.evaluation.reviews import a_reviewer
from tests.factories import a_person, a_unit
from tests.proposals.dossiers import a_complete_dossier

pytestmark = pytest.mark.django_db
ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0001-5109-3700"
THIS_YEAR = timezone.now().year
G = InterestGround


def filed(dossier: Dossier) -> Dossier:
    submit_dossier(Dossier.objects.get(pk=dossier.pk), at=dossier.created_at, by=standing_of(dossier.carrier))
    return Dossier.objects.get(pk=dossier.pk)


def grounds(dossier: Dossier, person: Any) -> set[str]:
    return {one.ground for one in found_between(dossier, person)}


@pytest.fixture
def dossier() -> Dossier:
    """Filed, with one partner, one participant more and one publication."""
    made = a_complete_dossier()
    Partner.objects.filter(dossier=made).update(
        lead_first_name="Akiko", lead_last_name="Mori", lead_email="Mori@tokyo.example", lead_orcid=ORCID,
        institution="Institut du Pacifique", laboratory="Centre des fosses",
        organisation=Organisation.objects.create(name="Pacific Institute", country="JP"),
    )  # fmt: skip
    Participant.objects.create(dossier=made, first_name="Paul", last_name="Petit", email="Paul.Petit@lab.example",
                               status="permanent")  # fmt: skip
    Publication.objects.create(dossier=made, doi="10.1000/commun", title="Slow slip", year=THIS_YEAR - 2,
                               authors="A. Mori, Petit Paul, Zoé Valmorin")  # fmt: skip
    return filed(made)


# who is it: by what they are recognised → the grounds found
RECOGNISED = {
    "partner, by ORCID": ({"orcid": ORCID}, {G.PARTNER}),
    "partner, by address whatever its case": ({"email": "mori@tokyo.example"}, {G.PARTNER}),
    "participant, by address": ({"email": "paul.petit@lab.example"}, {G.PARTICIPANT}),
    "participant's namesake": ({"first_name": "Paul", "last_name": "PETIT"}, {G.NAMESAKE}),
    "partner's namesake": ({"first_name": "Akiko", "last_name": "Mori"}, {G.NAMESAKE}),
    "partner's namesake, of another ORCID": ({"first_name": "Akiko", "last_name": "Mori", "orcid": OTHER_ORCID}, set()),
    "author's namesake": ({"first_name": "Zoé", "last_name": "Valmorin"}, {G.NAMESAKE}),
    "nobody": ({"first_name": "Une", "last_name": "Inconnue"}, set()),
}


@pytest.mark.parametrize("who", RECOGNISED)
def test_an_address_or_an_orcid_says_who_it_is_and_a_name_alone_is_ruled_on(dossier, who):
    fields, expected = RECOGNISED[who]
    links = found_between(dossier, a_person(**fields))
    assert {one.ground for one in links} == expected
    assert all(one.shown for one in links)
    assert G.NAMESAKE not in EXCLUDING


def test_the_unit_of_the_carrier_or_of_a_partner_excludes(dossier):
    assert grounds(dossier, a_person(unit=dossier.unit)) == {G.SAME_UNIT}
    unit, other = a_unit(), a_complete_dossier()
    Partner.objects.filter(dossier=other).update(unit=unit, organisation=None)
    assert G.SAME_UNIT in grounds(filed(other), a_person(unit=unit))


@pytest.mark.parametrize("said", [
    {"institution": "institut du pacifique"}, {"institution": "CENTRE DES FOSSES"},
    {"institution": "Pacific Institute"}, {"organisation": True},
])  # fmt: skip
def test_the_institution_of_a_partner_is_known_by_its_names_or_by_the_registry(dossier, said):
    fields = {"organisation": Organisation.objects.get(name="Pacific Institute")} if "organisation" in said else said
    assert grounds(dossier, a_reviewer(**fields).person) == {G.PARTNER_INSTITUTION}
    assert not grounds(dossier, a_reviewer(institution="Un autre institut").person)


@pytest.mark.parametrize(("year", "ground"), [
    (THIS_YEAR - 1, G.COMMON_WORK), (THIS_YEAR - 5, G.COMMON_WORK), (THIS_YEAR - 6, G.OLDER_WORK),
    # none given: that of the dossier's list
    (None, G.COMMON_WORK),
])  # fmt: skip
def test_a_common_publication_excludes_within_five_years_and_is_ruled_on_after(dossier, year, ground):
    reviewer = a_reviewer()
    Work.objects.create(reviewer=reviewer, doi="10.1000/commun", year=year)
    (link,) = found_between(dossier, reviewer.person)
    assert (link.ground, link.evidence["doi"]) == (ground, "10.1000/commun")


def test_a_publication_of_the_reviewer_that_somebody_of_the_dossier_signed(dossier):
    by_orcid, by_name = a_reviewer(), a_reviewer()
    Work.objects.create(reviewer=by_orcid, doi="10.1000/a", year=THIS_YEAR, authors=[ORCID])
    Work.objects.create(reviewer=by_name, doi="10.1000/b", year=THIS_YEAR, authors=["Paul Petit"])
    assert grounds(dossier, by_orcid.person) == {G.COMMON_WORK}
    assert grounds(dossier, by_name.person) == {G.NAMESAKE}


def test_publications_of_a_dossier_that_the_reviewer_filed_elsewhere_are_known(dossier):
    own = a_complete_dossier()
    person = own.carrier
    Person.objects.filter(pk=person.pk).update(first_name="Zélie", last_name="Carradec")
    person.refresh_from_db()
    Publication.objects.create(dossier=own, doi="10.1000/COMMUN", authors="Z. Carradec, A. Mori", year=THIS_YEAR)
    Publication.objects.create(dossier=own, doi="10.1000/autre", authors="A. Mori", year=THIS_YEAR)
    filed(own)
    assert G.COMMON_WORK in grounds(dossier, person)


@pytest.mark.parametrize("how", ["carrier", "coeditor", "participant", "partner"])
def test_whoever_was_in_a_former_dossier_with_somebody_of_this_one_is_ruled_on(dossier, how):
    past = a_complete_dossier()
    person = past.carrier if how == "carrier" else a_person()
    Person.objects.filter(pk=person.pk).update(orcid=OTHER_ORCID)
    person.refresh_from_db()
    Participant.objects.create(dossier=past, first_name="P.", last_name="Petit", email="paul.petit@lab.example",
                               status="permanent")  # fmt: skip
    if how == "coeditor":
        Coeditor.objects.create(dossier=past, email=person.email, person=person, invited_at=timezone.now(),
                                invited_by=past.carrier)  # fmt: skip
    elif how == "participant":
        Participant.objects.create(dossier=past, first_name="X", last_name="Y", orcid=OTHER_ORCID, status="permanent")
    elif how == "partner":
        Partner.objects.filter(dossier=past).update(lead_orcid=OTHER_ORCID)
    assert not grounds(dossier, person)
    past = filed(past)
    links = found_between(dossier, person)
    assert [(one.ground, one.evidence) for one in links] == [(G.PAST_ACTION, {"reference": past.reference})]
    Dossier.objects.filter(pk=past.pk).update(state="withdrawn")
    assert not grounds(dossier, person)


def test_the_carrier_and_who_writes_with_them_are_excluded(dossier):
    person = a_person()
    Coeditor.objects.create(dossier=dossier, email=person.email, person=person, invited_at=timezone.now(),
                            invited_by=dossier.carrier)  # fmt: skip
    assert grounds(dossier, person) == {G.CARRIER}
    assert G.CARRIER in grounds(dossier, dossier.carrier)


def test_any_number_of_pairs_is_read_in_the_same_queries(dossier, django_assert_num_queries):
    def pairs(number: int) -> list[Found]:
        people = [a_reviewer(institution="Institut du Pacifique").person for _turn in range(number)]
        with django_assert_num_queries(5):
            return found([dossier] * number, people)

    assert len(pairs(1)) == 1
    assert len(pairs(4)) == 4
